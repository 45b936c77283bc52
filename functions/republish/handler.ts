// The handler of the parking queue: puts what waits there on the bus, and hands back what must wait longer.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { BusEvent } from '../contract/events';
import { acceptedLine } from '../ingest/accepted-line';
import { readAuthentic } from '../ingest/ingest';
import type { SigningSecrets } from '../ingest/signing-secrets';
import { Refusal, type RefusalReason } from '../shared/errors';
import { errorDetails, type Observability } from '../shared/observability';
import { PARKING_SOURCE, readParked } from '../shared/parking-queue';
import type { SignedRequest } from '../shared/signed-request';
import { type ParkedMessage, splitIntoCalls } from './republish';

/** The bus as the republish function needs it. */
export interface BatchEventBus {
  /** For each event, in order, why the bus did not take it; `undefined` where it did. Rejects where the call failed. */
  putAll(events: readonly BusEvent[]): Promise<readonly (Error | undefined)[]>;
}

/** What the handler works with. */
export interface RepublishDependencies {
  readonly bus: BatchEventBus;
  /** Checks the requests that came before there was a secret. */
  readonly secrets: SigningSecrets;
  readonly observability: Observability;
}

/** Why a request that waited for a secret ends here, as the `reason` dimension of the metric says it. */
export const droppedFor = ['signature', 'not JSON', 'envelope'] as const satisfies readonly RefusalReason[];

/** What becomes of the messages of one batch. */
interface Batch {
  /** Messages whose event can go on the bus. */
  readonly ready: ParkedMessage[];
  /** Why each message goes back to the queue, by message id. */
  readonly failures: Map<string, unknown>;
  /** Messages that wait for a signing secret; they go back, too. */
  readonly unverified: Set<string>;
}

/**
 * Makes the handler. It never gives an authentic notification up: what fails goes back to the queue, whose 60 s are the
 * back-off. What turns out not to be from anyRTC ends here.
 */
export const createHandler =
  (dependencies: RepublishDependencies) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const { bus, observability } = dependencies;
    const batch = await readBatch(Records, dependencies);
    const { ready, failures, unverified } = batch;
    for (const call of splitIntoCalls(ready)) await put(call, bus, failures);
    const republished = ready.filter(({ messageId }) => !failures.has(messageId));
    for (const { accepted } of republished) {
      if (accepted !== undefined) observability.emit(acceptedLine(accepted, false, undefined));
    }
    for (const [messageId, error] of failures) {
      observability.warn('A parked event was handed back to the queue', {
        messageId,
        ...errorDetails(error),
      });
    }
    observability.emit({
      values: {
        Republished: republished.length,
        ParkedAge: Records.filter(({ messageId }) => !unverified.has(messageId)).map(ageMs),
        // No line for each: until somebody sets the secret, all of them come every minute.
        ...(unverified.size > 0 && { KeptUnverified: unverified.size }),
      },
      dimensions: { source: PARKING_SOURCE },
    });
    return {
      batchItemFailures: [...failures.keys(), ...unverified].map((itemIdentifier) => ({ itemIdentifier })),
    };
  };

const readBatch = async (
  records: readonly SQSRecord[],
  { secrets, observability }: RepublishDependencies,
): Promise<Batch> => {
  const batch: Batch = { ready: [], failures: new Map(), unverified: new Set() };
  for (const { messageId, body } of records) {
    try {
      const parked = readParked(body);
      if (parked.kind === 'event') batch.ready.push({ messageId, event: parked.event });
      else await verify(messageId, parked.request, secrets, batch);
    } catch (error) {
      if (error instanceof Refusal && error.statusCode !== 503) drop(messageId, error, observability);
      else batch.failures.set(messageId, error);
    }
  }
  return batch;
};

/** @throws Refusal where the request is not to go on the bus, as the endpoint would refuse it */
const verify = async (
  messageId: string,
  request: SignedRequest,
  secrets: SigningSecrets,
  { ready, unverified }: Batch,
): Promise<void> => {
  const accepted = await readAuthentic(request, secrets);
  if (accepted === undefined) unverified.add(messageId);
  else ready.push({ messageId, event: accepted.event, accepted });
};

/** Tells of a request that ends here: its sender was answered 200, and cannot be told any more. */
const drop = (messageId: string, { reason, message, path }: Refusal, observability: Observability): void =>
  observability.emit({
    values: { Dropped: 1 },
    dimensions: { reason },
    metadata: { messageId, path, message },
  });

const put = async (
  call: readonly ParkedMessage[],
  bus: BatchEventBus,
  failures: Map<string, unknown>,
): Promise<void> => {
  try {
    const errors = await bus.putAll(call.map(({ event }) => event));
    for (const [index, { messageId }] of call.entries()) {
      const error = errors[index];
      if (error !== undefined) failures.set(messageId, error);
    }
  } catch (error) {
    for (const { messageId } of call) failures.set(messageId, error);
  }
};

// The queue's own age metric leaves out messages that were received three times; this one does not.
const ageMs = ({ attributes }: SQSRecord): number =>
  Math.max(0, Date.now() - Number(attributes.SentTimestamp));
