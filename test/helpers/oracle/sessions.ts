// What the oracle says of one channel session and of one stay: filter, sort, take.
import { byText, daysAfter, greatest, groupBy, known, least, type SessionEvent, secondsFrom } from './events';
import type { Item, Retention } from './item';

/** An end that nobody told. */
export interface InferredEnd {
  readonly at: string;
  readonly reason: string;
}

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

const platformOf = ({ platform }: SessionEvent): string | undefined =>
  platform === undefined ? undefined : (platforms[platform] ?? `Unknown (${platform})`);

const reasonOf = ({ reason }: SessionEvent): string =>
  reason === undefined ? 'not told' : (reasons[reason] ?? `unknown (${reason})`);

/** The stays of a channel session, each with its events. */
export const staysOf = (events: readonly SessionEvent[]): SessionEvent[][] =>
  groupBy(
    events.filter(({ uSId }) => uSId !== undefined),
    ({ uSId = '' }) => uSId,
  );

/** What a destroy does to the stays of its channel session. */
export const endByDestroy = (events: readonly SessionEvent[]): InferredEnd | undefined => {
  const destroy = events.findLast(({ what }) => what === 'destroy');
  return destroy && { at: destroy.at, reason: 'channel destroyed' };
};

/**
 * The item of a channel session.
 *
 * @param events - all of the channel session, its users' too, in their order
 * @param inferred - how it ended, where that is known without a destroy
 */
export const channelSession = (
  events: readonly SessionEvent[],
  { retentionDays, openRetentionDays }: Retention,
  inferred?: InferredEnd,
): Item => {
  const create = events.find(({ what }) => what === 'create');
  const destroy = events.findLast(({ what }) => what === 'destroy');
  const firstOfUsers = events.find(({ uSId }) => uSId !== undefined);
  const createdAt = (create ?? firstOfUsers)?.at;
  const createdInferred = create === undefined && firstOfUsers !== undefined;
  const destroyedAt = destroy?.at ?? inferred?.at;
  const destroyInferred = destroy === undefined && inferred !== undefined;
  const firstEventAt = createdAt ?? destroyedAt ?? '';
  const channelName = least(events.map((event) => event.channelName));
  return known({
    channelSId: events[0]?.channelSId,
    channelName,
    status: destroyedAt === undefined ? 'live' : 'ended',
    createdAt,
    createdInferred: createdInferred || undefined,
    destroyedAt,
    destroyInferred: destroyInferred || undefined,
    destroyReason: destroyInferred ? inferred.reason : undefined,
    durationSeconds: createdInferred || destroyInferred ? undefined : secondsFrom(createdAt, destroyedAt),
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
 * @param events - all of the stay, in their order
 * @param inferred - the ends that are known without a leave: the earliest shows, the first of equal ones
 */
export const userSession = (
  events: readonly SessionEvent[],
  { retentionDays, openRetentionDays }: Retention,
  inferred: readonly (InferredEnd | undefined)[],
): Item => {
  const join = events.find(({ what }) => what === 'join');
  const leave = events.findLast(({ what }) => what === 'leave');
  const [inferredEnd] = inferred
    .filter((end) => end !== undefined)
    .toSorted((left, right) => byText(left.at, right.at));
  const leftAt = leave?.at ?? inferredEnd?.at;
  const device = join ?? leave;
  const times = events.map(({ at }) => at);
  const lastEventAt = greatest(times) ?? '';
  const channelName = least(events.map((event) => event.channelName));
  return known({
    channelSId: events[0]?.channelSId,
    uSId: events[0]?.uSId,
    channelName,
    uid: least(events.map(({ uid = '' }) => uid)),
    status: leftAt === undefined ? 'online' : 'left',
    role: events.at(-1)?.role,
    platform: device && platformOf(device),
    joinedAt: join?.at,
    leftAt,
    leaveReason: leave === undefined ? inferredEnd?.reason : reasonOf(leave),
    leaveReasonCode: leave?.reason,
    leaveInferred: leave === undefined && leftAt !== undefined ? true : undefined,
    durationSeconds: secondsFrom(join?.at, leftAt),
    firstEventAt: least(times),
    lastEventAt,
    onlineChannel: leftAt === undefined ? channelName : undefined,
    expiresAt:
      leftAt === undefined
        ? daysAfter(lastEventAt, openRetentionDays)
        : daysAfter(greatest([lastEventAt, leftAt]) ?? '', retentionDays),
  });
};
