// What a notification is: its types, the envelope, and how one is read.
import { isLosslessNumber } from 'lossless-json';
import * as v from 'valibot';
import { CDN_PRODUCT_ID, type CdnNotification, cdnNotificationTypes } from './cdn';
import { toDocumentedForm } from './documented-form';
import { asDoubles, isJsonObject, isNestedWithin, type JsonObject, MAX_NESTING, shown } from './json';
import { RECORDING_PRODUCT_ID, type RecordingNotification, recordingNotificationTypes } from './recording';
import { RTC_PRODUCT_ID, type RtcNotification, rtcNotificationTypes } from './rtc';

/** Every notification type that the contract knows. */
export const notificationTypes = [
  ...rtcNotificationTypes,
  ...cdnNotificationTypes,
  ...recordingNotificationTypes,
] as const;

/** One notification type: its numbers, name, meaning and schema. */
export type NotificationType = (typeof notificationTypes)[number];

/** A notification in the documented form. `productId` and `eventType` tell which. */
export type Notification = RtcNotification | CdnNotification | RecordingNotification;

/** What is wrong with a notification: where, and what was got and expected there. */
export interface Issue {
  /** Dotted path from the envelope: `payload.ts`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** When a notification's event happened, in Unix milliseconds. */
export const occurredAtMs = (notification: Notification): number => {
  switch (notification.productId) {
    case RTC_PRODUCT_ID:
      return Math.round(notification.payload.ts * 1000);
    case CDN_PRODUCT_ID:
      return notification.payload.time;
    case RECORDING_PRODUCT_ID:
      return notification.payload.sendts;
  }
};

/** The field of the payload that tells it. */
const timeFields = {
  [RTC_PRODUCT_ID]: 'ts',
  [CDN_PRODUCT_ID]: 'time',
  [RECORDING_PRODUCT_ID]: 'sendts',
} as const;

/** An authentic notification that can be forwarded: an object with a notice id, in the documented form. */
export type Envelope = JsonObject & { readonly noticeId: string };

/** What reading a body's JSON as an envelope gave: the envelope in the documented form, or why it is unusable. */
export type EnvelopeReading =
  | { readonly usable: true; readonly envelope: Envelope }
  | { readonly usable: false; readonly issue: Issue };

const hasNoticeId = (value: JsonObject): value is Envelope =>
  typeof value.noticeId === 'string' && value.noticeId !== '';

/**
 * Reads parsed JSON as an envelope: an object, nested no deeper than {@link MAX_NESTING}, with a non-empty
 * string `noticeId`. Whatever else may be wrong with it is left to {@link readNotification}.
 *
 * @param json - fresh from parseJson; brought to the documented form in place
 */
export const readEnvelope = (json: unknown): EnvelopeReading => {
  if (!isJsonObject(json)) {
    // Not the text itself: this message is logged, and the text is all there is of the body.
    return unusable(
      '',
      `expected an object but received ${typeof json === 'string' ? 'a string' : shown(json)}`,
    );
  }
  if (!isNestedWithin(json, MAX_NESTING)) {
    return unusable('', `expected objects and arrays nested no deeper than ${MAX_NESTING}`);
  }
  const envelope = toDocumentedForm(json);
  if (!hasNoticeId(envelope)) {
    return unusable('noticeId', `expected a non-empty string but received ${shown(envelope.noticeId)}`);
  }
  return { usable: true, envelope };
};

const unusable = (path: string, message: string): EnvelopeReading => ({
  usable: false,
  issue: { path, message },
});

/** What reading an envelope by the contract gave. */
export type NotificationReading =
  | { readonly recognized: true; readonly type: NotificationType; readonly notification: Notification }
  | { readonly recognized: false; readonly issues: readonly Issue[] };

const typesByProduct = new Map<unknown, Map<unknown, NotificationType>>();
for (const type of notificationTypes) {
  const types = typesByProduct.get(type.productId) ?? new Map<unknown, NotificationType>();
  typesByProduct.set(type.productId, types.set(type.eventType, type));
}

const DAY_MS = 86_400_000;
const MAX_MESSAGE_LENGTH = 300;

/**
 * Reads an envelope in the documented form by the contract. The notification that it returns is the envelope, as
 * JSON.parse would give it, so fields that the contract does not know are kept.
 *
 * @param receivedMs - when the notification came, in Unix milliseconds: nothing happens more than a day later
 */
export const readNotification = (envelope: JsonObject, receivedMs = Date.now()): NotificationReading => {
  const notification = asDoubles(envelope);
  const types = typesByProduct.get(notification.productId);
  if (types === undefined) return unknownValue(envelope, 'productId', typesByProduct.keys());
  // A product may have a type for all others.
  const type = types.get(notification.eventType) ?? types.get(undefined);
  if (type === undefined) return unknownValue(envelope, 'eventType', types.keys());
  if (!v.is(type.schema, notification)) return unrecognized(issuesOf(type, notification, envelope));
  const { notifyMs = receivedMs } = notification;
  if (occurredAtMs(notification) <= notifyMs + DAY_MS) return { recognized: true, type, notification };
  const timeField = timeFields[type.productId];
  return unrecognized([
    {
      path: `payload.${timeField}`,
      message: `Invalid time: Expected at most a day after ${notification.notifyMs === undefined ? 'now' : 'notifyMs'} but received ${shown(valueAt(envelope, ['payload', timeField]))}`,
    },
  ]);
};

const unrecognized = (issues: readonly Issue[]): NotificationReading => ({ recognized: false, issues });

const unknownValue = (envelope: JsonObject, path: string, known: Iterable<unknown>): NotificationReading =>
  unrecognized([
    { path, message: `expected one of ${[...known].join(', ')} but received ${shown(envelope[path])}` },
  ]);

/** @param sent - the same with its numbers as they were sent: that is what a message quotes */
const issuesOf = (type: NotificationType, value: unknown, sent: JsonObject): Issue[] =>
  (v.safeParse(type.schema, value).issues ?? []).map((issue) => {
    const found = valueAt(sent, issue.path?.map(({ key }) => key) ?? []);
    const message = isLosslessNumber(found)
      ? issue.message.replace(/(?<=but received ).*$/s, found.value)
      : issue.message;
    return { path: v.getDotPath(issue) ?? '', message: message.slice(0, MAX_MESSAGE_LENGTH) };
  });

const valueAt = (value: unknown, path: readonly unknown[]): unknown =>
  path.reduce((found, key) => (isJsonObject(found) ? found[String(key)] : undefined), value);
