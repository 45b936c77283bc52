// One stay of one user in one channel, from join to leave: the item of UserSessions and its merges.
import * as v from 'valibot';
import { occurredAtMs } from '../contract/events';
import { leaveReasonLabel, platformLabel, type RtcNotification } from '../contract/rtc';
import {
  bookkeeping,
  booleanAttribute,
  expiryAfter,
  greatest,
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

/** `leaveReason` of a stay that only its channel's end closed. */
const CHANNEL_DESTROYED = 'channel destroyed';

const JOIN_RANK = 0;
const ROLE_RANK = 1;
const LEAVE_RANK = 2;

/** What each notification type says of the user's role, and its rank among events of one time. */
const eventTypes = {
  103: { role: 'broadcaster', rank: JOIN_RANK },
  104: { role: 'broadcaster', rank: LEAVE_RANK },
  105: { role: 'audience', rank: JOIN_RANK },
  106: { role: 'audience', rank: LEAVE_RANK },
  107: { role: 'participant', rank: JOIN_RANK },
  108: { role: 'participant', rank: LEAVE_RANK },
  111: { role: 'broadcaster', rank: ROLE_RANK },
  112: { role: 'audience', rank: ROLE_RANK },
} as const satisfies Record<
  Exclude<RtcNotification['eventType'], 101 | 102>,
  { readonly role: string; readonly rank: number }
>;

/** The item of UserSessions. */
export const userSessionSchema = v.object({
  channelSId: stringAttribute('channel session id: the life of the channel that the stay is in'),
  uSId: stringAttribute('user session id: one stay of a user in a channel'),
  channelName: stringAttribute("the channel's name"),
  uid: stringAttribute("the user's id, always as a string"),
  status: v.pipe(
    v.picklist(['online', 'left']),
    v.description("`online`; `left` once a leave has come or the channel's end is known"),
  ),
  role: v.pipe(
    v.picklist(['broadcaster', 'audience', 'participant']),
    v.description(
      'the latest known role; `participant` is what 107 and 108 say: newer SDKs send 103 and 104 in communication mode, too',
    ),
  ),
  platform: v.optional(
    stringAttribute(
      "the user's device; absent while only role changes have come; `Unknown (n)` for a new code",
    ),
  ),
  joinedAt: v.optional(timeAttribute('when the user joined; absent while no join has come')),
  leftAt: v.optional(timeAttribute('when the user left; absent while `online`')),
  leaveReason: v.optional(
    stringAttribute(
      `why the user left, in the vendor's words; \`${CHANNEL_DESTROYED}\` where only the channel's end closed the stay; absent while \`online\``,
    ),
  ),
  leaveReasonCode: v.optional(
    numberAttribute(
      "the vendor's code of `leaveReason`; absent while `online` and where the end is inferred",
    ),
  ),
  leaveInferred: v.optional(
    booleanAttribute("true where no leave has come and the channel's end closed the stay; else absent"),
  ),
  durationSeconds: v.optional(
    numberAttribute('seconds from `joinedAt` to `leftAt`; absent unless both are known'),
  ),
  firstEventAt: timeAttribute("the earliest notification's event"),
  lastEventAt: timeAttribute("the latest notification's event"),
  onlineChannel: v.optional(stringAttribute('`channelName` while `online`, else absent')),
  ...bookkeeping,
});

/** One stay of one user in one channel. */
export type UserSession = v.InferOutput<typeof userSessionSchema>;

/** A notification about a user: join, leave or role change. */
export type UserNotification = Extract<RtcNotification, { eventType: keyof typeof eventTypes }>;
type JoinNotification = Extract<UserNotification, { eventType: 103 | 105 | 107 }>;
type LeaveNotification = Extract<UserNotification, { eventType: 104 | 106 | 108 }>;

/** True for a notification about a user. */
export const isUserNotification = (notification: RtcNotification): notification is UserNotification =>
  notification.eventType in eventTypes;

// By the type, not by the fields: real senders put a `reason` into a join, too.
const isJoin = (notification: UserNotification): notification is JoinNotification =>
  eventTypes[notification.eventType].rank === JOIN_RANK;
const isLeave = (notification: UserNotification): notification is LeaveNotification =>
  eventTypes[notification.eventType].rank === LEAVE_RANK;

type Content = Unrevised<UserSession>;
/** What the notifications say; the rest of the item follows from it. */
type Facts = Omit<Content, 'status' | 'durationSeconds' | 'onlineChannel' | 'expiresAt'>;

/**
 * Folds notifications of one stay into its item. Commutative, associative and idempotent.
 *
 * @param notifications - at least one, all of one `channelSId` and `uSId`
 */
export const mergeUserSession = (
  current: UserSession | undefined,
  notifications: readonly [UserNotification, ...UserNotification[]],
  settings: ProjectionSettings,
): Content => complete(notifications.reduce(fold, current ?? startOf(notifications[0])), settings);

/**
 * Gives a stay without a real leave the end of its channel. The latest end stays; a real leave is never touched.
 *
 * @param destroyedAt - when the channel ended, as its item says
 */
export const closeUserSession = (
  current: UserSession,
  destroyedAt: string,
  settings: ProjectionSettings,
): Content =>
  complete(
    current.asOf.leftAt === undefined
      ? {
          ...current,
          leftAt: greatest(current.leftAt, destroyedAt),
          leaveReason: CHANNEL_DESTROYED,
          leaveInferred: true,
        }
      : current,
    settings,
  );

const startOf = (notification: UserNotification): Facts => {
  const { channelSId, uSId, channelName, uid } = notification.payload;
  const occurredAt = isoTime(occurredAtMs(notification));
  return {
    channelSId,
    uSId,
    channelName,
    uid: String(uid),
    role: eventTypes[notification.eventType].role,
    firstEventAt: occurredAt,
    lastEventAt: occurredAt,
    asOf: {},
  };
};

const fold = (stay: Facts, notification: UserNotification): Facts => {
  const { noticeId, eventType, payload } = notification;
  const { role, rank } = eventTypes[eventType];
  const occurredAt = isoTime(occurredAtMs(notification));
  const key = orderKey(occurredAt, rank, noticeId);
  const next: Facts = {
    ...stay,
    channelName: least(stay.channelName, payload.channelName),
    uid: least(stay.uid, String(payload.uid)),
    firstEventAt: least(stay.firstEventAt, occurredAt),
    lastEventAt: greatest(stay.lastEventAt, occurredAt),
  };
  const asOf = { ...stay.asOf };
  if (isLater(key, asOf.role)) {
    next.role = role;
    asOf.role = key;
  }
  if (isJoin(notification) && isEarlier(key, asOf.joinedAt)) {
    next.joinedAt = occurredAt;
    next.platform = platformLabel(notification.payload.platform);
    asOf.joinedAt = key;
  }
  if (isLeave(notification) && isLater(key, asOf.leftAt)) {
    const { platform, reason } = notification.payload;
    next.leftAt = occurredAt;
    next.leaveReason = leaveReasonLabel(reason);
    next.leaveReasonCode = reason;
    delete next.leaveInferred;
    if (asOf.joinedAt === undefined) next.platform = platformLabel(platform);
    asOf.leftAt = key;
  }
  return { ...next, asOf };
};

const complete = (stay: Facts, settings: ProjectionSettings): Content => {
  const { channelSId, uSId, channelName, uid, role, platform, joinedAt, leftAt } = stay;
  const { leaveReason, leaveReasonCode, leaveInferred, firstEventAt, lastEventAt, asOf } = stay;
  const left = leftAt !== undefined;
  return withoutUndefined({
    channelSId,
    uSId,
    channelName,
    uid,
    status: left ? ('left' as const) : ('online' as const),
    role,
    platform,
    joinedAt,
    leftAt,
    leaveReason,
    leaveReasonCode,
    leaveInferred,
    durationSeconds: secondsBetween(joinedAt, leftAt),
    firstEventAt,
    lastEventAt,
    onlineChannel: left ? undefined : channelName,
    asOf,
    expiresAt: left
      ? expiryAfter(greatest(lastEventAt, leftAt), settings.retentionDays)
      : expiryAfter(lastEventAt, settings.openRetentionDays),
  });
};
