// The parking queue: events that the bus would not take wait here until it takes them.
import * as v from 'valibot';
import { type BusEvent, sources } from '../contract/events';
import { UnreadableMessage } from './errors';

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

/** @throws UnreadableMessage where the body is no parked event; it says nothing of what the body holds */
export const readParkedEvent = (body: string): BusEvent => {
  const result = v.safeParse(parkedEventSchema, parseJson(body));
  if (!result.success) {
    const paths = result.issues.map((issue) => v.getDotPath(issue) ?? 'the whole').join(', ');
    throw new UnreadableMessage(`The message is no parked event: see ${paths}`);
  }
  const { time, ...event } = result.output;
  return { ...event, ...(time && { time }) };
};

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw new UnreadableMessage('The message is not JSON');
  }
};
