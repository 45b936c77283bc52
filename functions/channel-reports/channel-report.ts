// The report of one life of a channel: counts and sums over its stays, as the tables show them.

import type { ChannelSession } from '../rtc-sessions/channel-session';
import { type Role, userRoles } from '../rtc-sessions/role-history';
import { secondsBetween, withoutUndefined } from '../shared/item';
import type { ChannelReport } from './report-item';
import { type StayFacts, spansOf } from './stay-facts';

/** Stays of one user that follow one another within this time are one visit. */
const SAME_VISIT_MS = 60_000;
const MOST_POINTS = 120;

/** What a report says, without what tells its place among the reports of the same life. */
export type ReportContent = Omit<
  ChannelReport,
  'basis' | 'basisAt' | 'told' | 'checkChannelSId' | 'checkAt' | 'revision'
>;

/** Makes the report of a channel from its item and its stays. */
export const channelReport = (channel: ChannelSession, stays: readonly StayFacts[]): ReportContent => {
  const { channelSId, channelName, status, createdAt, destroyedAt, expiresAt } = channel;
  const online = stays.filter(({ endMs }) => endMs === undefined);
  const onlineAs = (role: Role) => online.filter((stay) => stay.role === role).length;
  return withoutUndefined({
    channelSId,
    channelName,
    status,
    startedAt: createdAt,
    endedAt: destroyedAt,
    startInferred: channel.createdInferred,
    endInferred: channel.destroyInferred,
    endReason: destroyedAt === undefined ? undefined : (channel.destroyReason ?? ('destroyed' as const)),
    durationSeconds: secondsBetween(createdAt, destroyedAt),
    onlineUsers: online.length,
    onlineBroadcasters: onlineAs('broadcaster'),
    onlineAudience: onlineAs('audience'),
    onlineParticipants: onlineAs('participant'),
    ...peakOf(stays),
    stays: stays.length,
    users: new Set(stays.map(({ uid }) => uid)).size,
    visits: visitsOf(stays),
    ...userSecondsOf(stays),
    leavesByReason: countBy(stays, ({ endMs, leaveReason }) =>
      endMs === undefined ? undefined : leaveReason,
    ),
    staysByPlatform: countBy(stays, ({ platform }) => platform),
    curve:
      createdAt === undefined || destroyedAt === undefined
        ? undefined
        : curveOf(stays, Date.parse(createdAt), Date.parse(destroyedAt)),
    quality: {
      staysWithoutJoin: stays.filter(({ hasJoin }) => !hasJoin).length,
      leavesInferred: stays.filter(({ leaveInferred }) => leaveInferred).length,
    },
    endedDay: destroyedAt?.slice(0, 10),
    expiresAt,
  });
};

const lasts = ({ startMs, endMs }: StayFacts): boolean => endMs === undefined || endMs > startMs;

/** Most stays at once, and when that was first so. At one instant, who leaves has left before others join. */
const peakOf = (stays: readonly StayFacts[]): { peakOnlineUsers: number; peakAt: string | undefined } => {
  const lasting = stays.filter(lasts);
  const starts = Float64Array.from(lasting, ({ startMs }) => startMs).sort();
  const ends = Float64Array.from(lasting, ({ endMs }) => endMs ?? Number.POSITIVE_INFINITY).sort();
  let peak = 0;
  let peakMs: number | undefined;
  let gone = 0;
  for (const [index, start] of starts.entries()) {
    while ((ends[gone] ?? Number.POSITIVE_INFINITY) <= start) gone++;
    if (index + 1 - gone > peak) {
      peak = index + 1 - gone;
      peakMs = start;
    }
  }
  return { peakOnlineUsers: peak, peakAt: peakMs === undefined ? undefined : new Date(peakMs).toISOString() };
};

/** A user's stays that overlap or follow one another closely are one visit. */
const visitsOf = (stays: readonly StayFacts[]): number => {
  const lastEndByUser = new Map<string, number>();
  let visits = 0;
  for (const { uid, startMs, endMs } of stays.toSorted((a, b) => a.startMs - b.startMs)) {
    const lastEnd = lastEndByUser.get(uid);
    if (lastEnd === undefined || startMs > lastEnd + SAME_VISIT_MS) visits++;
    const end = Math.max(startMs, endMs ?? Number.POSITIVE_INFINITY);
    lastEndByUser.set(uid, Math.max(lastEnd ?? end, end));
  }
  return visits;
};

/** Seconds of the stays whose join has come and that have left, and the same by role. */
const userSecondsOf = (
  stays: readonly StayFacts[],
): Pick<ReportContent, 'userSeconds' | 'userSecondsByRole'> => {
  const milliseconds = { broadcaster: 0, audience: 0, participant: 0 };
  for (const stay of stays) {
    if (!stay.hasJoin || stay.endMs === undefined) continue;
    for (const { role, fromMs, toMs } of spansOf(stay, stay.startMs, stay.endMs))
      milliseconds[role] += toMs - fromMs;
  }
  const { broadcaster, audience, participant } = milliseconds;
  return {
    userSeconds: (broadcaster + audience + participant) / 1000,
    userSecondsByRole: {
      broadcaster: broadcaster / 1000,
      audience: audience / 1000,
      participant: participant / 1000,
    },
  };
};

const countBy = (
  stays: readonly StayFacts[],
  labelOf: (stay: StayFacts) => string | undefined,
): Record<string, number> => {
  const counts = new Map<string, number>();
  for (const stay of stays) {
    const label = labelOf(stay);
    if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  // In a fixed order, whatever the order of the stays.
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/**
 * How many of each role were there, at instants evenly from start to end. Each stay marks the points at which its
 * roles begin and end; the counts are the sums of the marks so far.
 */
const curveOf = (stays: readonly StayFacts[], fromMs: number, toMs: number): number[][] => {
  const lengthMs = Math.max(0, toMs - fromMs);
  const points = Math.min(MOST_POINTS, Math.floor(lengthMs / 1000) + 1);
  const instants = Array.from({ length: points }, (_, point) =>
    points === 1 ? 0 : Math.round((point * lengthMs) / (points - 1)),
  );
  const marks = { broadcaster: [0], audience: [0], participant: [0] };
  const mark = (role: Role, ms: number, by: number): void => {
    // Before the first point that is not earlier; what comes after the last one marks nothing.
    const point = instants.findIndex((instant) => instant >= ms - fromMs);
    if (point >= 0) marks[role][point] = (marks[role][point] ?? 0) + by;
  };
  for (const stay of stays) {
    for (const { role, fromMs: begin, toMs: end } of spansOf(
      stay,
      stay.startMs,
      stay.endMs ?? Number.POSITIVE_INFINITY,
    )) {
      mark(role, begin, 1);
      mark(role, end, -1);
    }
  }
  const counts = { broadcaster: 0, audience: 0, participant: 0 };
  return instants.map((instant, point) => {
    for (const role of userRoles) counts[role] += marks[role][point] ?? 0;
    return [instant / 1000, counts.broadcaster, counts.audience, counts.participant];
  });
};
