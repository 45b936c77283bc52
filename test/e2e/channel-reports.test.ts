// The channel reports of the embedded stack: within a second of the answer, by time alone, and after a kill.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Notification } from '../../functions/contract/notification';
import { localDynamoDb } from '../../lib/local/local-dynamodb';
import { SIGNATURE_HEADER, sign } from '../../lib/simulator/sign';
import { reportQuestions, sdkInput } from '../../tools/docs/questions';
import { type EmbeddedProcess, startEmbedded } from '../helpers/embedded-process';
import { httpRequest } from '../helpers/http-request';
import { channelNotice, joinNotice, leaveNotice, publishStream } from '../helpers/notices';
import type { Item } from '../helpers/oracle';
import { readTable } from '../helpers/read-tables';

let dataDir: string;
let embedded: EmbeddedProcess;
let client: DynamoDBClient;

const begin = async (env: NodeJS.ProcessEnv = {}): Promise<void> => {
  embedded = await startEmbedded({ dataDir, env: { CONSOLE_PORT: '0', ...env } });
  client = localDynamoDb(embedded.dynamodbPort);
};
const end = async (signal: NodeJS.Signals): Promise<void> => {
  client.destroy();
  await embedded.end(signal);
  expect(embedded.stderr()).toBe('');
};

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'reports-'));
});
afterEach(async () => {
  try {
    await end('SIGTERM');
  } finally {
    await rm(dataDir, { recursive: true, maxRetries: 20 });
  }
});

const post = async (...notifications: readonly Notification[]): Promise<void> => {
  for (const notification of notifications) {
    const body = Buffer.from(JSON.stringify(notification));
    const answer = await httpRequest({
      port: embedded.port,
      path: '/notifications',
      method: 'POST',
      headers: { 'Content-Type': 'application/json', [SIGNATURE_HEADER]: sign(body, 'local-secret') },
      body,
    });
    expect(answer.status).toBe(200);
  }
};

/** A look at a table until an item is as wanted; fails after a time that only a hanging stack needs. */
const soon = async (table: string, wanted: (items: readonly Item[]) => boolean): Promise<number> => {
  const began = Date.now();
  for (;;) {
    const items = await readTable(client, table);
    if (wanted(items)) return Date.now() - began;
    if (Date.now() - began > 30_000) throw new Error(`${table} stays ${JSON.stringify(items)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const now = Math.floor(Date.now() / 1000);
const channel = { channelName: 'show', channelSId: 'c1' };
const user = (uid: number, ts: number) => ({ ...channel, uid, uSId: `u${uid}`, platform: 7, ts });
const history = [
  channelNotice('a', 101, { ...channel, ts: now - 100 }),
  joinNotice('b', 103, user(1, now - 90)),
  joinNotice('c', 105, user(2, now - 80)),
  publishStream('d', {
    channel: 'show',
    stream: 'rtmp://push.example.com/live/x',
    time: (now - 70) * 1000,
    code: 200,
    reason: '',
  }),
];
const leaves = [1, 2].map((uid) => leaveNotice(`l${uid}`, 104, { ...user(uid, now - 60), reason: 1 }));

it('stand soon after the answer, and end what is empty after the waiting', async () => {
  await begin({ EMPTY_MINUTES: '0.03' });
  await post(...history);
  const tookMs = await soon('ChannelReports', ([report]) => report?.onlineUsers === 2);
  // A second on a free machine; others may use it, too.
  expect(tookMs).toBeLessThan(5_000);
  await post(...leaves);
  await soon('ChannelSessions', ([item]) => item?.destroyReason === 'empty');
  await soon('CdnStreams', ([push]) => push?.status === 'stopped' && push.stopInferred === true);
  await soon(
    'ChannelReports',
    ([report]) => report?.status === 'ended' && report.endReason === 'empty' && report.userSeconds === 50,
  );
});

it('answer the questions of docs/tables.md', async () => {
  await begin();
  await post(...history, ...leaves, channelNotice('z', 102, { ...channel, ts: now - 50 }));
  await soon('ChannelReports', ([report]) => report?.status === 'ended');
  const day = new Date((now - 50) * 1000).toISOString().slice(0, 10);
  const asked = reportQuestions({ channel: 'show', channelSId: 'c1' }, day);
  const answers = await Promise.all(
    asked.flatMap(({ steps }) =>
      steps.map(async (step) => {
        const { operation, input } = sdkInput(step, step.table);
        const { Items = [] } =
          operation === 'Query'
            ? await client.send(new QueryCommand(input))
            : await client.send(new ScanCommand(input));
        return Items.map((item) => unmarshall(item));
      }),
    ),
  );
  expect(answers).toMatchObject([
    [{ channelSId: 'c1', onlineUsers: 0, peakOnlineUsers: 2 }],
    [{ channelSId: 'c1', endedDay: day }],
    [
      { uSId: 'u1', durationSeconds: 30 },
      { uSId: 'u2', durationSeconds: 20 },
    ],
  ]);
});

it.each([0, 50, 150, 250, 400])(
  'come right where the stack is killed %i ms after the answer',
  async (pauseMs) => {
    await begin();
    await post(...history, ...leaves, channelNotice('z', 102, { ...channel, ts: now - 50 }));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    await end('SIGKILL');
    await begin();
    await soon(
      'ChannelReports',
      ([report]) =>
        report?.endReason === 'destroyed' &&
        report.stays === 2 &&
        report.userSeconds === 50 &&
        report.basis === 13,
    );
    await soon('CdnStreams', ([push]) => push?.status === 'stopped');
  },
);
