// One life of a channel, from create to destroy: the item of ChannelSessions and its merge.
import * as v from 'valibot';
import { occurredAtMs } from '../contract/events';
import type { RtcNotification } from '../contract/rtc';
import { inferredEndAttribute, type JudgedEnd, judgedAnew } from '../shared/inferred-end';
import {
  bookkeeping,
  booleanAttribute,
  expiryAfter,
  factsCounter,
  isEarlier,
  isLater,
  isoTime,
  least,
  numberAttribute,
  orderKey,
  type Retention,
  secondsBetween,
  stringAttribute,
  timeAttribute,
  withoutUndefined,
} from '../shared/item';
import type { Unrevised } from '../shared/projection-store';

const CREATE = 101;
/** `eventType` of the notification that ends a channel. */
export const DESTROY = 102;
/** `destroyReason` of a channel whose end nobody told. */
export const channelEndReasons = ['empty', 'superseded', 'silent'] as const;
/** Why a recount takes a channel to be over. */
export type ChannelEndReason = (typeof channelEndReasons)[number];

const CREATE_RANK = 0;
const DESTROY_RANK = 1;

/** The item of ChannelSessions. */
export const channelSessionSchema = v.object({
  channelSId: stringAttribute('channel session id: one life of a channel'),
  channelName: stringAttribute("the channel's name; reused over time"),
  status: v.pipe(
    v.picklist(['live', 'ended']),
    v.description('`live`; `ended` once a `channel destroy` has come, or the end follows from what is known'),
  ),
  createdAt: v.optional(timeAttribute('when it was created; absent while only its end is known')),
  createdInferred: v.optional(
    booleanAttribute(
      'true where no `channel create` has come and `createdAt` is the earliest event of its users; else absent',
    ),
  ),
  destroyedAt: v.optional(
    timeAttribute('when it was destroyed, or ended as far as is known; absent while `live`'),
  ),
  destroyInferred: v.optional(
    booleanAttribute(
      'true where no `channel destroy` has come and the end follows from what is known; else absent',
    ),
  ),
  destroyReason: v.optional(
    v.pipe(
      v.picklist(channelEndReasons),
      v.description(
        'why it is taken to be over: `empty`, everybody has left; `superseded`, a later life of the name has begun; `silent`, nothing has come for long; absent unless `destroyInferred`',
      ),
    ),
  ),
  durationSeconds: v.optional(
    numberAttribute('seconds from create to destroy; absent unless both notifications have come'),
  ),
  firstEventAt: timeAttribute('`createdAt`, else `destroyedAt`'),
  liveChannel: v.optional(stringAttribute('`channelName` while `live`, else absent')),
  inferredEnd: v.optional(inferredEndAttribute(channelEndReasons)),
  ...bookkeeping,
  ...factsCounter,
});

/** One life of a channel. */
export type ChannelSession = v.InferOutput<typeof channelSessionSchema>;

type Content = Unrevised<ChannelSession>;
/** What is known; the rest of the item follows from it. */
interface Registers extends Pick<Content, 'channelSId' | 'channelName' | 'asOf'> {
  createdAt?: string | undefined;
  createdInferred?: boolean | undefined;
  /** When it was destroyed, as a notification says. */
  destroyedAt?: string | undefined;
  inferredEnd?: Content['inferredEnd'] | undefined;
  facts?: number | undefined;
}

/** When a channel was destroyed, as a notification says; an inferred end does not count. */
export const toldDestroyedAt = ({ asOf, destroyedAt }: Content): string | undefined =>
  asOf.destroyedAt === undefined ? undefined : destroyedAt;

/**
 * Folds notifications of one channel session into its item: its own, and its users', which tell its start
 * where no create has come. Commutative, associative and idempotent.
 *
 * @param notifications - at least one, all of one `channelSId`
 */
export const mergeChannelSession = (
  current: ChannelSession | undefined,
  notifications: readonly [RtcNotification, ...RtcNotification[]],
  settings: Retention,
): Content =>
  complete(notifications.reduce(fold, current ? registersOf(current) : startOf(notifications[0])), settings);

/**
 * Gives a channel the end that a recount has judged, or takes it back; see {@link judgedAnew}. A real destroy shows
 * all the same.
 *
 * @param facts - the sum of `facts` of the channel and its stays that was judged by
 */
export const inferChannelEnd = (
  current: ChannelSession,
  judged: JudgedEnd<ChannelEndReason> | undefined,
  facts: number,
  settings: Retention,
): Content => {
  const channel = registersOf(current);
  return complete({ ...channel, inferredEnd: judgedAnew(channel.inferredEnd, judged, facts) }, settings);
};

const registersOf = (channel: Content): Registers => {
  const { channelSId, channelName, createdAt, createdInferred, inferredEnd, facts, asOf } = channel;
  const destroyedAt = toldDestroyedAt(channel);
  return { channelSId, channelName, createdAt, createdInferred, destroyedAt, inferredEnd, facts, asOf };
};

const startOf = ({ payload: { channelSId, channelName } }: RtcNotification): Registers => ({
  channelSId,
  channelName,
  asOf: {},
});

const fold = (channel: Registers, notification: RtcNotification): Registers => {
  const { noticeId, eventType, payload } = notification;
  const occurredAt = isoTime(occurredAtMs(notification));
  const next: Registers = { ...channel, channelName: least(channel.channelName, payload.channelName) };
  const asOf = { ...channel.asOf };
  if (eventType === CREATE) {
    const key = orderKey(occurredAt, CREATE_RANK, noticeId);
    if (isEarlier(key, asOf.createdAt)) {
      next.createdAt = occurredAt;
      next.createdInferred = undefined;
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

const complete = (channel: Registers, settings: Retention): Content => {
  const { channelSId, channelName, createdAt, createdInferred, destroyedAt, inferredEnd, facts, asOf } =
    channel;
  const firstEventAt = createdAt ?? destroyedAt;
  if (firstEventAt === undefined) throw new TypeError('Every notification of a channel gives it a time');
  const inferred = destroyedAt === undefined ? inferredEnd : undefined;
  const endedAt = destroyedAt ?? inferred?.at;
  return withoutUndefined({
    channelSId,
    channelName,
    status: endedAt === undefined ? ('live' as const) : ('ended' as const),
    createdAt,
    createdInferred,
    destroyedAt: endedAt,
    destroyInferred: inferred && true,
    destroyReason: inferred?.reason,
    durationSeconds: createdInferred ? undefined : secondsBetween(createdAt, destroyedAt),
    firstEventAt,
    liveChannel: endedAt === undefined ? channelName : undefined,
    inferredEnd,
    facts,
    asOf,
    expiresAt:
      endedAt === undefined
        ? expiryAfter(firstEventAt, settings.openRetentionDays)
        : expiryAfter(endedAt, settings.retentionDays),
  });
};
