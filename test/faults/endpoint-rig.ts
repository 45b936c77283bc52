// The endpoint, its parking queue and the republish function as processes, with stubbed services.
import type { SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import { isJsonObject, type JsonObject } from '../../functions/contract/json';
import { readParked } from '../../functions/shared/parking-queue';
import { sign } from '../../lib/simulator/sign';
import { AwsStubServer } from '../helpers/aws-stub-server/aws-stub-server';
import { StubServices } from '../helpers/aws-stub-server/services';
import { rawMessage } from '../helpers/queue-messages';
import { FunctionProcess, type Invocation } from './function-process';
import { STREAM_KEY } from './histories';
import type { World } from './world';

/** What the queue hands out at a time. */
export const BATCH_SIZE = 10;
/** The signing secret. */
export const SECRET = 'secret-that-nobody-may-print';
const INGEST_TIMEOUT_MS = 10_000;
const REPUBLISH_TIMEOUT_MS = 55_000;
/** How long the queue hides a message that was handed back. */
const HIDDEN_MS = 60_000;
/** Far more rounds than any fault here can need. */
const MAX_ROUNDS = 10;

const httpResult = v.object({ statusCode: v.number(), body: v.string() });
const batchResponse = v.object({ batchItemFailures: v.array(v.object({ itemIdentifier: v.string() })) });

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

/** @throws Error where the text is no JSON object */
export const parseObject = (text: string): JsonObject => {
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new Error('no JSON object');
  return value;
};
