// `anyrtc-notifications console` as a person runs it, on the deployed stack: what it answers is what the tables hold.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { channelAnswer, liveAnswer, sessionAnswer, userAnswer } from '../../lib/console/answers';
import { buildConsole } from '../../tools/build/console-bundle';
import { type DeployedTarget, deployedTarget } from '../helpers/engine/deployed-target';
import { engineEnvironment } from '../helpers/engine/engine';
import { deliverHistory } from '../helpers/engine/traffic';
import { waitFor } from '../helpers/engine/wait';
import type { Item } from '../helpers/oracle';
import { readTable } from '../helpers/read-tables';
import type { Tables } from '../helpers/target';

const repository = fileURLToPath(new URL('../../', import.meta.url));

let target: DeployedTarget;
let tables: Tables;
let reports: Item[];
const running = new Set<ChildProcess>();

/** Starts the command, and gives the address that it prints. */
const start = async (stack: string): Promise<{ child: ChildProcess; address: string }> => {
  // In one process: tsx's own command would leave another behind when it is killed.
  const args = ['--import', 'tsx', `${repository}bin/cli.ts`, 'console', '--stack', stack, '--port', '0'];
  const child = spawn(process.execPath, args, {
    cwd: repository,
    env: engineEnvironment(target.deployment.address),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed += String(chunk);
    });
  }
  const address = await waitFor('the address of the console', async () => {
    if (child.exitCode !== null) throw new Error(printed);
    return /http:\/\/localhost:\d+/.exec(printed)?.[0];
  });
  return { child, address };
};

let console: { child: ChildProcess; address: string };
const answer = async (path: string): Promise<unknown> => {
  const response = await fetch(console.address + path);
  const body: unknown = await response.json();
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
  return body;
};
const path = (kind: string, name: unknown) => `/api/${kind}/${encodeURIComponent(String(name))}`;

beforeAll(async () => {
  target = await deployedTarget();
  await deliverHistory(target, { seed: 13, channels: 5, users: 6, streams: 8 });
  await target.settled();
  await buildConsole();
  console = await start(target.deployment.stack);
  tables = await target.readTables();
  reports = await readTable(target.clients.dynamoDb, target.deployment.outputs.ChannelReportsTable);
});
afterAll(async () => {
  for (const child of running) {
    if (child.exitCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await target.stop();
});

const idOf = ({ channelSId, uSId, channel, stream }: Item) =>
  JSON.stringify([channelSId, uSId, channel, String(stream).replace(/(?<=\/\/[^/]+\/[^/]+\/).*$/, '***')]);
const idsOf = (items: readonly Item[]) => items.map(idOf).sort();

it('knows what is live, and every active push', async () => {
  const { channels, pushes } = v.parse(liveAnswer, await answer('/api/live'));
  const live = tables.channelSessions.filter(({ status }) => status === 'live');
  expect(live.length).toBeGreaterThan(0);
  const ended = reports.filter(({ status }) => status === 'ended').map(({ channelSId }) => channelSId);
  expect(idsOf(channels)).toEqual(idsOf(live.filter(({ channelSId }) => !ended.includes(channelSId))));
  expect(idsOf(pushes)).toEqual(
    idsOf(tables.cdnStreams.filter(({ activeChannel }) => activeChannel !== undefined)),
  );
});

it('gives each channel its lives, each life its stays, each user theirs', async () => {
  for (const channel of tables.channelSessions) {
    const { channelSId, channelName } = channel;
    const { lives } = v.parse(channelAnswer, await answer(path('channels', channelName)));
    expect(idsOf(lives)).toEqual(
      idsOf(tables.channelSessions.filter((other) => other.channelName === channelName)),
    );
    const life = v.parse(sessionAnswer, await answer(path('sessions', channelSId)));
    expect(life.channel).toEqual(channel);
    expect(life.next).toBeNull();
    expect(idsOf(life.stays)).toEqual(
      idsOf(tables.userSessions.filter((stay) => stay.channelSId === channelSId)),
    );
    const report = reports.find((item) => item.channelSId === channelSId);
    if (report) expect(life.report).toEqual(report);
  }
  for (const uid of new Set(tables.userSessions.map((stay) => stay.uid))) {
    const { stays } = v.parse(userAnswer, await answer(path('users', uid)));
    expect(idsOf(stays)).toEqual(idsOf(tables.userSessions.filter((stay) => stay.uid === uid)));
  }
});

it('tells of messages in the dead-letter and parking queues', async () => {
  const dead = target.resources.queues().dead[0]?.physicalId;
  const before = v.parse(liveAnswer, await answer('/api/live')).troubles;
  await target.clients.sqs.send(new SendMessageCommand({ QueueUrl: dead, MessageBody: BODY }));
  const queue = dead?.split('/').at(-1);
  try {
    await checkDepth(queue, before);
  } finally {
    await takeOut(dead);
  }
});

const BODY = '{"of":"the console\'s test"}';

/** Other files count dead letters, too. */
const takeOut = async (queue: string | undefined): Promise<void> => {
  const { Messages: messages = [] } = await target.clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10, VisibilityTimeout: 1 }),
  );
  for (const { Body: body, ReceiptHandle: handle } of messages) {
    if (body !== BODY) continue;
    await target.clients.sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: handle }));
  }
};

const checkDepth = async (
  queue: string | undefined,
  before: v.InferOutput<typeof liveAnswer>['troubles'],
): Promise<void> => {
  const depthIn = (troubles: typeof before): number =>
    troubles.reduce(
      (sum, trouble) => sum + (trouble.kind === 'queue' && trouble.queue === queue ? trouble.messages : 0),
      0,
    );
  const { troubles } = v.parse(liveAnswer, await answer('/api/live'));
  expect(depthIn(troubles)).toBe(depthIn(before) + 1);
  expect(troubles).toContainEqual(expect.objectContaining({ kind: 'queue', queue, dead: true }));
};

it('says so where there is no such stack, in its pages', async () => {
  const other = await start('NoSuchStack');
  expect((await fetch(other.address)).status).toBe(200);
  const response = await fetch(`${other.address}/api/live`);
  expect([response.status, await response.json()]).toEqual([
    503,
    { error: { code: 'no-stack', message: expect.stringContaining('--stack NoSuchStack') } },
  ]);
});

it('ends when asked to', async () => {
  console.child.kill('SIGTERM');
  expect(await once(console.child, 'exit')).toEqual([0, null]);
});
