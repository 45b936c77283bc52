// What is known of a stay, each register by itself, and the item that shows what follows from them.
import { expiryAfter, greatest, type Retention, secondsBetween, withoutUndefined } from '../shared/item';
import type { Unrevised } from '../shared/projection-store';
import type { RoleHistory } from './role-history';
import type { UserSession } from './user-session';

/** `leaveReason` of a stay that only the destroy of its channel closed. */
export const CHANNEL_DESTROYED = 'channel destroyed';
/** `leaveReason` of a stay that a recount closed. */
export const stayEndReasons = ['joined again', 'channel superseded', 'channel silent'] as const;
/** Why a recount closes a stay. */
export type StayEndReason = (typeof stayEndReasons)[number];

type Content = Unrevised<UserSession>;

interface Join {
  readonly key: string;
  readonly at: string;
}
interface Leave {
  readonly key: string;
  readonly at: string;
  readonly reason: string;
  readonly code: number | undefined;
}

/** What is known of a stay. */
export interface Registers
  extends Pick<Content, 'channelSId' | 'uSId' | 'channelName' | 'uid' | 'firstEventAt' | 'lastEventAt'> {
  roles: RoleHistory;
  platform?: string | undefined;
  /** The earliest join. */
  join?: Join | undefined;
  /** The latest leave. */
  leave?: Leave | undefined;
  /** The latest end of the channel that a notification told; goes when a leave comes. */
  channelDestroyedAt?: string | undefined;
  inferredEnd?: Content['inferredEnd'] | undefined;
  facts?: number | undefined;
}

/** The registers of an item. */
export const registersOf = (stay: Content): Registers => {
  const { channelSId, uSId, channelName, uid, platform, firstEventAt, lastEventAt, inferredEnd, facts } =
    stay;
  return {
    channelSId,
    uSId,
    channelName,
    uid,
    roles: rolesOf(stay),
    platform,
    join: joinOf(stay),
    leave: leaveOf(stay),
    channelDestroyedAt: channelDestroyedAtOf(stay),
    firstEventAt,
    lastEventAt,
    inferredEnd,
    facts,
  };
};

const joinOf = ({ asOf: { joinedAt: key }, joinedAt: at }: Content): Join | undefined =>
  key === undefined || at === undefined ? undefined : { key, at };

const leaveOf = ({ asOf, leftAt: at, leaveReason: reason = '', leaveReasonCode: code }: Content) =>
  asOf.leftAt === undefined || at === undefined ? undefined : { key: asOf.leftAt, at, reason, code };

/** The latest end of the channel that the stay was given, also where an earlier end shows. */
export const channelDestroyedAtOf = ({
  asOf,
  leftAt,
  leaveReason,
  leaveInferred,
}: Content): string | undefined =>
  leaveInferred && leaveReason === CHANNEL_DESTROYED ? leftAt : asOf.channelDestroyedAt;

/** An item that an earlier version wrote has the latest role alone. */
const rolesOf = ({ role, roles = [], asOf }: Content): RoleHistory => {
  const { roles: keys, role: key } = asOf;
  if (keys !== undefined) return { entries: roles, keys };
  return key === undefined
    ? { entries: [], keys: [] }
    : { entries: [{ role, since: key.slice(0, key.indexOf('#')) }], keys: [key] };
};

/** The end that shows: a leave that came, else the earlier one of the channel's and the inferred one. */
const endOf = ({ leave, channelDestroyedAt, inferredEnd }: Registers) => {
  if (leave !== undefined)
    return { leftAt: leave.at, leaveReason: leave.reason, leaveReasonCode: leave.code };
  if (
    inferredEnd !== undefined &&
    (channelDestroyedAt === undefined || inferredEnd.at <= channelDestroyedAt)
  ) {
    return { leftAt: inferredEnd.at, leaveReason: inferredEnd.reason, leaveInferred: true };
  }
  return channelDestroyedAt === undefined
    ? undefined
    : { leftAt: channelDestroyedAt, leaveReason: CHANNEL_DESTROYED, leaveInferred: true };
};

/** The item of a stay. */
export const complete = (stay: Registers, settings: Retention): Content => {
  const { channelSId, uSId, channelName, uid, roles, platform, join, leave, channelDestroyedAt } = stay;
  const { firstEventAt, lastEventAt, inferredEnd, facts } = stay;
  const last = roles.entries.at(-1);
  if (last === undefined) throw new TypeError('Every notification of a stay tells a role');
  const end = endOf(stay);
  const isHidden = end?.leaveReason !== CHANNEL_DESTROYED;
  return withoutUndefined({
    channelSId,
    uSId,
    channelName,
    uid,
    status: end ? ('left' as const) : ('online' as const),
    role: last.role,
    roles: [...roles.entries],
    platform,
    joinedAt: join?.at,
    ...end,
    durationSeconds: secondsBetween(join?.at, end?.leftAt),
    firstEventAt,
    lastEventAt,
    onlineChannel: end ? undefined : channelName,
    inferredEnd,
    facts,
    asOf: withoutUndefined({
      joinedAt: join?.key,
      leftAt: leave?.key,
      roles: [...roles.keys],
      channelDestroyedAt: isHidden ? channelDestroyedAt : undefined,
    }),
    expiresAt: end
      ? expiryAfter(greatest(lastEventAt, end.leftAt), settings.retentionDays)
      : expiryAfter(lastEventAt, settings.openRetentionDays),
  });
};
