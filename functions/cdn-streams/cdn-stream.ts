// One push of one channel to one address: the item of CdnStreams and its merge.
import * as v from 'valibot';
import { type CdnNotification, codeMeaning, SUCCESS_CODE } from '../contract/cdn';
import { occurredAtMs } from '../contract/events';
import {
  bookkeeping,
  booleanAttribute,
  expiryAfter,
  greatest,
  isLater,
  isoTime,
  least,
  numberAttribute,
  orderKey,
  type Retention,
  stringAttribute,
  timeAttribute,
  withoutUndefined,
} from '../shared/item';
import type { Unrevised } from '../shared/projection-store';
import { isMediaDescription, mediaAttributes, mediaOf } from './push-media';
import {
  cdnEventTypes,
  foldStatus,
  isActive,
  outcomeOf,
  pushRank,
  pushStatuses,
  statusAttributes,
} from './push-status';

/** The item of CdnStreams. */
export const cdnStreamSchema = v.object({
  channel: stringAttribute("the channel's name"),
  stream: stringAttribute(
    'the RTMP address pushed to, whole: with another key or token in it, it is another item; **it carries the publishing key**',
  ),
  status: v.optional(
    v.pipe(
      v.picklist(pushStatuses),
      v.description('what the push is doing; absent while only notifications have come that set no status'),
    ),
  ),
  statusAt: v.optional(timeAttribute('since when; absent with `status`')),
  statusEvent: v.optional(
    stringAttribute('the `payload.event` that set it, or `channel ended`; absent with `status`'),
  ),
  requestedAt: v.optional(timeAttribute('the latest `PublishRequest`; absent while none has come')),
  uid: v.optional(
    stringAttribute(
      "the user's id in the latest `PublishRequest`; absent while none has come and where it does not tell it",
    ),
  ),
  publishedAt: v.optional(
    timeAttribute('the latest `PublishStream` with code 200; absent while none has come'),
  ),
  firstFrameAt: v.optional(timeAttribute('the latest `PublishFirstFrame`; absent while none has come')),
  firstFrameElapsedMs: v.optional(
    numberAttribute(
      'milliseconds from request to first frame; absent with `firstFrameAt` and where it was not told',
    ),
  ),
  firstFrameRetry: v.optional(
    booleanAttribute(
      "true where anyRTC's server re-pushed by itself; absent with `firstFrameAt` and where it was not told",
    ),
  ),
  stoppedAt: v.optional(
    timeAttribute('the latest `UnpublishStream` that stopped the push; absent while none has come'),
  ),
  stopInferredAt: v.optional(
    timeAttribute(
      'when its channel ended, where no event has stopped the push; absent while the channel is live and where an event told the end',
    ),
  ),
  stopInferred: v.optional(
    booleanAttribute('true where `status` is `stopped` by the end of the channel alone; else absent'),
  ),
  ...mediaAttributes,
  lastError: v.optional(
    v.pipe(
      v.object({
        code: v.number(),
        meaning: v.string(),
        reason: v.optional(v.string()),
        event: v.string(),
        at: v.string(),
      }),
      v.description(
        '`{code, meaning, reason, event, at}` of the latest notification whose code is not 200, without `reason` where it told none; absent while none has come',
      ),
    ),
  ),
  activeChannel: v.optional(
    stringAttribute('`channel` while `requested`, `publishing` or `interrupted`, else absent'),
  ),
  firstEventAt: timeAttribute("the earliest notification's event"),
  lastEventAt: timeAttribute("the latest notification's event"),
  ...bookkeeping,
  asOf: v.pipe(
    bookkeeping.asOf,
    v.description(
      'the order key (`time#rank#noticeId`) of the notification that each group of attributes is from (`publishedAt` and `stoppedAt` have none: the latest time wins)',
    ),
  ),
});

/** One push of one channel to one address. */
export type CdnStream = v.InferOutput<typeof cdnStreamSchema>;

type Content = Unrevised<CdnStream>;
/** What the notifications say; the rest of the item follows from it. */
type Facts = Omit<
  Content,
  'status' | 'statusAt' | 'statusEvent' | 'stopInferred' | 'activeChannel' | 'expiresAt'
>;

/**
 * Folds notifications of one push into its item. Commutative, associative and idempotent.
 *
 * @param notifications - at least one, all of one `channel` and `stream`
 */
export const mergeCdnStream = (
  current: CdnStream | undefined,
  notifications: readonly [CdnNotification, ...CdnNotification[]],
  settings: Retention,
): Content => complete(notifications.reduce(fold, current ?? startOf(notifications[0])), settings);

/**
 * Stops a push that was running when its channel ended, or takes that back.
 *
 * @param stopInferredAt - when the last life of the channel's name ended; `undefined` while one is live
 */
export const inferCdnStreamStop = (
  current: CdnStream,
  stopInferredAt: string | undefined,
  settings: Retention,
): Content => complete({ ...current, stopInferredAt }, settings);

const startOf = (notification: CdnNotification): Facts => {
  const { channel, stream } = notification.payload;
  const occurredAt = isoTime(occurredAtMs(notification));
  return { channel, stream, firstEventAt: occurredAt, lastEventAt: occurredAt, asOf: {} };
};

const fold = (push: Facts, notification: CdnNotification): Facts => {
  const occurredAt = isoTime(occurredAtMs(notification));
  const key = orderKey(occurredAt, pushRank(notification), notification.noticeId);
  const asOf = { ...foldStatus(push.asOf, notification, key) };
  const next: Facts = {
    ...push,
    firstEventAt: least(push.firstEventAt, occurredAt),
    lastEventAt: greatest(push.lastEventAt, occurredAt),
  };
  /** Whether this notification is the latest for a register; it then is what the register is as of. */
  const takesOver = (register: string): boolean => {
    if (!isLater(key, asOf[register])) return false;
    asOf[register] = key;
    return true;
  };

  switch (notification.eventType) {
    case cdnEventTypes.PublishRequest:
      if (takesOver('requestedAt')) {
        next.requestedAt = occurredAt;
        next.uid = notification.payload.uid;
      }
      break;
    case cdnEventTypes.PublishFirstFrame:
      if (takesOver('firstFrameAt')) {
        next.firstFrameAt = occurredAt;
        next.firstFrameElapsedMs = notification.payload.elapse;
        next.firstFrameRetry = notification.payload.retry;
      }
      break;
    default:
      if (notification.payload.code !== SUCCESS_CODE && takesOver('lastError')) {
        const { code, reason, event } = notification.payload;
        next.lastError = withoutUndefined({
          code,
          meaning: codeMeaning(code),
          reason,
          event,
          at: occurredAt,
        });
      }
  }
  // Nothing but a time: the greatest needs no order key.
  if (isPublished(notification)) next.publishedAt = greatest(push.publishedAt, occurredAt);
  if (outcomeOf(notification) === 'stopped') next.stoppedAt = greatest(push.stoppedAt, occurredAt);
  if (isMediaDescription(notification) && takesOver('media')) {
    Object.assign(next, { video: undefined, audio: undefined }, mediaOf(notification.payload));
  }
  return { ...next, asOf };
};

const isPublished = (notification: CdnNotification): boolean =>
  notification.eventType === cdnEventTypes.PublishStream && notification.payload.code === SUCCESS_CODE;

const complete = (push: Facts, settings: Retention): Content => {
  const { channel, stream, requestedAt, uid, publishedAt, stoppedAt, firstEventAt, lastEventAt, asOf } = push;
  const { stopInferredAt } = push;
  const shown = statusAttributes(asOf, stopInferredAt);
  const isOver = shown.status === 'stopped' || shown.status === 'failed';
  return withoutUndefined({
    channel,
    stream,
    ...shown,
    requestedAt,
    uid,
    publishedAt,
    firstFrameAt: push.firstFrameAt,
    firstFrameElapsedMs: push.firstFrameElapsedMs,
    firstFrameRetry: push.firstFrameRetry,
    stoppedAt,
    stopInferredAt,
    video: push.video,
    audio: push.audio,
    lastError: push.lastError,
    activeChannel: isActive(shown.status) ? channel : undefined,
    firstEventAt,
    lastEventAt,
    asOf,
    expiresAt: isOver
      ? expiryAfter(
          greatest(shown.stopInferred ? stopInferredAt : undefined, lastEventAt),
          settings.retentionDays,
        )
      : expiryAfter(lastEventAt, settings.openRetentionDays),
  });
};
