// Embedded stacks as processes for one test file: in a folder of their own for each test, and ended after it.
import { mkdtemp, rm } from 'node:fs/promises';
import type { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { localDynamoDb } from '../../lib/local/local-dynamodb';
import { sign } from '../../lib/simulator/sign';
import { type EmbeddedProcess, spawnEmbedded, startEmbedded } from '../helpers/embedded-process';
import { httpRequest } from '../helpers/http-request';
import { localTableNames, readTables } from '../helpers/read-tables';
import type { Answer } from '../helpers/target';

/** The secret of an embedded stack where none is given. */
export const SECRET = 'local-secret';

/** Makes a folder before each test of the file, and after it ends what the test has started and removes the folder. */
export const embeddedStacks = () => {
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
  const kept = (embedded: EmbeddedProcess): EmbeddedProcess => {
    running.add(embedded);
    return embedded;
  };
  return {
    /** The folder of the test. */
    dataDir: () => dataDir,
    /** Starts one and waits until it is ready. */
    start: async (env: NodeJS.ProcessEnv = {}) => kept(await startEmbedded({ dataDir, env })),
    /** Starts one without waiting. */
    spawn: async (env: NodeJS.ProcessEnv = {}) => kept(await spawnEmbedded({ dataDir, env })),
  };
};

/** Posts a signed body. */
export const post = (
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

/** Lends a client of the stack's DynamoDB. */
export const withClient = async <T>(
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

/** What its tables hold. */
export const tablesOf = (embedded: EmbeddedProcess) =>
  withClient(embedded, (client) => readTables(client, localTableNames));

/** A join just now, in a channel session of its own. */
export const makeJoin = (id: string) => ({
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
