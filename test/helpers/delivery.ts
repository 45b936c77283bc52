// Delivers a history to projections as queues do: duplicated, shuffled, in batches, again after each failure.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { sources } from '../../functions/contract/events';
import { type Notification, notificationTypes } from '../../functions/contract/notification';
import { sentAtMs } from '../../lib/simulator/delivery';
import { Random } from '../../lib/simulator/random';
import type { Beside, Task } from './beside';
import { type FaultRates, FaultyNetwork, type Wire } from './faulty-table';
import { rawMessage } from './queue-messages';
import { Turns } from './turns';

/** A projection's handler. */
export type ProjectionHandler = (
  event: SQSEvent,
  context: { getRemainingTimeInMillis(): number },
) => Promise<SQSBatchResponse>;

/** One execution environment: both projections, reaching their tables over the given wire. */
export interface Projections {
  readonly rtc: ProjectionHandler;
  readonly cdn: ProjectionHandler;
}

/** How a history is delivered. Everything random follows from the seed. */
export interface DeliveryPlan extends FaultRates {
  readonly seed: number;
  /** Each notification is sent one to this many times. */
  readonly maxCopies: number;
  /** Each batch has one to this many messages. */
  readonly maxBatch: number;
  /** How many invocations run at a time. */
  readonly workers: number;
}

/** What a delivery took. */
export interface DeliveryFigures {
  /** Messages sent, copies included. */
  readonly messages: number;
  /** Messages received, each redelivery included. */
  readonly deliveries: number;
  readonly invocations: number;
  /** Writes that found the item changed by another invocation. */
  readonly conflicts: number;
  readonly crashes: number;
  /** Faults injected, crashes included. */
  readonly faults: number;
  /** Messages handed back in partial batch responses, or by an invocation that threw. */
  readonly handedBack: number;
}

/** Nothing was delivered. */
export const noFigures: DeliveryFigures = {
  messages: 0,
  deliveries: 0,
  invocations: 0,
  conflicts: 0,
  crashes: 0,
  faults: 0,
  handedBack: 0,
};

/** What two deliveries took together. */
export const sumOf = (left: DeliveryFigures, right: DeliveryFigures): DeliveryFigures => ({
  messages: left.messages + right.messages,
  deliveries: left.deliveries + right.deliveries,
  invocations: left.invocations + right.invocations,
  conflicts: left.conflicts + right.conflicts,
  crashes: left.crashes + right.crashes,
  faults: left.faults + right.faults,
  handedBack: left.handedBack + right.handedBack,
});

/** Thrown when messages keep coming back after all injected faults are spent. */
export class NeverAcknowledged extends Error {
  override readonly name = 'NeverAcknowledged';
}

interface Message {
  readonly id: string;
  readonly projection: keyof Projections;
  readonly body: string;
  receives: number;
}

const eventNames = new Map(
  notificationTypes.map((type) => [`${type.productId}/${type.eventType}`, type.eventName]),
);

/** The body that a queue's message has: the event as the bus delivers it. */
export const messageBody = (notification: Notification, id: string): string =>
  JSON.stringify({
    version: '0',
    id,
    'detail-type': eventNames.get(`${notification.productId}/${notification.eventType}`),
    source: notification.productId === 1 ? sources.rtc : sources.cdn,
    account: '000000000000',
    // The time of receipt, as some buses have it: projections must read the payload.
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [],
    detail: notification,
  });

const toRecord = ({ id, projection, body, receives }: Message): SQSRecord => {
  const record = rawMessage(id, body);
  return {
    ...record,
    receiptHandle: `${id}/${receives}`,
    attributes: { ...record.attributes, ApproximateReceiveCount: String(receives) },
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${projection}`,
  };
};

const nothingBeside: Beside = { eagerness: 0, moreFaults: 0, take: () => undefined };
const FULL_TIME_MS = 55_000;
const NO_TIME_MS = 1_000;
const INJECTED_FAULTS_PER_MESSAGE = 0.5;
/** Far more receives than conflicts and faults can explain. */
const PATIENCE = 20;

/**
 * Delivers every notification, in random order, until all are acknowledged.
 *
 * @param start - makes an execution environment's handlers; called for each invocation, since any may crash
 * @param beside - what else runs meanwhile, and until it has nothing left to do
 * @returns what it took
 * @throws NeverAcknowledged when a message keeps failing without an injected fault
 */
export const deliver = async (
  history: readonly Notification[],
  plan: DeliveryPlan,
  start: (wire: Wire) => Projections,
  beside: Beside = nothingBeside,
): Promise<DeliveryFigures> => {
  const random = new Random(plan.seed);
  const turns = new Turns(new Random(plan.seed, 1));
  const queue: Message[] = [];
  const put = (message: Message): void => {
    // Anywhere, so that what comes back meets what comes later.
    const index = random.integer(0, queue.length);
    const displaced = queue[index];
    if (displaced === undefined) queue.push(message);
    else {
      queue[index] = message;
      queue.push(displaced);
    }
  };

  for (const notification of history) {
    const copies = random.integer(1, plan.maxCopies);
    for (let copy = 0; copy < copies; copy++) {
      const id = `${notification.noticeId}/${copy}`;
      // A resend changes notifyMs and nothing else.
      const resent = { ...notification, notifyMs: sentAtMs(notification) + copy * 10_000 };
      const projection = notification.productId === 1 ? 'rtc' : 'cdn';
      put({ id, projection, body: messageBody(resent, id), receives: 0 });
    }
  }

  const messages = queue.length;
  const maxFaults = Math.ceil(messages * INJECTED_FAULTS_PER_MESSAGE) + beside.moreFaults;
  const network = new FaultyNetwork(random, turns, plan, maxFaults);
  const figures = { messages, deliveries: 0, invocations: 0, crashes: 0, handedBack: 0 };
  let running = 0;
  let idle: (() => void)[] = [];

  const takeBatch = (): Message[] => {
    const size = random.integer(1, plan.maxBatch);
    const batch: Message[] = [];
    const others: Message[] = [];
    while (batch.length < size) {
      const message = queue.pop();
      if (message === undefined) break;
      const fits = batch[0] === undefined || batch[0].projection === message.projection;
      (fits ? batch : others).push(message);
    }
    queue.push(...others);
    return batch;
  };

  const invoke = async (batch: Message[]): Promise<void> => {
    const { projection } = batch[0] ?? { projection: 'rtc' };
    for (const message of batch) message.receives++;
    figures.invocations++;
    figures.deliveries += batch.length;
    const wire = network.connect();
    const event = { Records: batch.map(toRecord) };
    const context = { getRemainingTimeInMillis: clock(network) };
    const outcome = await Promise.race([
      start(wire)
        [projection](event, context)
        .catch((error: unknown) => ({ error })),
      wire.crashed,
    ]);
    const failed = failedOf(batch, outcome);
    if (outcome === 'crashed') figures.crashes++;
    else figures.handedBack += failed.length;
    for (const message of failed) put(message);
    if (figures.deliveries > PATIENCE * (messages + network.faults * plan.maxBatch)) {
      throw new NeverAcknowledged(`${queue.length} of ${messages} messages keep coming back`, {
        cause: outcome !== 'crashed' && 'error' in outcome ? outcome.error : undefined,
      });
    }
  };

  const perform = async (task: Task): Promise<void> => {
    const wire = network.connect();
    const outcome = await Promise.race([
      task.run(wire, clock(network)).then(
        () => 'done' as const,
        () => 'failed' as const,
      ),
      wire.crashed,
    ]);
    if (outcome === 'crashed') figures.crashes++;
    task.ended(outcome === 'done');
  };

  const takeWork = (): (() => Promise<void>) | undefined => {
    const tasksFirst = queue.length === 0 || random.chance(beside.eagerness);
    const task = tasksFirst ? beside.take(random) : undefined;
    if (task !== undefined) return () => perform(task);
    const batch = takeBatch();
    return batch.length === 0 ? undefined : () => invoke(batch);
  };

  const work = async (): Promise<void> => {
    for (;;) {
      const run = takeWork();
      if (run === undefined) {
        if (running === 0) return;
        await new Promise<void>((resolve) => idle.push(resolve));
        continue;
      }
      running++;
      try {
        await run();
      } finally {
        running--;
        for (const wake of idle) wake();
        idle = [];
      }
    }
  };
  await Promise.all(Array.from({ length: plan.workers }, work));
  await network.settled();
  return { ...figures, faults: network.faults, conflicts: network.conflicts };
};

/** The time left to an invocation: ample, but now and then it is nearly up after a few looks at it. */
const clock = (network: FaultyNetwork): (() => number) => {
  let looks = network.strikes('faultRate') ? network.random.integer(0, 4) : Number.POSITIVE_INFINITY;
  return () => (looks-- > 0 ? FULL_TIME_MS : NO_TIME_MS);
};

const failedOf = (
  batch: readonly Message[],
  outcome: SQSBatchResponse | 'crashed' | { readonly error: unknown },
): Message[] => {
  if (outcome === 'crashed' || 'error' in outcome) return [...batch];
  const failedIds = new Set(outcome.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const ids = new Set(batch.map(({ id }) => id));
  for (const id of failedIds) {
    // What Lambda does with an id that it did not send: the whole batch has failed.
    if (!ids.has(id)) return [...batch];
  }
  return batch.filter(({ id }) => failedIds.has(id));
};
