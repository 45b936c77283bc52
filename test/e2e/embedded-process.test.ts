// The embedded stack as a process: what it prints, how it fails to start, how it ends.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { localDynamoDb } from '../../lib/local/local-dynamodb';
import { tableDefinitions } from '../../lib/tables';
import { freeStackPorts } from '../helpers/embedded-process';
import { isFree } from '../helpers/free-ports';
import { localTableNames, readTables } from '../helpers/read-tables';
import { embeddedStacks, makeJoin, post, tablesOf } from './embedded-stacks';

const stacks = embeddedStacks();

/** Starts what should not start, and gives what it printed. */
const failToStart = async (env: NodeJS.ProcessEnv): Promise<string> => {
  const embedded = await stacks.spawn(env);
  await once(embedded.child, 'close');
  expect([embedded.child.exitCode, embedded.stdout()]).toEqual([1, '']);
  const message = embedded.stderr();
  expect(message).toMatch(/^[^\n]+\n$/);
  return message.trim();
};

describe('what it prints', () => {
  it('tells where to post, what to type and where to look, and is ready last', async () => {
    const embedded = await stacks.start();
    const { port, consolePort, tablesPort, dynamodbPort } = embedded;
    const text = embedded.stdout();
    expect(text).toContain(`console    http://localhost:${consolePort}\n`);
    expect(text).toContain(`tables     http://localhost:${tablesPort}\n`);
    expect(text).toContain(`http://localhost:${dynamodbPort}`);
    expect(text).toContain(stacks.dataDir());
    expect(text).toContain(`npm run simulate -- --url http://localhost:${port}/notifications\n`);
    expect(text).toMatch(new RegExp(`\nready http://localhost:${port}/notifications\n$`));
    expect(embedded.stderr()).toBe('');
  });

  it('has a command that a shell takes word for word, and whose notification gets into the tables', async () => {
    const embedded = await stacks.start({ ANYRTC_SECRET: '["it\'s $new","old"]' });
    const command = /^ {2}curl .*?\}'$/ms.exec(embedded.stdout())?.[0] ?? '';
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command]);
    expect([JSON.parse(stdout), stderr]).toEqual([
      { status: 'accepted', noticeId: expect.stringMatching(/^sample-/) },
      '',
    ]);
    const { userSessions } = await tablesOf(embedded);
    expect(userSessions).toMatchObject([{ channelName: 'demo', status: 'online', role: 'broadcaster' }]);
    const age = Date.now() - Date.parse(String(userSessions[0]?.joinedAt));
    expect(age).toBeLessThan(60_000);
    expect(embedded.stdout()).not.toContain('$new');
  });

  it('has a console that knows what is in the tables, and prints nothing for it', async () => {
    const embedded = await stacks.start();
    const before = embedded.stdout();
    await post(embedded, makeJoin('console'));
    const console = `http://localhost:${embedded.consolePort}`;
    expect(await (await fetch(console)).text()).toContain('/assets/console.js');
    expect(await (await fetch(`${console}/assets/console.js`)).text()).toMatch(/.{10000}/s);
    const { userSessions } = await tablesOf(embedded);
    expect(await (await fetch(`${console}/api/sessions/c-console`)).json()).toMatchObject({
      channel: { channelName: userSessions[0]?.channelName, status: 'live' },
      stays: [{ uSId: 'u-console', status: 'online' }],
    });
    expect(await (await fetch(`${console}/api/live`)).json()).toMatchObject({
      channels: [{ channelSId: 'c-console', status: 'live' }],
      troubles: [],
    });
    expect([embedded.stdout(), embedded.stderr()]).toEqual([before, '']);
  });

  it('shows the tables as they are, and prints nothing for it', async () => {
    const embedded = await stacks.start();
    const before = embedded.stdout();
    await post(embedded, makeJoin('tables'));
    const page = await (await fetch(`http://localhost:${embedded.tablesPort}/`)).text();
    for (const name of Object.keys(tableDefinitions)) expect(page).toContain(name);
    const items = await fetch(`http://localhost:${embedded.tablesPort}/tables/UserSessions/items`);
    expect(await items.text()).toContain('u-tables');
    await fetch(`http://localhost:${embedded.tablesPort}/tables/None/items`);
    expect([embedded.stdout(), embedded.stderr()]).toEqual([before, '']);
  });

  it('has no console with CONSOLE_PORT=0, and shows no tables with TABLES_PORT=0', async () => {
    const embedded = await stacks.start({ CONSOLE_PORT: '0', TABLES_PORT: '0' });
    expect(embedded.stdout()).toContain('console    none');
    expect(embedded.stdout()).toContain('tables     none');
    for (const port of [embedded.consolePort, embedded.tablesPort]) {
      await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow();
    }
  });
});

describe('who may reach it', () => {
  const others = Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ internal, family }) => !internal && family === 'IPv4');

  (others.length > 0 ? it : it.skip)('this machine only', async () => {
    const embedded = await stacks.start();
    const { port: apiPort, dynamodbPort, consolePort, tablesPort } = embedded;
    for (const port of [apiPort, dynamodbPort, consolePort, tablesPort]) {
      const socket = connect(port, others[0]?.address ?? '');
      const [error] = await once(socket, 'error').catch((reason: unknown) => [reason]);
      expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  it('answers a burst on 1,000 connections, and has what it acknowledged', async () => {
    const embedded = await stacks.start();
    const joins = Array.from({ length: 1000 }, (_, index) => makeJoin(`burst-${index}`));
    const answers = await Promise.all(joins.map((join) => post(embedded, join)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const { userSessions, channelSessions } = await tablesOf(embedded);
    expect([userSessions.length, channelSessions.length]).toEqual([1000, 1000]);
  });
});

describe('a start that fails says in one line what to change', () => {
  // Which values and ports are refused, and how, is shown beside the code that reads them.
  it('a setting that cannot be used', async () => {
    expect(await failToStart({ PORT: 'abc' })).toMatch(/^PORT is "abc": give a whole number from 1 to 65535/);
  });

  it('a second start with the same settings', async () => {
    const { port, dynamodbPort, consolePort, tablesPort } = await stacks.start();
    const ports = {
      PORT: port,
      DYNAMODB_PORT: dynamodbPort,
      CONSOLE_PORT: consolePort,
      TABLES_PORT: tablesPort,
    };
    const env = Object.fromEntries(Object.entries(ports).map(([name, value]) => [name, String(value)]));
    const message = await failToStart(env);
    for (const [name, value] of Object.entries(ports))
      expect(message).toContain(`port ${value} (${name}) is in use`);
  });

  it('a folder that another one uses', async () => {
    await stacks.start();
    expect(await failToStart({})).toMatch(
      /^The data folder .* \(DATA_DIR\) is in use by another npm start: /,
    );
  });

  it('a folder that is a file, or lies in one', async () => {
    const file = join(stacks.dataDir(), 'file');
    await writeFile(file, '');
    for (const folder of [file, join(file, 'folder')]) {
      expect(await failToStart({ DATA_DIR: folder })).toMatch(
        /^The data folder .* \(DATA_DIR\) cannot be written/,
      );
    }
  });

  it('and leaves no port taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const embedded = await stacks.spawn({ DATA_DIR: '/dev/null' });
    await once(embedded.child, 'close');
    other.close();
    const { port: apiPort, dynamodbPort, consolePort, tablesPort } = embedded;
    for (const port of [apiPort, dynamodbPort, consolePort, tablesPort]) {
      const server = createServer().listen(port, '127.0.0.1');
      await once(server, 'listening');
      server.close();
    }
  });
});

describe('how it ends', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s: what has begun is answered, and kept',
    async (signal) => {
      const embedded = await stacks.start();
      const agent = new Agent({ keepAlive: true });
      // Idle connections must not hold it up for ever: one of ours, one of the SDK's, one of the console's.
      expect((await post(embedded, makeJoin('first'), { agent })).status).toBe(200);
      const client = localDynamoDb(embedded.dynamodbPort);
      await readTables(client, localTableNames);
      await (await fetch(`http://localhost:${embedded.consolePort}/`)).text();
      const answers = Promise.allSettled(
        Array.from({ length: 200 }, (_, index) => post(embedded, makeJoin(`${signal}-${index}`))),
      );
      await new Promise((done) => setTimeout(done, 60));
      expect(await embedded.end(signal)).toBe(0);
      agent.destroy();
      client.destroy();
      const outcomes = await answers;
      const accepted = outcomes.filter(({ status }) => status === 'fulfilled');
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') expect(outcome.value.status).toBe(200);
        else expect(String(outcome.reason)).toMatch(/ECONNREFUSED|ECONNRESET|socket hang up/);
      }
      expect(accepted.length).toBeGreaterThan(0);
      expect(embedded.stderr()).toBe('');
      const { userSessions } = await tablesOf(await stacks.start());
      expect(userSessions.length).toBeGreaterThanOrEqual(accepted.length + 1);
    },
  );

  it('keeps nothing with :memory:', async () => {
    const embedded = await stacks.start({ DATA_DIR: ':memory:' });
    await post(embedded, makeJoin('gone'));
    expect(await embedded.end('SIGTERM')).toBe(0);
    expect((await tablesOf(await stacks.start({ DATA_DIR: ':memory:' }))).userSessions).toEqual([]);
  });

  it('does not outlive npm, nor keep its ports', async () => {
    const { ports, env } = await freeStackPorts();
    const npm = spawn('npm', ['start'], {
      cwd: resolve(__dirname, '../..'),
      env: {
        PATH: process.env.PATH,
        ...env,
        DATA_DIR: stacks.dataDir(),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    for (const stream of [npm.stdout, npm.stderr]) {
      stream.on('data', (chunk) => {
        printed += String(chunk);
      });
    }
    const deadline = Date.now() + 60_000;
    while (!printed.includes('\nready ')) {
      if (npm.exitCode !== null || Date.now() > deadline)
        throw new Error(`npm start did not start: ${printed}`);
      await new Promise((done) => setTimeout(done, 20));
    }
    npm.kill('SIGKILL');
    for (const taken of Object.values(ports)) {
      while (!(await isFree(taken))) {
        if (Date.now() > deadline) throw new Error(`port ${taken} is still taken`);
        await new Promise((done) => setTimeout(done, 50));
      }
    }
  });
});
