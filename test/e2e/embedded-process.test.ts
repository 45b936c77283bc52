// The embedded stack as a process: what it prints, how it fails to start, how it ends, what survives a kill.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { connect, createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { localDynamoDb } from '../../lib/local/local-dynamodb';
import { type Delivery, planDeliveries } from '../../lib/simulator/delivery';
import { generateHistory } from '../../lib/simulator/history';
import { sign } from '../../lib/simulator/sign';
import { type TableDefinition, tableDefinitions } from '../../lib/tables';
import { inParallel, isAbout, itemsOf, settings } from '../helpers/bundle-suite';
import { type EmbeddedProcess, spawnEmbedded, startEmbedded } from '../helpers/embedded-process';
import { freePorts, isFree } from '../helpers/free-ports';
import { httpRequest } from '../helpers/http-request';
import { expectedTables, type Item } from '../helpers/oracle';
import { localTableNames, readTable, readTables } from '../helpers/read-tables';
import type { Answer } from '../helpers/target';

const SECRET = 'local-secret';
let dataDir: string;
const running = new Set<EmbeddedProcess>();

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'embedded-'));
});
afterEach(async () => {
  for (const embedded of running) await embedded.end('SIGKILL');
  running.clear();
  await rm(dataDir, { recursive: true, maxRetries: 20 });
});

const start = async (env: NodeJS.ProcessEnv = {}): Promise<EmbeddedProcess> => {
  const embedded = await startEmbedded({ dataDir, env });
  running.add(embedded);
  return embedded;
};

/** Starts what should not start, and gives what it printed. */
const failToStart = async (env: NodeJS.ProcessEnv): Promise<string> => {
  const embedded = await spawnEmbedded({ dataDir, env });
  running.add(embedded);
  await once(embedded.child, 'close');
  expect([embedded.child.exitCode, embedded.stdout()]).toEqual([1, '']);
  const message = embedded.stderr();
  expect(message).toMatch(/^[^\n]+\n$/);
  return message.trim();
};

const post = (
  { port }: EmbeddedProcess,
  json: unknown,
  { secret = SECRET, agent }: { secret?: string; agent?: Agent } = {},
): Promise<Answer> => {
  const body = Buffer.from(JSON.stringify(json));
  const headers = { 'Content-Type': 'application/json', 'Ar-Signature': sign(body, secret) };
  return httpRequest({
    port,
    path: '/notifications',
    method: 'POST',
    headers,
    body,
    ...(agent && { agent }),
  });
};

const withClient = async <T>(
  { dynamodbPort }: EmbeddedProcess,
  use: (client: DynamoDBClient) => Promise<T>,
): Promise<T> => {
  const client = localDynamoDb(dynamodbPort);
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
};
const tablesOf = (embedded: EmbeddedProcess) =>
  withClient(embedded, (client) => readTables(client, localTableNames));

const makeJoin = (id: string) => ({
  noticeId: `n-${id}`,
  productId: 1 as const,
  eventType: 103 as const,
  notifyMs: Date.now(),
  payload: {
    channelName: 'room',
    uid: 1,
    platform: 7,
    ts: Math.floor(Date.now() / 1000),
    channelSId: `c-${id}`,
    uSId: `u-${id}`,
  },
});

describe('what it prints', () => {
  it('tells where to post, what to type and where to look, and is ready last', async () => {
    const embedded = await start();
    const { port, consolePort, tablesPort, dynamodbPort } = embedded;
    const text = embedded.stdout();
    expect(text).toContain(`console    http://localhost:${consolePort}\n`);
    expect(text).toContain(`tables     http://localhost:${tablesPort}\n`);
    expect(text).toContain(`http://localhost:${dynamodbPort}`);
    expect(text).toContain(dataDir);
    expect(text).toContain(`npm run simulate -- --url http://localhost:${port}/notifications\n`);
    expect(text).toMatch(new RegExp(`\nready http://localhost:${port}/notifications\n$`));
    expect(embedded.stderr()).toBe('');
  });

  it('has a command that a shell takes word for word, and whose notification gets into the tables', async () => {
    const embedded = await start({ ANYRTC_SECRET: '["it\'s $new","old"]' });
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
    const embedded = await start();
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
    const embedded = await start();
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
    const embedded = await start({ CONSOLE_PORT: '0', TABLES_PORT: '0' });
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
    const embedded = await start();
    const { port: apiPort, dynamodbPort, consolePort, tablesPort } = embedded;
    for (const port of [apiPort, dynamodbPort, consolePort, tablesPort]) {
      const socket = connect(port, others[0]?.address ?? '');
      const [error] = await once(socket, 'error').catch((reason: unknown) => [reason]);
      expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  it('takes each of several secrets', async () => {
    const embedded = await start({ ANYRTC_SECRET: '["new","old"]' });
    const answers = await Promise.all(
      ['new', 'old', 'other', '["new","old"]'].map((secret) => post(embedded, makeJoin(secret), { secret })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 401]);
  });

  it('answers 413 to a body without end, and goes on', async () => {
    const embedded = await start();
    const socket = connect(embedded.port, '127.0.0.1');
    socket.write('POST /notifications HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
    const writing = setInterval(() => socket.write(`2000\r\n${'x'.repeat(0x2000)}\r\n`), 1);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.on('error', () => {});
    await once(socket, 'close');
    clearInterval(writing);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect((await post(embedded, makeJoin('after'))).status).toBe(200);
    expect(embedded.stderr()).toBe('');
  });

  it('answers a burst on 1,000 connections, and has what it acknowledged', async () => {
    const embedded = await start();
    const joins = Array.from({ length: 1000 }, (_, index) => makeJoin(`burst-${index}`));
    const answers = await Promise.all(joins.map((join) => post(embedded, join)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const { userSessions, channelSessions } = await tablesOf(embedded);
    expect([userSessions.length, channelSessions.length]).toEqual([1000, 1000]);
  });
});

describe('a start that fails says in one line what to change', () => {
  it.each([
    ['PORT', 'abc', /^PORT is "abc": give a whole number from 1 to 65535, or leave it out for 3000\.$/],
    ['DYNAMODB_PORT', '70000', /^DYNAMODB_PORT is "70000": give a whole number/],
    ['CONSOLE_PORT', '-1', /^CONSOLE_PORT is "-1": give a whole number from 1 to 65535, 0 for none/],
    ['DATA_DIR', '', /^DATA_DIR is "": give a folder, or :memory: to keep nothing\.$/],
    [
      'ANYRTC_SECRET',
      '{"secret":"abc"}',
      /^ANYRTC_SECRET is none that can be used: give one secret, or a JSON array/,
    ],
  ])('%s=%s', async (name, value, message) => {
    expect(await failToStart({ [name]: value })).toMatch(message);
  });

  it.each([['PORT'], ['DYNAMODB_PORT'], ['CONSOLE_PORT'], ['TABLES_PORT']])('%s in use', async (variable) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    expect(await failToStart({ [variable]: String(port) })).toMatch(
      new RegExp(
        `^Cannot listen: port ${port} \\(${variable}\\) is in use\\. .*another one: ${variable}=\\d+ npm start$`,
      ),
    );
    other.close();
  });

  it('a second start with the same settings', async () => {
    const { port, dynamodbPort, consolePort, tablesPort } = await start();
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
    await start();
    expect(await failToStart({})).toMatch(
      /^The data folder .* \(DATA_DIR\) is in use by another npm start: /,
    );
  });

  it('a folder that is a file, or lies in one', async () => {
    const file = join(dataDir, 'file');
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
    const embedded = await spawnEmbedded({ dataDir, env: { DATA_DIR: '/dev/null' } });
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
      const embedded = await start();
      const agent = new Agent({ keepAlive: true });
      // Idle connections must not hold it up: one of ours, one of the SDK's, one of the console's.
      expect((await post(embedded, makeJoin('first'), { agent })).status).toBe(200);
      const client = localDynamoDb(embedded.dynamodbPort);
      await readTables(client, localTableNames);
      await (await fetch(`http://localhost:${embedded.consolePort}/`)).text();
      const answers = Promise.allSettled(
        Array.from({ length: 200 }, (_, index) => post(embedded, makeJoin(`${signal}-${index}`))),
      );
      await new Promise((done) => setTimeout(done, 60));
      const begun = Date.now();
      expect(await embedded.end(signal)).toBe(0);
      expect(Date.now() - begun).toBeLessThan(15_000);
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
      const { userSessions } = await tablesOf(await start());
      expect(userSessions.length).toBeGreaterThanOrEqual(accepted.length + 1);
    },
  );

  it('keeps nothing with :memory:', async () => {
    const embedded = await start({ DATA_DIR: ':memory:' });
    await post(embedded, makeJoin('gone'));
    expect(await embedded.end('SIGTERM')).toBe(0);
    expect((await tablesOf(await start({ DATA_DIR: ':memory:' }))).userSessions).toEqual([]);
  });

  it('does not outlive npm, nor keep its ports', async () => {
    const [port = 0, dynamodbPort = 0, consolePort = 0, tablesPort = 0] = await freePorts(4);
    const npm = spawn('npm', ['start'], {
      cwd: resolve(__dirname, '../..'),
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        DYNAMODB_PORT: String(dynamodbPort),
        CONSOLE_PORT: String(consolePort),
        TABLES_PORT: String(tablesPort),
        DATA_DIR: dataDir,
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
    for (const taken of [port, dynamodbPort, consolePort, tablesPort]) {
      while (!(await isFree(taken))) {
        if (Date.now() > deadline) throw new Error(`port ${taken} is still taken`);
        await new Promise((done) => setTimeout(done, 50));
      }
    }
  });
});

describe('a kill', () => {
  /** Everything that the acknowledged notifications say is in the tables; more may be there. */
  const expectKept = (acknowledged: readonly Delivery[], tables: Awaited<ReturnType<typeof tablesOf>>) => {
    const items = new Map<string, Item>(
      Object.values(tables).flatMap((table: readonly Item[]) =>
        table.map((item) => [keyOf(item), item] as const),
      ),
    );
    const lacking = Object.values(
      expectedTables(
        acknowledged.map(({ notification }) => notification),
        settings,
      ),
    )
      .flat()
      .filter((expected: Item) => {
        const item = items.get(keyOf(expected));
        const { firstEventAt, lastEventAt = '' } = expected;
        return (
          item === undefined ||
          String(item.firstEventAt) > String(firstEventAt) ||
          String(item.lastEventAt ?? '') < String(lastEventAt)
        );
      });
    expect(lacking).toEqual([]);
  };
  const keyOf = ({ channelSId, uSId, channel, stream }: Item) =>
    JSON.stringify([channelSId, uSId, channel, stream]);

  /** Every index tells the same as its table. */
  const expectIndexesRight = (embedded: EmbeddedProcess) =>
    withClient(embedded, async (client) => {
      const byKey = (a: Item, b: Item) => (keyOf(a) < keyOf(b) ? -1 : 1);
      for (const [name, { indexes }] of Object.entries<TableDefinition>(tableDefinitions)) {
        const items = await readTable(client, name);
        for (const { indexName, partitionKey, sortKey, keysOnly } of indexes) {
          const held = items.filter((item) => partitionKey in item && sortKey in item);
          const expected = keysOnly
            ? held.map(({ channelSId, [partitionKey]: partition, [sortKey]: sort }) => ({
                channelSId,
                [partitionKey]: partition,
                [sortKey]: sort,
              }))
            : held;
          expect((await readTable(client, name, indexName)).sort(byKey)).toEqual(expected.sort(byKey));
        }
      }
    });

  it('in the middle of traffic loses nothing that was acknowledged, however often', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const history = generateHistory({
      seed,
      now: Date.now(),
      channels: 20,
      users: 12,
      streams: 10,
      contradictions: 0.1,
    });
    const { deliveries } = planDeliveries(history, {
      seed,
      loss: 0,
      duplicates: 0.3,
      shuffle: true,
      wild: 0.2,
      secret: SECRET,
    });
    const acknowledged: Delivery[] = [];
    let left: readonly Delivery[] = deliveries;
    const kills = 4;
    try {
      for (let round = 0; round < kills; round++) {
        const embedded = await start();
        expectKept(acknowledged, await tablesOf(embedded));
        await expectIndexesRight(embedded);
        const agent = new Agent({ keepAlive: true });
        const done = new Set<Delivery>();
        const killAfter = Math.floor(left.length / (kills - round + 1));
        await inParallel(
          left,
          async (delivery) => {
            if (embedded.child.killed) return;
            try {
              const { status } = await post(embedded, delivery.body, { agent });
              if (status === 200) done.add(delivery);
            } catch {
              // killed before it answered: not acknowledged, and delivered again in the next round
            }
            if (done.size >= killAfter) embedded.child.kill('SIGKILL');
          },
          16,
        );
        agent.destroy();
        expect(await embedded.end('SIGKILL')).toBe('SIGKILL');
        expect(done.size).toBeGreaterThanOrEqual(killAfter);
        acknowledged.push(...done);
        left = left.filter((delivery) => !done.has(delivery));
      }
      const embedded = await start();
      expectKept(acknowledged, await tablesOf(embedded));
      expect(left.length).toBeGreaterThan(0);
      // What was not acknowledged is sent again, as the vendor does; what was, is not.
      const answers = await inParallel(left, ({ body }) => post(embedded, body), 16);
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      await expectIndexesRight(embedded);
      expect(itemsOf(await tablesOf(embedded), isAbout(history))).toEqual(
        itemsOf(expectedTables(history, settings), () => true),
      );
      expect(embedded.stderr()).toBe('');
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  });

  it.each([0, 20, 50, 100, 200, 400])(
    '%i ms after the first file of the tables leaves tables that can be made again',
    async (delayMs) => {
      const killed = await spawnEmbedded({ dataDir });
      running.add(killed);
      while ((await readdir(dataDir)).length === 0) {
        expect(killed.child.exitCode).toBeNull();
        await new Promise((done) => setTimeout(done, 5));
      }
      await new Promise((done) => setTimeout(done, delayMs));
      await killed.end('SIGKILL');
      const embedded = await start();
      expect((await post(embedded, makeJoin('alive'))).status).toBe(200);
    },
  );
});
