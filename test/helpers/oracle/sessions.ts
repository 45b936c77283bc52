// What the oracle says of one channel session and of one stay: filter, sort, take.
import {
  byText,
  daysAfter,
  greatest,
  groupBy,
  known,
  least,
  type Role,
  type SessionEvent,
  secondsFrom,
} from './events';
import type { Retention } from './item';

/** An end that nobody told. */
export interface InferredEnd {
  readonly at: string;
  readonly reason: string;
}

/** Entries of a role history that are kept: the latest. */
const MOST_ROLES = 50;

const platforms: Readonly<Record<number, string>> = {
  0: 'Other',
  1: 'Android',
  2: 'iOS',
  5: 'Windows',
  6: 'Linux',
  7: 'Web',
  8: 'macOS',
};

const reasons: Readonly<Record<number, string>> = {
  0: 'other',
  1: 'normal leave',
  2: 'connection timeout',
  3: 'permission',
  4: 'server side',
  5: 'connection switched',
};

const platformOf = (event: SessionEvent | undefined): string | undefined =>
  event?.platform === undefined ? undefined : (platforms[event.platform] ?? `Unknown (${event.platform})`);

const reasonOf = ({ reason }: SessionEvent): string =>
  reason === undefined ? 'not told' : (reasons[reason] ?? `unknown (${reason})`);

/** What is known of one stay: the first and the last event of each kind. */
export interface Stay {
  readonly events: readonly SessionEvent[];
  readonly uid: string;
  /** The earliest join. */
  readonly join: SessionEvent | undefined;
  /** The latest leave. */
  readonly leave: SessionEvent | undefined;
  /** When it began as far as anybody told: its join, else its first event. */
  readonly startedAt: string;
  readonly firstEventAt: string;
  readonly lastEventAt: string;
  /** The role that each event told, and since when. */
  readonly roles: readonly { readonly role: Role; readonly since: string }[];
}

/** What is known of one life of a channel. */
export interface Life {
  readonly channelSId: string;
  readonly channelName: string;
  /** The earliest create. */
  readonly create: SessionEvent | undefined;
  /** The latest destroy. */
  readonly destroy: SessionEvent | undefined;
  /** The create, else the first event of a user. */
  readonly createdAt: string | undefined;
  readonly firstEventAt: string;
  readonly stays: readonly Stay[];
}

const stayOf = (events: readonly SessionEvent[]): Stay => {
  const join = events.find(({ what }) => what === 'join');
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined) throw new TypeError('a stay has events');
  return {
    events,
    uid: least(events.flatMap(({ uid = [] }) => uid)),
    join,
    leave: events.findLast(({ what }) => what === 'leave'),
    startedAt: (join ?? first).at,
    firstEventAt: first.at,
    lastEventAt: last.at,
    roles: events
      .flatMap(({ role, at }) => (role === undefined ? [] : { role, since: at }))
      .slice(-MOST_ROLES),
  };
};

/** One life of a channel from all of its events, its users' too, in their order. */
export const lifeOf = (events: readonly SessionEvent[]): Life => {
  const create = events.find(({ what }) => what === 'create');
  const destroy = events.findLast(({ what }) => what === 'destroy');
  const ofUsers = events.filter(({ uSId }) => uSId !== undefined);
  const first = create ?? ofUsers[0] ?? destroy;
  if (first === undefined) throw new TypeError('a life has events');
  return {
    channelSId: first.channelSId,
    channelName: least(events.map(({ channelName }) => channelName)),
    create,
    destroy,
    createdAt: (create ?? ofUsers[0])?.at,
    firstEventAt: first.at,
    stays: groupBy(ofUsers, ({ uSId = '' }) => uSId).map(stayOf),
  };
};

/** What a destroy does to the stays of its channel. */
export const endByDestroy = ({ destroy }: Life): InferredEnd | undefined =>
  destroy && { at: destroy.at, reason: 'channel destroyed' };

/**
 * The item of a channel session.
 *
 * @param inferred - how it ended, where that is known without a destroy
 */
export const channelSession = (
  { channelSId, channelName, create, destroy, createdAt, firstEventAt }: Life,
  { retentionDays, openRetentionDays }: Retention,
  inferred?: InferredEnd,
) => {
  const inferredEnd = destroy === undefined ? inferred : undefined;
  const destroyedAt = destroy?.at ?? inferredEnd?.at;
  return known({
    channelSId,
    channelName,
    status: destroyedAt === undefined ? 'live' : 'ended',
    createdAt,
    createdInferred: create === undefined && createdAt !== undefined ? true : undefined,
    destroyedAt,
    destroyInferred: inferredEnd && true,
    destroyReason: inferredEnd?.reason,
    durationSeconds: create && secondsFrom(create.at, destroy?.at),
    firstEventAt,
    liveChannel: destroyedAt === undefined ? channelName : undefined,
    expiresAt:
      destroyedAt === undefined
        ? daysAfter(firstEventAt, openRetentionDays)
        : daysAfter(destroyedAt, retentionDays),
  });
};

/**
 * The item of a stay.
 *
 * @param inferred - the ends that are known without a leave: the earliest shows, the first of equal ones
 */
export const userSession = (
  { events, uid, join, leave, firstEventAt, lastEventAt, roles }: Stay,
  { retentionDays, openRetentionDays }: Retention,
  inferred: readonly (InferredEnd | undefined)[],
) => {
  const [inferredEnd] = inferred
    .filter((end) => end !== undefined)
    .toSorted((left, right) => byText(left.at, right.at));
  const leftAt = leave?.at ?? inferredEnd?.at;
  const channelName = least(events.map((event) => event.channelName));
  return known({
    channelSId: events[0]?.channelSId,
    uSId: events[0]?.uSId,
    channelName,
    uid,
    status: leftAt === undefined ? 'online' : 'left',
    role: roles.at(-1)?.role,
    roles,
    platform: platformOf(join ?? leave),
    joinedAt: join?.at,
    leftAt,
    leaveReason: leave === undefined ? inferredEnd?.reason : reasonOf(leave),
    leaveReasonCode: leave?.reason,
    leaveInferred: leave === undefined && leftAt !== undefined ? true : undefined,
    durationSeconds: secondsFrom(join?.at, leftAt),
    firstEventAt,
    lastEventAt,
    onlineChannel: leftAt === undefined ? channelName : undefined,
    expiresAt:
      leftAt === undefined
        ? daysAfter(lastEventAt, openRetentionDays)
        : daysAfter(greatest([lastEventAt, leftAt]), retentionDays),
  });
};
