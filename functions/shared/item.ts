// What the items of the tables have in common: order keys, bookkeeping attributes, expiry.
import * as v from 'valibot';

/** How long items stay. */
export interface Retention {
  /** Days that an item stays after it ended. */
  readonly retentionDays: number;
  /** Days that an item stays whose end never came. */
  readonly openRetentionDays: number;
}

/** Settings of the projections, as the stack's configuration gives them. */
export interface ProjectionSettings extends Retention {
  /** Channels whose notifications are kept out of the tables. */
  readonly ignoredChannels: readonly string[];
}

/** A string attribute, with what it holds and when it is absent. */
export const stringAttribute = (text: string) => v.pipe(v.string(), v.description(text));
/** A time attribute: ISO 8601 UTC with milliseconds, so that string order is time order. */
export const timeAttribute = (text: string) => v.pipe(v.string(), v.isoTimestamp(), v.description(text));
/** A number attribute. */
export const numberAttribute = (text: string) => v.pipe(v.number(), v.description(text));
/** A flag attribute. */
export const booleanAttribute = (text: string) => v.pipe(v.boolean(), v.description(text));

/** The attributes that the store and DynamoDB need. */
export const bookkeeping = {
  asOf: v.pipe(
    v.record(v.string(), v.string()),
    v.description(
      'the order key (`time#rank#noticeId`) of the notification that each group of attributes is from',
    ),
  ),
  revision: numberAttribute('counts the writes of this item'),
  expiresAt: numberAttribute('when DynamoDB may delete the item, in epoch seconds (TTL)'),
};

/** The counter that tells how much of the facts a recount has seen. */
export const factsCounter = {
  facts: v.optional(
    numberAttribute(
      'counts the writes of this item by notifications; absent in an item that an earlier version wrote',
    ),
  ),
};

/** An event's place in the order of events: time, then rank within one time, then notice id. */
export const orderKey = (occurredAt: string, rank: number, noticeId: string): string =>
  `${occurredAt}#${rank}#${noticeId}`;

/** A time in Unix milliseconds as the tables hold it. */
export const isoTime = (unixMs: number): string => new Date(unixMs).toISOString();

/** The least of two strings, where either may be missing. */
export const least = (a: string | undefined, b: string): string => (a === undefined || b < a ? b : a);
/** The greatest of two strings, where either may be missing. */
export const greatest = (a: string | undefined, b: string): string => (a === undefined || b > a ? b : a);

/** Whether an event with this order key takes the register over: the latest event's value stays. */
export const isLater = (key: string, held: string | undefined): boolean => held === undefined || key > held;
/** Whether an event with this order key takes the register over: the earliest event's value stays. */
export const isEarlier = (key: string, held: string | undefined): boolean => held === undefined || key < held;

/** Seconds from one time to another, to the millisecond, not below 0; `undefined` unless both are known. */
export const secondsBetween = (from: string | undefined, to: string | undefined): number | undefined =>
  from === undefined || to === undefined
    ? undefined
    : Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

/** Epoch seconds, rounded down, `days` after a time. */
export const expiryAfter = (time: string, days: number): number =>
  Math.floor(Date.parse(time) / 1000) + days * 86_400;

/** A value without the properties that are `undefined`, at its top level: items hold no attribute for them. */
export const withoutUndefined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, property]) => property !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
