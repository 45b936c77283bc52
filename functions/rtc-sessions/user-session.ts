// One stay of one user in one channel, from join to leave: the item of UserSessions and its merges.
import * as v from 'valibot';
import { occurredAtMs } from '../contract/events';
import { leaveReasonLabel, platformLabel, type RtcNotification } from '../contract/rtc';
import { inferredEndAttribute, type JudgedEnd, judgedAnew } from '../shared/inferred-end';
import {
  bookkeeping,
  booleanAttribute,
  factsCounter,
  greatest,
  isEarlier,
  isLater,
  isoTime,
  least,
  numberAttribute,
  orderKey,
  type Retention,
  stringAttribute,
  timeAttribute,
} from '../shared/item';
import type { Unrevised } from '../shared/projection-store';
import { rolesAttribute, userRoles, withRole } from './role-history';
import {
  CHANNEL_DESTROYED,
  complete,
  type Registers,
  registersOf,
  type StayEndReason,
  stayEndReasons,
} from './stay-registers';

/** `leaveReason` of a stay whose leave tells no reason. */
const NOT_TOLD = 'not told';

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
    v.description('`online`; `left` once a leave has come or follows from what is known'),
  ),
  role: v.pipe(
    v.picklist(userRoles),
    v.description(
      'the latest known role; `participant` is what 107 and 108 say: newer SDKs send 103 and 104 in communication mode, too',
    ),
  ),
  roles: v.optional(rolesAttribute),
  platform: v.optional(
    stringAttribute(
      "the user's device, of the join that gives `joinedAt`, else of the leave that gives `leftAt`; absent where that one does not tell it; `Unknown (n)` for a new code",
    ),
  ),
  joinedAt: v.optional(timeAttribute('when the user joined; absent while no join has come')),
  leftAt: v.optional(timeAttribute('when the user left; absent while `online`')),
  leaveReason: v.optional(
    stringAttribute(
      `why the user left, in the vendor's words; \`${NOT_TOLD}\` where the leave tells none; where no leave has come \`${CHANNEL_DESTROYED}\`, or what a recount found: ${stayEndReasons.map((reason) => `\`${reason}\``).join(', ')}; absent while \`online\``,
    ),
  ),
  leaveReasonCode: v.optional(
    numberAttribute(
      "the vendor's code of `leaveReason`; absent while `online`, where the end is inferred and where no reason was told",
    ),
  ),
  leaveInferred: v.optional(
    booleanAttribute('true where no leave has come and `leftAt` follows from what is known; else absent'),
  ),
  durationSeconds: v.optional(
    numberAttribute('seconds from `joinedAt` to `leftAt`; absent unless both are known'),
  ),
  firstEventAt: timeAttribute("the earliest notification's event"),
  lastEventAt: timeAttribute("the latest notification's event"),
  onlineChannel: v.optional(stringAttribute('`channelName` while `online`, else absent')),
  inferredEnd: v.optional(inferredEndAttribute(stayEndReasons)),
  ...bookkeeping,
  ...factsCounter,
  asOf: v.pipe(
    v.object({
      joinedAt: v.optional(v.string()),
      leftAt: v.optional(v.string()),
      roles: v.optional(v.array(v.string())),
      /** Of an item that was written before there was a history of roles. */
      role: v.optional(v.string()),
      channelDestroyedAt: v.optional(v.string()),
    }),
    v.description(
      'the order key (`time#rank#noticeId`) of the join, of the leave, and of each entry of `roles`; `channelDestroyedAt` keeps the end of the channel where an earlier one shows',
    ),
  ),
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

/**
 * Folds notifications of one stay into its item. Commutative, associative and idempotent.
 *
 * @param notifications - at least one, all of one `channelSId` and `uSId`
 */
export const mergeUserSession = (
  current: UserSession | undefined,
  notifications: readonly [UserNotification, ...UserNotification[]],
  settings: Retention,
): Content =>
  complete(notifications.reduce(fold, current ? registersOf(current) : startOf(notifications[0])), settings);

/**
 * Gives a stay without a real leave the end of its channel. The latest end stays; a real leave is never touched.
 *
 * @param destroyedAt - when the channel was destroyed, as its notification says
 */
export const closeUserSession = (current: Content, destroyedAt: string, settings: Retention): Content => {
  const stay = registersOf(current);
  const channelDestroyedAt = stay.leave ? undefined : greatest(stay.channelDestroyedAt, destroyedAt);
  return complete({ ...stay, channelDestroyedAt }, settings);
};

/**
 * Gives a stay the end that a recount has judged, or takes it back; see {@link judgedAnew}. A real leave shows all the
 * same.
 *
 * @param facts - the sum of `facts` of the channel and its stays that was judged by
 */
export const inferUserSessionEnd = (
  current: UserSession,
  judged: JudgedEnd<StayEndReason> | undefined,
  facts: number,
  settings: Retention,
): Content => {
  const stay = registersOf(current);
  return complete({ ...stay, inferredEnd: judgedAnew(stay.inferredEnd, judged, facts) }, settings);
};

const startOf = (notification: UserNotification): Registers => {
  const { channelSId, uSId, channelName, uid } = notification.payload;
  const occurredAt = isoTime(occurredAtMs(notification));
  return {
    channelSId,
    uSId,
    channelName,
    uid: String(uid),
    roles: { entries: [], keys: [] },
    firstEventAt: occurredAt,
    lastEventAt: occurredAt,
  };
};

const fold = (stay: Registers, notification: UserNotification): Registers => {
  const { noticeId, eventType, payload } = notification;
  const { role, rank } = eventTypes[eventType];
  const occurredAt = isoTime(occurredAtMs(notification));
  const key = orderKey(occurredAt, rank, noticeId);
  const next: Registers = {
    ...stay,
    channelName: least(stay.channelName, payload.channelName),
    uid: least(stay.uid, String(payload.uid)),
    firstEventAt: least(stay.firstEventAt, occurredAt),
    lastEventAt: greatest(stay.lastEventAt, occurredAt),
    roles: withRole(stay.roles, key, { role, since: occurredAt }),
  };
  if (isJoin(notification) && isEarlier(key, stay.join?.key)) {
    next.join = { key, at: occurredAt };
    next.platform = platformOf(notification);
  }
  if (isLeave(notification) && isLater(key, stay.leave?.key)) {
    const { reason: code } = notification.payload;
    const reason = code === undefined ? NOT_TOLD : leaveReasonLabel(code);
    next.leave = { key, at: occurredAt, reason, code };
    next.channelDestroyedAt = undefined;
    if (stay.join === undefined) next.platform = platformOf(notification);
  }
  return next;
};

/** `undefined` where the notification does not tell it, also where an earlier one did. */
const platformOf = ({ payload: { platform } }: JoinNotification | LeaveNotification): string | undefined =>
  platform === undefined ? undefined : platformLabel(platform);
