// What real senders do differently, brought to the documented form: the one step before validation.
// Source of each quirk: the vendor's own open-source receiver (Synergy-Server) and the protocol's older twin.
import { CDN_PRODUCT_ID } from './cdn';
import { LATEST_MS } from './fields';
import { isJsonObject, type JsonObject } from './json';
import { RTC_PRODUCT_ID } from './rtc';

/** A `ts` of this size and above is in milliseconds: as seconds it would lie beyond the year 5000. */
const MILLISECONDS_FROM = 1e11;

const CDN_NUMBERS = [
  'code',
  'time',
  'width',
  'height',
  'audioChannels',
  'audioSampleRate',
  'elapse',
] as const;

/** Moves an alias to its documented name. Where both are there, the documented one wins. */
const moveAlias = (from: JsonObject, alias: string, to: JsonObject, name: string): void => {
  if (!(alias in from)) return;
  if (!(name in to)) to[name] = from[alias];
  delete from[alias];
};

/** The number that a string spells in its one canonical way ("200", not "0200" or "2e2"), else the value as it is. */
const canonicalInteger = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) && String(number) === value ? number : value;
};

const canonicalBoolean = (value: unknown): unknown =>
  value === 'true' ? true : value === 'false' ? false : value;

const rtcPayload = (payload: JsonObject): void => {
  moveAlias(payload, 'Ts', payload, 'ts');
  const { ts, uid } = payload;
  // What could be no time at all is left as it was sent, for the contract to refuse and a person to read.
  if (typeof ts === 'number' && ts >= MILLISECONDS_FROM && ts <= LATEST_MS) payload.ts = ts / 1000;
  if (typeof uid === 'string') payload.uid = canonicalInteger(uid);
};

const cdnPayload = (payload: JsonObject): void => {
  for (const name of CDN_NUMBERS) {
    if (typeof payload[name] === 'string') payload[name] = canonicalInteger(payload[name]);
  }
  if (typeof payload.retry === 'string') payload.retry = canonicalBoolean(payload.retry);
};

/**
 * Brings a notification to the documented form, in place, and returns it. Whatever is not one of the known
 * quirks stays as it was sent. Doing it twice changes nothing more.
 *
 * - a top-level `secret` repeats the signing secret: removed, so that nothing after this step can leak it
 * - `noticeID` → `noticeId`
 * - `payload.eventType` → `eventType`
 * - real-time communication: `Ts` → `ts`; `ts` in milliseconds → seconds; `uid` as a string → number
 * - push to CDN: numbers and booleans as strings → numbers and booleans
 *
 * @param notification - an object fresh from JSON.parse that nobody else holds
 */
export const toDocumentedForm = (notification: JsonObject): JsonObject => {
  if ('secret' in notification) delete notification.secret;
  moveAlias(notification, 'noticeID', notification, 'noticeId');
  const { payload } = notification;
  if (!isJsonObject(payload)) return notification;
  moveAlias(payload, 'eventType', notification, 'eventType');
  if (notification.productId === RTC_PRODUCT_ID) rtcPayload(payload);
  if (notification.productId === CDN_PRODUCT_ID) cdnPayload(payload);
  return notification;
};
