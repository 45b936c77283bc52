// The handler of the parking queue: puts parked events on the bus, and hands back those that it does not take.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { BusEvent } from '../contract/events';
import { errorDetails, type Observability } from '../shared/observability';
import { readParkedEvent } from '../shared/parking-queue';
import { type ParkedMessage, splitIntoCalls } from './republish';

/** The bus as the republish function needs it. */
export interface BatchEventBus {
  /** For each event, in order, why the bus did not take it; `undefined` where it did. Rejects where the call failed. */
  putAll(events: readonly BusEvent[]): Promise<readonly (Error | undefined)[]>;
}

/** What the handler works with. */
export interface RepublishDependencies {
  readonly bus: BatchEventBus;
  readonly observability: Observability;
}

/** The `source` dimension of the metrics about the parking queue. */
export const PARKING_SOURCE = 'parking';

/** Makes the handler. It never gives an event up: what fails goes back to the queue, whose 60 s are the back-off. */
export const createHandler =
  ({ bus, observability }: RepublishDependencies) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failures = new Map<string, unknown>();
    for (const call of splitIntoCalls(readMessages(Records, failures))) {
      try {
        const errors = await bus.putAll(call.map(({ event }) => event));
        for (const [index, { messageId }] of call.entries()) {
          const error = errors[index];
          if (error !== undefined) failures.set(messageId, error);
        }
      } catch (error) {
        for (const { messageId } of call) failures.set(messageId, error);
      }
    }
    for (const [messageId, error] of failures) {
      observability.warn('A parked event was handed back to the queue', {
        messageId,
        ...errorDetails(error),
      });
    }
    observability.emit({
      values: { Republished: Records.length - failures.size, ParkedAge: Records.map(ageMs) },
      dimensions: { source: PARKING_SOURCE },
    });
    return { batchItemFailures: [...failures.keys()].map((itemIdentifier) => ({ itemIdentifier })) };
  };

const readMessages = (records: readonly SQSRecord[], failures: Map<string, unknown>): ParkedMessage[] =>
  records.flatMap(({ messageId, body }) => {
    try {
      return [{ messageId, event: readParkedEvent(body) }];
    } catch (error) {
      failures.set(messageId, error);
      return [];
    }
  });

// The queue's own age metric leaves out messages that were received three times; this one does not.
const ageMs = ({ attributes }: SQSRecord): number =>
  Math.max(0, Date.now() - Number(attributes.SentTimestamp));
