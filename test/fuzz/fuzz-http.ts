// The fuzzer's requests over HTTP to the embedded stack, among them what is no HTTP.

import { Agent } from 'node:http';
import type { BusEvent } from '../../functions/contract/events';
import { isJsonObject } from '../../functions/contract/json';
import { readNotification } from '../../functions/contract/notification';
import { createHandler } from '../../functions/ingest/handler';
import { NOTIFICATIONS_PATH } from '../../functions/ingest/routes';
import { forEachConcurrently } from '../../functions/shared/concurrency';
import { localDynamoDb } from '../../lib/local/local-dynamodb';
import { Random } from '../../lib/simulator/random';
import { asTold } from '../helpers/as-told';
import { type EmbeddedProcess, startEmbedded } from '../helpers/embedded-process';
import { httpRequest } from '../helpers/http-request';
import { comparable, expectedTables } from '../helpers/oracle';
import { localTableNames, readTables } from '../helpers/read-tables';
import { makeCorpus, RETIRED_SECRET, SECRETS } from './corpus';
import { BODY_LIMIT_BYTES, jsonOf, statusOf, verdictOn } from './expected-answer';
import { type FuzzRequest, makeRequest } from './fuzz-request';
import { KnownNotices } from './known-notices';
import { malformedHttp, sendRaw } from './malformed-http';
import { toGatewayEvent } from './subject';
import { firstDifference } from './table-difference';
import { Violation } from './violation';

/** What to run. */
export interface FuzzHttpOptions {
  readonly seed: number;
  /** Requests; a tenth as many malformed ones go between them. */
  readonly requests: number;
}

/** What a run did. */
export interface FuzzHttpFigures {
  readonly requests: number;
  readonly malformed: number;
  /** Answers by status; `none` where the connection was closed without one. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly items: number;
}

/** Sent at the same time. */
const CONNECTIONS = 16;
/** A stream of random numbers that no request has. */
const MALFORMED_STREAM = 999;
/** Of the deployed stack, which the embedded one takes over. */
const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: ['test_webhook'] };

/** Headers that an HTTP client may send at all. */
const isSendable = ({ headers }: FuzzRequest): boolean =>
  Object.entries(headers).every(([name, value]) => /^[\w-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value));

/** The notification that a request brings to the tables, if any: as the handlers, fuzzed before, decide. */
const notificationFrom = async (request: FuzzRequest) => {
  const events: BusEvent[] = [];
  const ingest = createHandler({
    secrets: { current: async () => SECRETS, refreshed: async () => SECRETS },
    bus: { put: async (event) => void events.push(event) },
    bodyLimitBytes: BODY_LIMIT_BYTES,
    ignoredChannels: settings.ignoredChannels,
    observability: { emit: () => {}, warn: () => {}, error: () => {} },
  });
  await ingest(toGatewayEvent(request), { awsRequestId: '' });
  for (const { detail } of events) {
    const json: unknown = JSON.parse(detail);
    const reading = isJsonObject(json) ? readNotification(json) : undefined;
    if (reading?.recognized) return reading.notification;
  }
  return undefined;
};

/**
 * Runs the requests against an embedded stack of its own.
 *
 * @throws Violation at the first broken promise
 */
export const fuzzHttp = async ({ seed, requests: count }: FuzzHttpOptions): Promise<FuzzHttpFigures> => {
  const corpus = makeCorpus(seed);
  const notices = new KnownNotices();
  const requests: FuzzRequest[] = [];
  for (let index = 0; index < count; index++) {
    const request = makeRequest(seed, index, corpus);
    if (!isSendable(request)) continue;
    const notification = await notificationFrom(request);
    if (notification === undefined || notices.add({ notification, request })) requests.push(request);
  }
  const random = new Random(seed, MALFORMED_STREAM);
  const malformed = Array.from({ length: Math.ceil(count / 10) }, () => malformedHttp(random));

  const embedded = await startEmbedded({
    dataDir: ':memory:',
    env: { ANYRTC_SECRET: JSON.stringify(SECRETS), CONSOLE_PORT: '0', TABLES_PORT: '0' },
  });
  try {
    const statuses = await send(embedded, requests, malformed);
    const client = localDynamoDb(embedded.dynamodbPort);
    const found = asTold(await readTables(client, localTableNames));
    client.destroy();
    const expected = expectedTables(notices.notifications(), settings, Date.now());
    const difference = firstDifference(
      {
        channelSessions: found.channelSessions.map(comparable),
        userSessions: found.userSessions.map(comparable),
        cdnStreams: found.cdnStreams.map(comparable),
      },
      expected,
    );
    if (difference !== undefined) {
      const item = difference.got ?? difference.expected;
      const about = notices.requestsAbout([item?.channelSId ?? item?.channel]);
      throw new Violation('tables', `over HTTP: ${JSON.stringify(difference)}`, about);
    }
    const exit = await embedded.end('SIGTERM');
    if (exit !== 0) throw new Violation('exception', `the embedded stack ended with ${exit}`);
    checkPrinted(embedded);
    const items = Object.values(expected).reduce((sum, all) => sum + all.length, 0);
    return { requests: requests.length, malformed: malformed.length, statuses, items };
  } finally {
    await embedded.end('SIGKILL');
  }
};

const send = async (
  embedded: EmbeddedProcess,
  requests: readonly FuzzRequest[],
  malformed: readonly Buffer[],
): Promise<Record<string, number>> => {
  const { port } = embedded;
  const statuses: Record<string, number> = {};
  const count = (status: number | string): void => {
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const wellFormed = requests.map((request) => async () => count(await sendWellFormed(request, port, agent)));
  const others = malformed.map((bytes) => async () => {
    const { statuses: answers, accepted } = await sendRaw(port, bytes);
    const faults = answers.filter((status) => status !== 200 && !(status >= 400 && status < 500));
    if (faults.length > 0 || accepted) {
      const shown = bytes.toString('base64').slice(0, 2_000);
      throw new Violation(
        'answer',
        `${answers.join(' ')} to what is no request for a notification: ${shown}`,
      );
    }
    for (const status of answers.length === 0 ? ['none'] : answers) count(status);
  });
  try {
    // Between the others, so that a connection which is torn down must not harm those beside it.
    const mixed = wellFormed.flatMap((task, index) => {
      const other = index % 10 === 0 ? others[index / 10] : undefined;
      return other === undefined ? [task] : [task, other];
    });
    await forEachConcurrently(mixed, CONNECTIONS, (task) => task());
    const alive = await httpRequest({
      port,
      path: NOTIFICATIONS_PATH,
      method: 'GET',
      headers: {},
      body: Buffer.alloc(0),
    });
    if (alive.status !== 200) throw new Violation('answer', `${alive.status} to a GET at the end`);
  } finally {
    agent.destroy();
  }
  return statuses;
};

const sendWellFormed = async (request: FuzzRequest, port: number, agent: Agent): Promise<number> => {
  const { method, headers, bytes: body } = request;
  const answer = await httpRequest({ port, path: NOTIFICATIONS_PATH, method, headers, body, agent }).catch(
    (cause: unknown) => {
      throw new Violation('exception', `no answer over HTTP: ${String(cause)}`, [request], { cause });
    },
  );
  const expected = statusOf[verdictOn(request, SECRETS)];
  const isJson = method === 'HEAD' || isJsonObject(jsonOf(Buffer.from(answer.body)));
  if (answer.status !== expected || !isJson) {
    throw new Violation('answer', `over HTTP: ${answer.status} ${answer.body}, expected ${expected}`, [
      request,
    ]);
  }
  return answer.status;
};

/** The embedded stack tells people of what went wrong: nothing did, and no secret may be on the screen. */
const checkPrinted = (embedded: EmbeddedProcess): void => {
  if (embedded.stderr() !== '') throw new Violation('output', embedded.stderr().slice(0, 2_000));
  for (const secret of [...SECRETS, RETIRED_SECRET]) {
    if (embedded.stdout().includes(secret)) throw new Violation('leak', `${secret} on the screen`);
  }
};
