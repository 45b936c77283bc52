// The parking queue: events that the bus would not take wait here until it takes them, and requests that came before
// there was a secret to check them with.
import * as v from 'valibot';
import { type BusEvent, sources } from '../contract/events';
import { wireJson } from '../contract/json';
import { UnreadableMessage } from './errors';
import type { SignedRequest } from './signed-request';

/** The `source` dimension of the metrics about the parking queue. */
export const PARKING_SOURCE = 'parking';

/** Where ingest puts what cannot go on the bus yet. */
export interface ParkingQueue {
  /** Keeps an event that the bus did not take. Rejects where the queue did not take it. */
  park(event: BusEvent): Promise<void>;
  /** Keeps a request, unverified, until a signing secret is configured. Rejects where the queue did not take it. */
  keep(request: SignedRequest): Promise<void>;
}

/** What a message of the parking queue holds. */
export type Parked =
  | { readonly kind: 'event'; readonly event: BusEvent }
  | { readonly kind: 'request'; readonly request: SignedRequest };

/** The message of an event. */
export const eventMessage = ({ source, detailType, time, detail }: BusEvent): string =>
  wireJson({ source, detailType, time, detail });

/** The message of a request. Its body may be any bytes, and a message holds text. */
export const requestMessage = ({ body, signature, signatureV2 }: SignedRequest): string =>
  wireJson({ request: { body: body.toString('base64'), signature, signatureV2 } });

const eventSchema = v.object({
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

const requestSchema = v.object({
  request: v.object({
    body: v.pipe(
      v.string(),
      v.transform((body) => Buffer.from(body, 'base64')),
    ),
    signature: v.optional(v.string()),
    signatureV2: v.optional(v.string()),
  }),
});

/** @throws UnreadableMessage where the body is no parked message; it says nothing of what the body holds */
export const readParked = (body: string): Parked => {
  const result = v.safeParse(v.union([requestSchema, eventSchema]), parseJson(body));
  if (!result.success) {
    const paths = result.issues.map((issue) => v.getDotPath(issue) ?? 'the whole').join(', ');
    throw new UnreadableMessage(`The message is no parked event: see ${paths}`);
  }
  if ('request' in result.output) return { kind: 'request', request: result.output.request };
  const { time, ...event } = result.output;
  return { kind: 'event', event: { ...event, ...(time && { time }) } };
};

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw new UnreadableMessage('The message is not JSON');
  }
};
