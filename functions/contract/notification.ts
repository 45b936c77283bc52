// What a notification is: the sixteen types, the envelope, and how one is read.
import * as v from 'valibot';
import { type CdnNotification, cdnNotificationTypes } from './cdn';
import { toDocumentedForm } from './documented-form';
import { guardOf } from './guard';
import { isJsonObject, isNestedWithin, type JsonObject, shown } from './json';
import { type RtcNotification, rtcNotificationTypes } from './rtc';

/** Every notification type that the contract knows. */
export const notificationTypes = [...rtcNotificationTypes, ...cdnNotificationTypes] as const;

/** One notification type: its numbers, name, meaning and schema. */
export type NotificationType = (typeof notificationTypes)[number];

/** A notification in the documented form. `productId` and `eventType` tell which. */
export type Notification = RtcNotification | CdnNotification;

/** What is wrong with a notification: where, and what was got and expected there. */
export interface Issue {
  /** Dotted path from the envelope: `payload.ts`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** Deepest nesting of a usable envelope: objects and arrays in one another, the envelope itself counted. */
export const MAX_NESTING = 64;

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
 * @param json - fresh from JSON.parse; brought to the documented form in place
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

/** A type, and whether a value is a notification of it. */
interface KnownType {
  readonly type: NotificationType;
  readonly accepts: (value: unknown) => boolean;
}

const typesByProduct = new Map<unknown, Map<unknown, KnownType>>();
for (const type of notificationTypes) {
  const types = typesByProduct.get(type.productId) ?? new Map<unknown, KnownType>();
  typesByProduct.set(type.productId, types.set(type.eventType, { type, accepts: guardOf(type.schema) }));
}

const MAX_MESSAGE_LENGTH = 300;

/**
 * Reads an envelope in the documented form by the contract. The notification that it returns is the envelope
 * itself, so fields that the contract does not know are kept.
 */
export const readNotification = (envelope: JsonObject): NotificationReading => {
  const types = typesByProduct.get(envelope.productId);
  if (types === undefined) return unknownValue(envelope, 'productId', typesByProduct.keys());
  const known = types.get(envelope.eventType);
  if (known === undefined) return unknownValue(envelope, 'eventType', types.keys());
  if (isOf(known, envelope)) return { recognized: true, type: known.type, notification: envelope };
  return { recognized: false, issues: issuesOf(known.type, envelope) };
};

const unknownValue = (envelope: JsonObject, path: string, known: Iterable<unknown>): NotificationReading => ({
  recognized: false,
  issues: [
    { path, message: `expected one of ${[...known].join(', ')} but received ${shown(envelope[path])}` },
  ],
});

const isOf = ({ accepts }: KnownType, value: unknown): value is Notification => accepts(value);

const issuesOf = (type: NotificationType, value: unknown): Issue[] =>
  (v.safeParse(type.schema, value).issues ?? []).map((issue) => ({
    path: v.getDotPath(issue) ?? '',
    message: issue.message.slice(0, MAX_MESSAGE_LENGTH),
  }));
