// The parking queue: events that the bus would not take wait here until it takes them.
import type { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { type BusEvent, sources, wireJson } from '../contract/events';
import { boundedBy } from './aws-clients';

/** Where ingest puts an event that the bus did not take. */
export interface ParkingQueue {
  /** Keeps the event. Rejects where the queue did not take it. */
  park(event: BusEvent): Promise<void>;
}

/** An event as a parked message's JSON holds it. */
const parkedEventSchema = v.object({
  source: v.picklist(Object.values(sources)),
  detailType: v.pipe(v.string(), v.nonEmpty()),
  time: v.optional(
    v.pipe(
      v.string(),
      v.isoTimestamp(),
      v.transform((time) => new Date(time)),
    ),
  ),
  detail: v.string(),
});

/** @throws SyntaxError or ValiError where the body is no parked event */
export const readParkedEvent = (body: string): BusEvent => {
  const { time, ...event } = v.parse(parkedEventSchema, JSON.parse(body));
  return { ...event, ...(time && { time }) };
};

/** The parking queue in SQS. The client is loaded only when an event must be parked. */
export class SqsParkingQueue implements ParkingQueue {
  #client: SQSClient | undefined;

  constructor(private readonly queueUrl: string) {}

  async park(event: BusEvent): Promise<void> {
    const sdk = await import('@aws-sdk/client-sqs');
    this.#client ??= new sdk.SQSClient(
      boundedBy({ attempts: 2, connectionTimeoutMs: 400, requestTimeoutMs: 500 }),
    );
    await this.#client.send(
      new sdk.SendMessageCommand({ QueueUrl: this.queueUrl, MessageBody: wireJson(event) }),
    );
  }
}
