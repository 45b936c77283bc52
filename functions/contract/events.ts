// What an event on the bus is. Sources, detail types and patterns are defined here and nowhere else.
import { CDN_PRODUCT_ID } from './cdn';
import { EARLIEST_MS, LATEST_MS } from './fields';
import type { Envelope, Issue, Notification } from './notification';
import { readNotification } from './notification';

/** The `Source` of an event, by category. */
export const sources = {
  rtc: 'anyrtc.rtc',
  cdn: 'anyrtc.cdn',
  unrecognized: 'anyrtc.unrecognized',
} as const;

/** The category of an event. */
export type Source = (typeof sources)[keyof typeof sources];

/** The `DetailType` of an event that the contract does not accept; for the others it is the vendor's event_name. */
export const UNRECOGNIZED_DETAIL_TYPE = 'Unrecognized Notification';

/** The patterns of the rules that feed the projections. */
export const eventPatterns = {
  rtc: { source: [sources.rtc] },
  cdn: { source: [sources.cdn] },
} as const;

/** One event as it is put on the bus. */
export interface BusEvent {
  readonly source: Source;
  readonly detailType: string;
  /** When it happened; absent where an unrecognized notification tells no possible time. */
  readonly time?: Date;
  /** The detail as JSON: the notification in the documented form; an unrecognized one with its `issues`. */
  readonly detail: string;
}

/** JSON of this length has its numbers written short: a body within its limit must become an event within the bus's. */
const SHORT_NUMBERS_FROM = 131_072;

const shortNumber = (digits: string): string => {
  const exponential = Number(digits).toExponential().replace('e+', 'e');
  return exponential.length < digits.length ? exponential : digits;
};

/** JavaScript writes `1e20` as 21 digits: an array of such numbers grows to over four times its bytes. */
const withShortNumbers = (json: string): string =>
  json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.e+-]*/g, (token) =>
    token.startsWith('"') ? token : shortNumber(token),
  );

// Looked for first: JSON of Latin letters alone, as most is, is known at once not to hold them.
const withoutNoncharacters = (json: string): string =>
  json.includes('\ufffe') || json.includes('\uffff')
    ? json.replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff')
    : json;

/**
 * JSON that SQS and EventBridge take: the two noncharacters that JSON.stringify leaves bare, U+FFFE and U+FFFF,
 * are escaped, since SQS refuses a message that holds them; and no value takes much more room than it was sent in.
 */
export const wireJson = (value: unknown): string => {
  const json = withoutNoncharacters(JSON.stringify(value));
  return json.length < SHORT_NUMBERS_FROM ? json : withShortNumbers(json);
};

/** When a notification's event happened, in Unix milliseconds. */
export const occurredAtMs = (notification: Notification): number =>
  notification.productId === CDN_PRODUCT_ID
    ? notification.payload.time
    : Math.round(notification.payload.ts * 1000);

/** The event of an authentic notification: by category where the contract accepts it, else unrecognized. */
export const toBusEvent = (envelope: Envelope): BusEvent & { readonly issues: readonly Issue[] } => {
  const reading = readNotification(envelope);
  if (reading.recognized) {
    const { type, notification } = reading;
    return {
      source: type.productId === CDN_PRODUCT_ID ? sources.cdn : sources.rtc,
      detailType: type.eventName,
      time: new Date(occurredAtMs(notification)),
      detail: wireJson(envelope),
      issues: [],
    };
  }
  const { notifyMs } = envelope;
  const { issues } = reading;
  return {
    source: sources.unrecognized,
    detailType: UNRECOGNIZED_DETAIL_TYPE,
    ...(isPossibleTime(notifyMs) && { time: new Date(notifyMs) }),
    detail: wireJson({ ...envelope, issues }),
    issues,
  };
};

const isPossibleTime = (value: unknown): value is number =>
  typeof value === 'number' && value >= EARLIEST_MS && value <= LATEST_MS;
