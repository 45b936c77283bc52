// A fault in the endpoint or in republishing: whatever was answered 200 must be on the bus, and in the tables, at last.

import { isDeepStrictEqual } from 'node:util';
import type { SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import { type BusEvent, sources, toBusEvent } from '../../functions/contract/events';
import { isJsonObject, type JsonObject } from '../../functions/contract/json';
import { type Notification, readEnvelope, readNotification } from '../../functions/contract/notification';
import { eventMessage, readParked, requestMessage } from '../../functions/shared/parking-queue';
import { sign } from '../../lib/simulator/sign';
import { failure } from '../helpers/aws-stub-server/aws-call';
import { AwsStubServer, passOn, type Treatment } from '../helpers/aws-stub-server/aws-stub-server';
import { StubServices } from '../helpers/aws-stub-server/services';
import { expectedTables } from '../helpers/oracle';
import { testSettings } from '../helpers/projections';
import { rawMessage } from '../helpers/queue-messages';
import { itemsOf } from '../helpers/table-items';
import { type CaseResult, Striker } from './case';
import type { Fault } from './faults';
import { foldInMemory } from './fold-in-memory';
import { FunctionProcess, type Invocation } from './function-process';
import { STREAM_KEY, sentToEndpoint } from './histories';
import { CHECK, KEEP, type Point } from './points';
import type { World } from './world';

/** How long the sender waits for an answer. */
const SENDER_PATIENCE_MS = 5_000;
/** The sender's tries, and its pause between two of them. */
const SENDER_TRIES = 3;
const SENDER_PAUSE_MS = 10_000;
/** What the queue hands out at a time. */
const BATCH_SIZE = 10;
const SECRET = 'secret-that-nobody-may-print';
const INGEST_TIMEOUT_MS = 10_000;
const REPUBLISH_TIMEOUT_MS = 55_000;
/** How long the queue hides a message that was handed back. */
const HIDDEN_MS = 60_000;
/** Far more rounds than any fault here can need. */
const MAX_ROUNDS = 10;

const httpResult = v.object({ statusCode: v.number(), body: v.string() });
const batchResponse = v.object({ batchItemFailures: v.array(v.object({ itemIdentifier: v.string() })) });

const busDown: Treatment = (exchange) =>
  exchange.call.name === 'PutEvents'
    ? exchange.reply(failure(400, 'AccessDeniedException'))
    : passOn(exchange);

/** The endpoint, its parking queue and the republish function, with services of their own. */
export class EndpointRig {
  #ingest: FunctionProcess | undefined;
  #republish: FunctionProcess | undefined;
  #output = '';
  /** The longest that the sender waited for an answer, in milliseconds. */
  longestMs = 0;

  private constructor(
    private readonly world: World,
    readonly services: StubServices,
    readonly stub: AwsStubServer,
    readonly problems: string[],
  ) {}

  static async start(world: World): Promise<EndpointRig> {
    const problems: string[] = [];
    const services = new StubServices(world.dynamodbPort);
    services.secret = SECRET;
    const stub = await AwsStubServer.start(services, (error) =>
      problems.push(`the stub failed: ${String(error)}`),
    );
    return new EndpointRig(world, services, stub, problems);
  }

  /** Starts the endpoint's environment before the first request, so that only the request itself is timed. */
  async warmUp(): Promise<void> {
    this.#ingest ??= await this.#start('ingest', INGEST_TIMEOUT_MS, {
      PARKING_QUEUE_URL: `${this.stub.url('sqs')}/000000000000/parking`,
      BODY_LIMIT_BYTES: '65536',
      IGNORED_CHANNELS: '["test_webhook"]',
    });
  }

  /** Sends one request. The status of its answer; `undefined` where the environment crashed or threw. */
  async send(notification: JsonObject, clockMs = 0): Promise<number | undefined> {
    await this.warmUp();
    const body = Buffer.from(JSON.stringify(notification));
    const started = performance.now();
    const invocation = await this.#ingest?.invoke(
      {
        requestContext: { http: { method: 'POST' } },
        headers: { 'ar-signature': sign(body, SECRET) },
        body: body.toString(),
        isBase64Encoded: false,
      },
      { awsRequestId: 'request' },
      clockMs,
    );
    this.longestMs = Math.max(this.longestMs, performance.now() - started);
    if (invocation?.kind === 'returned') return v.parse(httpResult, invocation.result).statusCode;
    await this.crash();
    return undefined;
  }

  /** Invokes the republish function with messages that it received. */
  async republish(
    records: readonly SQSRecord[],
    clockMs = 0,
  ): Promise<readonly [Invocation, readonly SQSRecord[]]> {
    this.#republish ??= await this.#start('republish', REPUBLISH_TIMEOUT_MS, {});
    const invocation = await this.#republish.invoke({ Records: records }, {}, clockMs);
    if (invocation.kind !== 'returned') {
      await this.crash();
      return [invocation, records];
    }
    const { batchItemFailures } = v.parse(batchResponse, invocation.result);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    return [invocation, records.filter(({ messageId }) => failed.has(messageId))];
  }

  /** Feeds the republish function until the parking queue is empty. */
  async emptyParking(received: readonly SQSRecord[] = []): Promise<void> {
    const waiting = [...received];
    for (let round = 0; round < MAX_ROUNDS; round++) {
      waiting.push(
        ...this.services.messages.splice(0).map(({ messageId, body }) => rawMessage(messageId, body)),
      );
      if (waiting.length === 0) return;
      const [, failed] = await this.republish(waiting.splice(0, BATCH_SIZE), (round + 1) * HIDDEN_MS);
      waiting.push(...failed);
    }
    this.problems.push(`${waiting.length} events stay in the parking queue`);
  }

  /** How often each notification is on the bus, by notice id. */
  countOnBus(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { noticeId } of this.detailsOnBus()) {
      counts.set(String(noticeId), (counts.get(String(noticeId)) ?? 0) + 1);
    }
    return counts;
  }

  detailsOnBus(): JsonObject[] {
    return this.services.events.map(({ Detail }) => parseObject(String(Detail)));
  }

  /** The notice ids in the parking queue: of events, and of requests. */
  parkedIds(): string[] {
    return this.services.messages.map(({ body }) => {
      const parked = readParked(body);
      const json = parked.kind === 'event' ? parked.event.detail : parked.request.body.toString();
      return String(parseObject(json).noticeId);
    });
  }

  /** Ends both environments, as a crash does. */
  async crash(): Promise<void> {
    const processes = [this.#ingest, this.#republish];
    this.#ingest = undefined;
    this.#republish = undefined;
    for (const process of processes) {
      await process?.kill();
      this.#output += process?.output ?? '';
    }
  }

  async stop(): Promise<void> {
    await this.crash();
    await this.stub.close();
    for (const secret of [SECRET, STREAM_KEY]) {
      if (this.#output.includes(secret)) this.problems.push('a secret was printed');
    }
  }

  #start(
    name: 'ingest' | 'republish',
    timeoutMs: number,
    env: Readonly<Record<string, string>>,
  ): Promise<FunctionProcess> {
    return FunctionProcess.start({
      bundle: this.world.bundleUrl(name),
      timeoutMs,
      env: {
        AWS_ENDPOINT_URL_EVENTBRIDGE: this.stub.url('eventbridge'),
        AWS_ENDPOINT_URL_SQS: this.stub.url('sqs'),
        AWS_ENDPOINT_URL_SECRETS_MANAGER: this.stub.url('secretsmanager'),
        EVENT_BUS_NAME: 'bus',
        SIGNING_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:signing',
        ...env,
      },
    });
  }
}

const parseObject = (text: string): JsonObject => {
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new Error('no JSON object');
  return value;
};

/** The event that a notification must be on the bus. */
const eventOf = (notification: JsonObject): BusEvent => {
  const reading = readEnvelope(notification);
  if (!reading.usable) throw new Error('a case sends usable envelopes only');
  return toBusEvent(reading.envelope);
};

/** What must hold of the bus, whatever happened. */
const checkBus = async (
  rig: EndpointRig,
  sent: readonly JsonObject[],
  acknowledged: ReadonlySet<string>,
): Promise<void> => {
  const { problems, services } = rig;
  const counts = rig.countOnBus();
  const byId = new Map(sent.map((notification) => [String(notification.noticeId), notification]));
  for (const id of acknowledged) {
    if (!counts.has(id)) problems.push(`${id} was acknowledged and is not on the bus`);
  }
  for (const { Source, DetailType, Detail, EventBusName } of services.events) {
    const detail = parseObject(String(Detail));
    const notification = byId.get(String(detail.noticeId));
    if (notification === undefined) {
      problems.push(`${detail.noticeId} is on the bus and was never sent`);
      continue;
    }
    const expected = eventOf(notification);
    const isRight =
      Source === expected.source &&
      DetailType === expected.detailType &&
      EventBusName === 'bus' &&
      isDeepStrictEqual(detail.payload, notification.payload);
    if (!isRight) problems.push(`${detail.noticeId} is on the bus in another form`);
  }
  const onBus = sent.filter(({ noticeId }) => counts.has(String(noticeId)));
  const recognized = onBus.flatMap((notification): Notification[] => {
    const reading = readNotification(notification);
    return reading.recognized ? [reading.notification] : [];
  });
  const tables = await foldInMemory(
    services.events
      .filter(({ Source }) => Source !== sources.unrecognized)
      .map(({ Source, DetailType, Detail }) => ({
        source: Source,
        body: JSON.stringify({
          source: Source,
          'detail-type': DetailType,
          detail: parseObject(String(Detail)),
        }),
      })),
  );
  const expected = itemsOf(expectedTables(recognized, testSettings), () => true);
  if (
    !isDeepStrictEqual(
      itemsOf(tables, () => true),
      expected,
    )
  ) {
    problems.push('the tables differ from the oracle');
  }
};

const mostOnBus = (rig: EndpointRig): number => Math.max(0, ...rig.countOnBus().values());
const withCopies = (outcome: string, copies: number): string =>
  copies > 1 ? `${outcome}; on the bus ${copies} times` : outcome;

/** Runs a case of the endpoint: four notifications, one after the other; the sender tries each up to three times. */
export const runIngestCase = async (world: World, fault: Fault, point: Point): Promise<CaseResult> => {
  const rig = await EndpointRig.start(world);
  const { problems, services, stub } = rig;
  const isKeeping = point.purpose === KEEP;
  if (isKeeping) services.secret = '';
  const base = point.call === 'SendMessage' && !isKeeping ? busDown : passOn;
  const late: (() => Promise<unknown>)[] = [];
  const striker = new Striker(
    fault,
    { call: point.call, nth: point.nth },
    {
      stub,
      crash: () => rig.crash(),
      afterwards: (action) => late.push(action),
      rewriteStored: async () => false,
    },
    base,
  );
  const acknowledged = new Set<string>();
  let outcome = '';
  for (const [index, notification] of sentToEndpoint.entries()) {
    const id = String(notification.noticeId);
    const answers: string[] = [];
    for (let attempt = 0; attempt < SENDER_TRIES && !acknowledged.has(id); attempt++) {
      const strikesNow = index === point.invocation && attempt === 0;
      stub.treat = strikesNow ? striker.treat : base;
      const status = await rig.send(notification, (index * SENDER_TRIES + attempt) * SENDER_PAUSE_MS);
      if (strikesNow) {
        striker.end();
        for (const service of ['eventbridge', 'sqs', 'secretsmanager'] as const) await stub.accept(service);
      }
      const parked = rig.parkedIds().includes(id);
      if (status === 200) {
        acknowledged.add(id);
        if (!parked && !rig.countOnBus().has(id)) problems.push(`${id} was acknowledged and is kept nowhere`);
      }
      answers.push(
        status === undefined
          ? 'no answer'
          : status === 200 && parked
            ? `200, ${isKeeping ? 'kept' : 'parked'}`
            : `${status}`,
      );
    }
    if (index === point.invocation) outcome = answers.join(' → ');
    else if (!acknowledged.has(id))
      problems.push(`${id} was refused without a fault: ${answers.join(' → ')}`);
  }
  for (const action of late) await action();
  stub.treat = passOn;
  services.secret = SECRET;
  await rig.emptyParking();
  if (striker.struck === 0) problems.push('the fault never struck');
  if (rig.longestMs >= SENDER_PATIENCE_MS) {
    problems.push(`an answer took ${Math.round(rig.longestMs)} ms`);
  }
  await checkBus(rig, sentToEndpoint, acknowledged);
  const copies = mostOnBus(rig);
  await rig.stop();
  return { fault, point, outcome: withCopies(outcome, copies), problems };
};

/** Ten parked notifications. */
const parkedNotifications: readonly JsonObject[] = Array.from({ length: BATCH_SIZE }, (_, index) => {
  const notification = sentToEndpoint[index % sentToEndpoint.length];
  return { ...notification, noticeId: `parked-${index}` };
});

/** Runs a case of the republish function: ten parked events, or ten requests that were kept, in one batch. */
export const runRepublishCase = async (world: World, fault: Fault, point: Point): Promise<CaseResult> => {
  const rig = await EndpointRig.start(world);
  const late: (() => Promise<unknown>)[] = [];
  const striker = new Striker(
    fault,
    { call: point.call, nth: point.nth },
    {
      stub: rig.stub,
      crash: () => rig.crash(),
      afterwards: (action) => late.push(action),
      rewriteStored: async () => false,
    },
  );
  const records = parkedNotifications.map((notification) => {
    const body = Buffer.from(JSON.stringify(notification));
    const message =
      point.purpose === CHECK
        ? requestMessage({ body, signature: sign(body, SECRET) })
        : eventMessage(eventOf(notification));
    return rawMessage(String(notification.noticeId), message);
  });
  rig.stub.treat = striker.treat;
  const [invocation, failed] = await rig.republish(records);
  striker.end();
  rig.stub.treat = passOn;
  for (const service of ['eventbridge', 'secretsmanager'] as const) await rig.stub.accept(service);
  const taken = records.filter((record) => !failed.includes(record));
  for (const { messageId } of taken) {
    if (!rig.countOnBus().has(messageId))
      rig.problems.push(`${messageId} left the queue and is not on the bus`);
  }
  await rig.emptyParking(failed);
  for (const action of late) await action();
  if (striker.struck === 0) rig.problems.push('the fault never struck');
  await checkBus(rig, parkedNotifications, new Set(records.map(({ messageId }) => messageId)));
  const copies = mostOnBus(rig);
  await rig.stop();
  const outcome =
    invocation.kind !== 'returned'
      ? invocation.kind
      : failed.length === 0
        ? 'done'
        : `${failed.length} of ${records.length} handed back`;
  return { fault, point, outcome: withCopies(outcome, copies), problems: rig.problems };
};
