// `npm run recount` as a person runs it, for what the streams did not bring; killed in between, and run again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { CommandError, runCommand } from '../helpers/engine/command';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import { engineEnvironment } from '../helpers/engine/engine';
import { denyActions } from '../helpers/engine/roles';
import { postAll } from '../helpers/engine/traffic';
import { waitFor } from '../helpers/engine/wait';
import { channelNotice, joinNotice, leaveNotice } from '../helpers/notices';
import type { Item } from '../helpers/oracle';
import { readTable } from '../helpers/read-tables';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const commandOf = (args: readonly string[]): string[] => [
  `${repository}node_modules/tsx/dist/cli.mjs`,
  `${repository}bin/cli.ts`,
  'recount',
  ...['--stack', target.deployment.stack],
  ...args,
];
const now = Math.floor(Date.now() / 1000);
/** More than two requests' worth. */
const LIVES = 45;
const ids = Array.from({ length: LIVES }, (_, index) => `recounted-${now}-${index}`);
const time = (seconds: number): string => new Date(seconds * 1000).toISOString();
const theirTime = ['--from', time(now - 700), '--to', time(now - 500)];

let target: DeployedTarget;
let functionName: string;
let role: string;
beforeAll(async () => {
  target = await deployedTarget();
  const reporter = target.resources.reportsFunction();
  functionName = reporter.physicalId;
  role = target.resources.roleOf(reporter);
  await readStreams(false);
});
afterAll(async () => {
  await readStreams(true);
  await target.stop();
});

/** Switches the function's reading of the tables' streams. */
const readStreams = async (enabled: boolean): Promise<void> => {
  const { lambda } = target.clients;
  const { EventSourceMappings: mappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: functionName }),
  );
  expect(mappings).toHaveLength(3);
  for (const { UUID } of mappings)
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: enabled }));
};

const life = (channelSId: string): object[] => {
  const channel = { channelName: channelSId, channelSId };
  const user = { ...channel, uid: 1, uSId: `${channelSId}-u`, platform: 7 };
  return [
    channelNotice(`${channelSId}-a`, 101, { ...channel, ts: now - 660 }),
    joinNotice(`${channelSId}-b`, 103, { ...user, ts: now - 650 }),
    leaveNotice(`${channelSId}-c`, 104, { ...user, ts: now - 610, reason: 1 }),
    channelNotice(`${channelSId}-d`, 102, { ...channel, ts: now - 600 }),
  ];
};

const reports = async (): Promise<Item[]> => {
  const { clients, deployment } = target;
  const items = await readTable(clients.dynamoDb, deployment.outputs.ChannelReportsTable);
  return items.filter(({ channelSId }) => ids.includes(String(channelSId)));
};

const run = (...args: string[]): Promise<string> =>
  runCommand(process.execPath, commandOf(args), {
    cwd: repository,
    env: engineEnvironment(target.deployment.address),
  });

const complaint = async (...args: string[]): Promise<string> => {
  const failed = await run(...args).catch((error: unknown) => error);
  if (!(failed instanceof CommandError)) throw new Error(`it did not fail: ${failed}`);
  return failed.output;
};

it('is needed where the streams are not read', async () => {
  await postAll(target, ids.flatMap(life));
  await target.settled();
  const { channelSessions } = await target.readTables();
  const ended = channelSessions.filter(
    ({ channelSId, status }) => ids.includes(String(channelSId)) && status === 'ended',
  );
  expect(ended).toHaveLength(LIVES);
  expect(await reports()).toEqual([]);
}, 300_000);

it('counts what it got to before it is killed, and all the rest when it is run again', async () => {
  const killed = spawn(process.execPath, commandOf(theirTime), {
    cwd: repository,
    env: engineEnvironment(target.deployment.address),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(killed.stdout, 'data');
  expect(String(line)).toMatch(/^20 of \d+ counted\n/);
  killed.kill('SIGKILL');
  await once(killed, 'exit');

  expect(await run(...theirTime)).toMatch(/(\d+) of \1 counted\n$/);
  const right = { status: 'ended', endReason: 'destroyed', stays: 1, userSeconds: 40, durationSeconds: 60 };
  const all = await reports();
  expect(all).toHaveLength(LIVES);
  for (const report of all) expect(report).toMatchObject(right);
}, 300_000);

it('tells in one line that there is no such life, and that there is no such stack', async () => {
  expect(await complaint('--channel-session', 'misspelt')).toBe(
    'error: There is no life of a channel with the id misspelt\n',
  );
  expect(await complaint('--channel-session', ids[0] ?? '', '--stack', 'Nowhere')).toMatch(
    /^error: --stack Nowhere: there is no such stack in \S+ in this account[^\n]*\n$/,
  );
});

it('names what it could not count, and counts it once the function may', async () => {
  const allow = await denyActions(target.clients.iam, role, ['dynamodb:Query']);
  const [id = ''] = ids;
  try {
    expect(await complaint('--channel-session', id)).toMatch(
      new RegExp(
        `^0 of 1 counted\\nerror: ${functionName} failed \\(Unhandled\\) on ${id}: [^\\n]* 0 of 1 were counted[^\\n]*\\n$`,
      ),
    );
  } finally {
    await allow();
  }
  expect(await run('--channel-session', id)).toBe('1 of 1 counted\n');
});

it('has left nothing for the streams to change', async () => {
  const before = await reports();
  await readStreams(true);
  const content = (items: readonly Item[]) =>
    items.map(({ channelSId, basis, basisAt, userSeconds, status }) =>
      JSON.stringify({ channelSId, basis, basisAt, userSeconds, status }),
    );
  // A last life, whose report shows that the streams are read as far as that.
  const last = `recounted-${now}-last`;
  await postAll(target, life(last));
  await waitFor('a report that a stream asked for', async () => {
    const items = await readTable(target.clients.dynamoDb, target.deployment.outputs.ChannelReportsTable);
    return items.some(({ channelSId, status }) => channelSId === last && status === 'ended') || undefined;
  });
  expect(content(await reports()).sort()).toEqual(content(before).sort());
}, 300_000);
