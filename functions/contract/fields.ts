// Field schemas that several notification types share, with the limits that DynamoDB and the calendar set.
import * as v from 'valibot';
import { isJsonObject, type JsonObject } from './json';

/** First millisecond of the years in which an event time may lie: 2000-01-01T00:00:00.000Z. */
export const EARLIEST_MS = Date.UTC(2000, 0, 1);
/** Last millisecond of the years in which an event time may lie: 2099-12-31T23:59:59.999Z. */
export const LATEST_MS = Date.UTC(2100, 0, 1) - 1;

/** Longest sort key of a DynamoDB table or index, in bytes of UTF-8. */
export const SORT_KEY_BYTES = 1024;
/** Longest partition key of a DynamoDB table or index, in bytes of UTF-8. */
export const PARTITION_KEY_BYTES = 2048;

/** Most bytes of UTF-8 that one UTF-16 code unit takes. */
const MAX_BYTES_PER_UNIT = 3;

const fits = (maxBytes: number) => (value: string) =>
  value.isWellFormed() &&
  // Few strings are long enough to be counted.
  (value.length * MAX_BYTES_PER_UNIT <= maxBytes || Buffer.byteLength(value) <= maxBytes);

/** What is wrong with a string, without its content. */
const faultOf = (value: string): string =>
  value.isWellFormed() ? `${Buffer.byteLength(value)} bytes` : 'a lone surrogate';

/**
 * A string that becomes a key of a table or index, so it obeys DynamoDB's limits: not empty, at most
 * `maxBytes` bytes of UTF-8, and no lone surrogates (two such strings would become the same key).
 */
export const keyText = (meaning: string, maxBytes: number) =>
  v.pipe(
    v.string(),
    v.nonEmpty(),
    v.maxLength(maxBytes),
    v.check(
      fits(maxBytes),
      ({ input }) =>
        `Invalid key: Expected well-formed Unicode of at most ${maxBytes} bytes in UTF-8 but received ${faultOf(input)}`,
    ),
    v.description(meaning),
  );

/** A string of the vendor's that is no key. Lone surrogates are refused: DynamoDB cannot hold them. */
export const text = (meaning: string) =>
  v.pipe(
    v.string(),
    v.check(
      (value) => value.isWellFormed(),
      ({ input }) => `Invalid text: Expected well-formed Unicode but received ${faultOf(input)}`,
    ),
    v.description(meaning),
  );

/** A whole number that JavaScript and DynamoDB both hold exactly (below 2^53). */
export const integer = (meaning: string) =>
  v.pipe(
    v.number(),
    v.safeInteger(
      ({ received }) => `Invalid number: Expected a whole number below 2^53 but received ${received}`,
    ),
    v.description(meaning),
  );

/** A time in Unix milliseconds, within the years 2000–2099. */
export const unixMilliseconds = (meaning: string) =>
  v.pipe(v.number(), v.minValue(EARLIEST_MS), v.maxValue(LATEST_MS), v.description(meaning));

/** A time in Unix seconds, within the years 2000–2099. A fraction counts, to the millisecond. */
export const unixSeconds = (meaning: string) =>
  v.pipe(v.number(), v.minValue(EARLIEST_MS / 1000), v.maxValue(LATEST_MS / 1000), v.description(meaning));

/** An object of whatever fields. valibot's own schemas of objects take a list, too. */
export const anyObject = (meaning: string) =>
  v.pipe(
    v.custom<JsonObject>(
      isJsonObject,
      ({ received }) => `Invalid type: Expected Object but received ${received}`,
    ),
    v.description(meaning),
  );

/** A flag. */
export const flag = (meaning: string) => v.pipe(v.boolean(), v.description(meaning));

const EVENT_TYPE = "the vendor's number of the event type";

/** The schema of a notification: the envelope around a payload, and the two numbers that tell its type. */
const notificationSchema = <
  const ProductId extends number,
  const EventType extends v.GenericSchema,
  const Payload extends v.GenericSchema,
>(
  productId: ProductId,
  eventType: EventType,
  payload: Payload,
) =>
  v.object({
    noticeId: keyText('identifies one event notice; a resend keeps it', SORT_KEY_BYTES),
    productId: v.pipe(
      v.literal(productId),
      v.description(
        "the vendor's product: 1 real-time communication, 2 server push to CDN, 3 cloud recording",
      ),
    ),
    eventType,
    notifyMs: v.optional(
      unixMilliseconds(
        'Unix milliseconds at which this request was sent; a resend changes it; some senders leave it out',
      ),
    ),
    payload,
  });

/** Defines one notification type: the envelope, with the two numbers and the payload that make it this type. */
export const defineNotification = <
  const ProductId extends number,
  const EventType extends number,
  const EventName extends string,
  const Payload extends v.GenericSchema,
>(definition: {
  /** The vendor's product. */
  readonly productId: ProductId;
  /** The vendor's event_type. */
  readonly eventType: EventType;
  /** The vendor's event_name, verbatim: the event's detail type. */
  readonly eventName: EventName;
  /** What happened, after the vendor's page of notification types. */
  readonly meaning: string;
  readonly payload: Payload;
}) => ({
  ...definition,
  schema: notificationSchema(
    definition.productId,
    v.pipe(v.literal(definition.eventType), v.description(EVENT_TYPE)),
    definition.payload,
  ),
});

/** Defines the type of a product's notifications whose event type is none of those that have a type of their own. */
export const defineOtherNotification = <
  const ProductId extends number,
  const EventName extends string,
  const Payload extends v.GenericSchema,
>(definition: {
  readonly productId: ProductId;
  readonly eventName: EventName;
  readonly meaning: string;
  readonly payload: Payload;
}) => ({
  ...definition,
  eventType: undefined,
  schema: notificationSchema(definition.productId, integer(EVENT_TYPE), definition.payload),
});

/** A word for a vendor's code: its label, or `unknown (n)` for one that the vendor's page does not list. */
export const labelOf = (
  labels: Readonly<Record<number, string>>,
  code: number,
  unknown = 'unknown',
): string => (Object.hasOwn(labels, code) ? (labels[code] ?? unknown) : `${unknown} (${code})`);
