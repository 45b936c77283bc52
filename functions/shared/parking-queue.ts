// The parking queue: events that the bus would not take wait here until it takes them.
import * as v from 'valibot';
import { type BusEvent, sources } from '../contract/events';

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
