// One life of a channel, from create to destroy: the item of ChannelSessions and its merge.
import * as v from 'valibot';
import { occurredAtMs } from '../contract/events';
import type { RtcNotification } from '../contract/rtc';
import {
  bookkeeping,
  booleanAttribute,
  expiryAfter,
  isEarlier,
  isLater,
  isoTime,
  least,
  numberAttribute,
  orderKey,
  type ProjectionSettings,
  secondsBetween,
  stringAttribute,
  timeAttribute,
  withoutUndefined,
} from '../shared/item';
import type { Unrevised } from '../shared/projection-store';

const CREATE = 101;
/** `eventType` of the notification that ends a channel. */
export const DESTROY = 102;
const CREATE_RANK = 0;
const DESTROY_RANK = 1;

/** The item of ChannelSessions. */
export const channelSessionSchema = v.object({
  channelSId: stringAttribute('channel session id: one life of a channel'),
  channelName: stringAttribute("the channel's name; reused over time"),
  status: v.pipe(
    v.picklist(['live', 'ended']),
    v.description('`live`; `ended` once a `channel destroy` has come'),
  ),
  createdAt: v.optional(timeAttribute('when it was created; absent while only its end is known')),
  createdInferred: v.optional(
    booleanAttribute(
      'true where no `channel create` has come and `createdAt` is the earliest event of its users; else absent',
    ),
  ),
  destroyedAt: v.optional(timeAttribute('when it was destroyed; absent while `live`')),
  durationSeconds: v.optional(
    numberAttribute('seconds from create to destroy; absent unless both notifications have come'),
  ),
  firstEventAt: timeAttribute('`createdAt`, else `destroyedAt`'),
  liveChannel: v.optional(stringAttribute('`channelName` while `live`, else absent')),
  ...bookkeeping,
});

/** One life of a channel. */
export type ChannelSession = v.InferOutput<typeof channelSessionSchema>;

type Content = Unrevised<ChannelSession>;
/** What the notifications say; the rest of the item follows from it. */
type Facts = Pick<
  Content,
  'channelSId' | 'channelName' | 'createdAt' | 'createdInferred' | 'destroyedAt' | 'asOf'
>;

/**
 * Folds notifications of one channel session into its item: its own, and its users', which tell its start
 * where no create has come. Commutative, associative and idempotent.
 *
 * @param notifications - at least one, all of one `channelSId`
 */
export const mergeChannelSession = (
  current: ChannelSession | undefined,
  notifications: readonly [RtcNotification, ...RtcNotification[]],
  settings: ProjectionSettings,
): Content => complete(notifications.reduce(fold, current ?? startOf(notifications[0])), settings);

const startOf = ({ payload: { channelSId, channelName } }: RtcNotification): Facts => ({
  channelSId,
  channelName,
  asOf: {},
});

const fold = (channel: Facts, notification: RtcNotification): Facts => {
  const { noticeId, eventType, payload } = notification;
  const occurredAt = isoTime(occurredAtMs(notification));
  const next: Facts = { ...channel, channelName: least(channel.channelName, payload.channelName) };
  const asOf = { ...channel.asOf };
  if (eventType === CREATE) {
    const key = orderKey(occurredAt, CREATE_RANK, noticeId);
    if (isEarlier(key, asOf.createdAt)) {
      next.createdAt = occurredAt;
      delete next.createdInferred;
      asOf.createdAt = key;
    }
  } else if (eventType === DESTROY) {
    const key = orderKey(occurredAt, DESTROY_RANK, noticeId);
    if (isLater(key, asOf.destroyedAt)) {
      next.destroyedAt = occurredAt;
      asOf.destroyedAt = key;
    }
  } else if (asOf.createdAt === undefined) {
    next.createdAt = least(channel.createdAt, occurredAt);
    next.createdInferred = true;
  }
  return { ...next, asOf };
};

const complete = (channel: Facts, settings: ProjectionSettings): Content => {
  const { channelSId, channelName, createdAt, createdInferred, destroyedAt, asOf } = channel;
  const firstEventAt = createdAt ?? destroyedAt;
  if (firstEventAt === undefined) throw new TypeError('Every notification of a channel gives it a time');
  const ended = destroyedAt !== undefined;
  return withoutUndefined({
    channelSId,
    channelName,
    status: ended ? ('ended' as const) : ('live' as const),
    createdAt,
    createdInferred,
    destroyedAt,
    durationSeconds: createdInferred ? undefined : secondsBetween(createdAt, destroyedAt),
    firstEventAt,
    liveChannel: ended ? undefined : channelName,
    asOf,
    expiresAt: ended
      ? expiryAfter(destroyedAt, settings.retentionDays)
      : expiryAfter(firstEventAt, settings.openRetentionDays),
  });
};
