// What the oracle says of a report: every figure counted anew from all stays, one question after the other.
import { byText, groupBy, known, type Role } from './events';
import type { Item } from './item';
import type { channelSession, Stay, userSession } from './sessions';

/** A stay, and its item as the tables show it. */
export interface ShownStay {
  readonly stay: Stay;
  readonly item: ReturnType<typeof userSession>;
}

const roles: readonly Role[] = ['broadcaster', 'audience', 'participant'];
const SAME_VISIT_MS = 60_000;
const MOST_POINTS = 120;

const ms = (time: string): number => Date.parse(time);

/** A stay in Unix milliseconds. */
interface Counted extends ShownStay {
  readonly start: number;
  /** No earlier than its start; a stay that goes on has no end. */
  readonly end: number;
  readonly roles: readonly { readonly role: Role; readonly since: number }[];
}

const counted = ({ stay, item }: ShownStay): Counted => ({
  stay,
  item,
  start: ms(stay.startedAt),
  end: item.leftAt === undefined ? Number.POSITIVE_INFINITY : Math.max(ms(stay.startedAt), ms(item.leftAt)),
  roles: stay.roles.map(({ role, since }) => ({ role, since: ms(since) })),
});

const isIn = ({ start, end }: Counted, instant: number): boolean => start <= instant && instant < end;

const roleAt = ({ roles }: Counted, instant: number): Role | undefined =>
  (roles.findLast(({ since }) => since <= instant) ?? roles[0])?.role;

/** The most stays at once and the instant at which there were so many for the first time. */
const peakOf = (stays: readonly Counted[]): { peakOnlineUsers: number; peakAt: string | undefined } => {
  // It can only be reached where a stay begins.
  const counts = stays
    .map(({ stay }) => stay.startedAt)
    .toSorted(byText)
    .map((at) => ({ at, count: stays.filter((stay) => isIn(stay, ms(at))).length }));
  const peakOnlineUsers = Math.max(0, ...counts.map(({ count }) => count));
  const peakAt =
    peakOnlineUsers === 0 ? undefined : counts.find(({ count }) => count === peakOnlineUsers)?.at;
  return { peakOnlineUsers, peakAt };
};

const visitsOf = (stays: readonly Counted[]): number => {
  let visits = 0;
  let goesOnUntil = Number.NEGATIVE_INFINITY;
  for (const stay of stays.toSorted((left, right) => left.start - right.start)) {
    if (stay.start > goesOnUntil + SAME_VISIT_MS) visits++;
    goesOnUntil = Math.max(goesOnUntil, stay.end);
  }
  return visits;
};

/** Milliseconds that a stay lasted whose beginning and end are known. */
const timeOf = ({ item: { joinedAt, leftAt } }: ShownStay): number =>
  joinedAt === undefined || leftAt === undefined ? 0 : Math.max(0, ms(leftAt) - ms(joinedAt));

/** Milliseconds of them that it spent in a role. */
const timeIn = (role: Role, stay: Counted): number => {
  const { joinedAt, leftAt } = stay.item;
  if (joinedAt === undefined || leftAt === undefined) return 0;
  const [from, to] = [ms(joinedAt), ms(leftAt)];
  // The role is constant between these instants.
  const instants = [from, ...stay.roles.map(({ since }) => since), to]
    .filter((instant) => instant >= from && instant <= to)
    .toSorted((left, right) => left - right);
  let time = 0;
  for (const [index, instant] of instants.entries()) {
    if (roleAt(stay, instant) === role) time += (instants[index + 1] ?? instant) - instant;
  }
  return time;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const countBy = (labels: readonly string[]): Item =>
  Object.fromEntries(groupBy(labels, (label) => label).map((group) => [group[0], group.length]));

const curveOf = (
  stays: readonly Counted[],
  startedAt: string | undefined,
  endedAt: string | undefined,
): number[][] | undefined => {
  if (startedAt === undefined || endedAt === undefined) return undefined;
  const duration = Math.max(0, ms(endedAt) - ms(startedAt));
  const points = Math.min(MOST_POINTS, Math.floor(duration / 1000) + 1);
  const start = ms(startedAt);
  return Array.from({ length: points }, (_, index) => {
    const after = points === 1 ? 0 : Math.round((index * duration) / (points - 1));
    const instant = start + after;
    const present = stays.filter((stay) => isIn(stay, instant));
    return [
      after / 1000,
      ...roles.map((role) => present.filter((stay) => roleAt(stay, instant) === role).length),
    ];
  });
};

/** The report of one life of a channel, its bookkeeping left out. */
export const channelReport = (
  channel: ReturnType<typeof channelSession>,
  shown: readonly ShownStay[],
): Item => {
  const stays = shown.map(counted);
  const online = stays.filter(({ item }) => item.status === 'online');
  const onlineAs = (role: Role): number => online.filter(({ item }) => item.role === role).length;
  const { createdAt: startedAt, destroyedAt: endedAt } = channel;
  const secondsByRole = roles.map((role) => [role, sum(stays.map((stay) => timeIn(role, stay))) / 1000]);
  return known({
    channelSId: channel.channelSId,
    channelName: channel.channelName,
    status: channel.status,
    startedAt,
    endedAt,
    endedDay: endedAt?.slice(0, 'YYYY-MM-DD'.length),
    startInferred: channel.createdInferred,
    endInferred: channel.destroyInferred,
    endReason: endedAt === undefined ? undefined : (channel.destroyReason ?? 'destroyed'),
    durationSeconds:
      startedAt === undefined || endedAt === undefined
        ? undefined
        : Math.max(0, ms(endedAt) - ms(startedAt)) / 1000,
    onlineUsers: online.length,
    onlineBroadcasters: onlineAs('broadcaster'),
    onlineAudience: onlineAs('audience'),
    onlineParticipants: onlineAs('participant'),
    ...peakOf(stays),
    stays: stays.length,
    users: new Set(stays.map(({ stay }) => stay.uid)).size,
    visits: sum(groupBy(stays, ({ stay }) => stay.uid).map(visitsOf)),
    userSeconds: sum(stays.map(timeOf)) / 1000,
    userSecondsByRole: Object.fromEntries(secondsByRole),
    leavesByReason: countBy(stays.flatMap(({ item }) => item.leaveReason ?? [])),
    staysByPlatform: countBy(stays.flatMap(({ item }) => item.platform ?? [])),
    curve: curveOf(stays, startedAt, endedAt),
    quality: {
      staysWithoutJoin: stays.filter(({ item }) => item.joinedAt === undefined).length,
      leavesInferred: stays.filter(({ item }) => item.leaveInferred === true).length,
    },
    expiresAt: channel.expiresAt,
  });
};
