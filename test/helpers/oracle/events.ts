// A notification as the oracle reads it: a plain object, its time, and its place in the order of events.
import type { CdnNotification } from '../../../functions/contract/cdn';
import type { RtcNotification } from '../../../functions/contract/rtc';

/** A notification in the documented form, taken as the plain object that it is. */
export interface Told {
  readonly noticeId: string;
  readonly productId: number;
  readonly eventType: number;
  readonly payload: object;
}

/** A role that an event tells. */
export type Role = 'broadcaster' | 'audience' | 'participant';

/** One event about a channel or about a stay in it. */
export interface SessionEvent {
  readonly what: 'create' | 'destroy' | 'join' | 'leave' | 'role';
  /** ISO 8601 UTC with milliseconds. */
  readonly at: string;
  readonly order: string;
  readonly channelName: string;
  readonly channelSId: string;
  /** Absent in events of the channel itself, as are `uid` and `role`. */
  readonly uSId?: string;
  readonly uid?: string;
  readonly role?: Role;
  /** As sent; absent where it was not. */
  readonly platform?: number;
  readonly reason?: number;
}

/** One event about a push. */
export interface PushEvent {
  readonly what: PushEventName;
  readonly at: string;
  readonly order: string;
  readonly channel: string;
  readonly stream: string;
  /** Absent in requests and first frames: they have no code. */
  readonly code?: number;
  /** Everything else that it tells. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What a push's events are called in their payloads. */
export type PushEventName =
  | 'PublishRequest'
  | 'PublishStream'
  | 'PublishFirstFrame'
  | 'PublishStatus'
  | 'UpdateTranscoding'
  | 'UnpublishStream';

interface SessionType {
  readonly what: SessionEvent['what'];
  /** Within one instant, the lesser comes first. */
  readonly rank: number;
  readonly role?: Role;
}

const sessionTypes: Readonly<Record<RtcNotification['eventType'], SessionType>> = {
  101: { what: 'create', rank: 0 },
  102: { what: 'destroy', rank: 1 },
  103: { what: 'join', rank: 0, role: 'broadcaster' },
  104: { what: 'leave', rank: 2, role: 'broadcaster' },
  105: { what: 'join', rank: 0, role: 'audience' },
  106: { what: 'leave', rank: 2, role: 'audience' },
  107: { what: 'join', rank: 0, role: 'participant' },
  108: { what: 'leave', rank: 2, role: 'participant' },
  111: { what: 'role', rank: 1, role: 'broadcaster' },
  112: { what: 'role', rank: 1, role: 'audience' },
};

const pushTypes: Readonly<
  Record<CdnNotification['eventType'], { readonly what: PushEventName; readonly rank: number }>
> = {
  5: { what: 'PublishRequest', rank: 0 },
  1: { what: 'PublishStream', rank: 1 },
  6: { what: 'PublishFirstFrame', rank: 2 },
  3: { what: 'PublishStatus', rank: 3 },
  4: { what: 'UpdateTranscoding', rank: 4 },
  2: { what: 'UnpublishStream', rank: 5 },
};

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

const text = (value: unknown): string => {
  if (typeof value === 'string') return value;
  throw new TypeError(`${String(value)} is no text: the oracle reads notifications in the documented form`);
};
const numberOrAbsent = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;
const number = (value: unknown): number => {
  if (typeof value === 'number') return value;
  throw new TypeError(`${String(value)} is no number: the oracle reads notifications in the documented form`);
};

const entryOf = <T>(table: Readonly<Record<number, T>>, { productId, eventType }: Told): T => {
  const entry = table[eventType];
  if (entry === undefined)
    throw new TypeError(`the oracle knows no event ${eventType} of product ${productId}`);
  return entry;
};

/** Each notice once: a notice id stands for one content. */
const unique = (told: readonly Told[]): Told[] => [
  ...new Map(told.map((one) => [one.noticeId, one])).values(),
];

/** The events about channels and stays, each once, in their order. */
export const sessionEvents = (told: readonly Told[]): SessionEvent[] =>
  inOrder(
    unique(told)
      .filter(({ productId }) => productId === 1)
      .map((one) => {
        const { rank, ...type } = entryOf<SessionType>(sessionTypes, one);
        const payload: Readonly<Record<string, unknown>> = { ...one.payload };
        const at = iso(Math.round(number(payload.ts) * 1000));
        return known({
          ...type,
          at,
          order: `${at}#${rank}#${one.noticeId}`,
          channelName: text(payload.channelName),
          channelSId: text(payload.channelSId),
          uSId: type.role && text(payload.uSId),
          uid: type.role && String(payload.uid),
          platform: numberOrAbsent(payload.platform),
          reason: numberOrAbsent(payload.reason),
        });
      }),
  );

/** The events about pushes, each once, in their order. */
export const pushEvents = (told: readonly Told[]): PushEvent[] =>
  inOrder(
    unique(told)
      .filter(({ productId }) => productId === 2)
      .map((one) => {
        const { what, rank } = entryOf(pushTypes, one);
        const payload: Readonly<Record<string, unknown>> = { ...one.payload };
        const at = iso(number(payload.time));
        const hasCode = what !== 'PublishRequest' && what !== 'PublishFirstFrame';
        return known({
          what,
          at,
          order: `${at}#${rank}#${one.noticeId}`,
          channel: text(payload.channel),
          stream: text(payload.stream),
          code: hasCode ? number(payload.code) : undefined,
          payload,
        });
      }),
  );

/** Less than 0 where the left one comes first, as DynamoDB and ISO times order strings. */
export const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const inOrder = <E extends { readonly order: string }>(events: readonly E[]): E[] =>
  events.toSorted((left, right) => byText(left.order, right.order));

/** The values in groups of one key, in the order of the keys; within a group as they were. */
export const groupBy = <T>(values: readonly T[], keyOf: (value: T) => string): T[][] => {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(value);
  }
  return [...groups].toSorted(([left], [right]) => byText(left, right)).map(([, group]) => group);
};

const atLeastOne = (text: string | undefined): string => {
  if (text === undefined) throw new TypeError('of no texts none is the least');
  return text;
};
/** The least of the texts, of which there is one at least. */
export const least = (texts: readonly string[]): string => atLeastOne(texts.toSorted(byText).at(0));
/** The greatest of the texts, of which there is one at least. */
export const greatest = (texts: readonly string[]): string => atLeastOne(texts.toSorted(byText).at(-1));

/** The object without what is `undefined`. */
export const known = <T extends object>(entries: T): Known<T> =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Known<T>;

/** An object whose `undefined` properties have been left out. */
type Known<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

const DAY_SECONDS = 86_400;

/** Milliseconds from one time to another, below 0 where it is earlier. */
export const millisecondsFrom = (start: string, end: string): number => Date.parse(end) - Date.parse(start);

/** Seconds from one time to another, to the millisecond, not below 0; absent unless both are known. */
export const secondsFrom = (start: string | undefined, end: string | undefined): number | undefined =>
  start === undefined || end === undefined ? undefined : Math.max(0, millisecondsFrom(start, end) / 1000);

/** Epoch seconds, so many days after a time, rounded down. */
export const daysAfter = (time: string, days: number): number =>
  Math.floor(Date.parse(time) / 1000 + days * DAY_SECONDS);
