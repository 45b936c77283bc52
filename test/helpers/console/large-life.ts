// One life of a channel with as many stays as asked for, and its report.
import type { Item } from '../oracle';

/** A life's items. */
export interface LargeLife {
  readonly channel: Item;
  readonly report: Item;
  readonly stays: readonly Item[];
}

const HOURS = 3;
const POINTS = 120;
const roles = ['broadcaster', 'audience', 'audience', 'audience', 'audience', 'audience'] as const;
const reasons = [
  'normal leave',
  'normal leave',
  'normal leave',
  'connection timeout',
  'server side',
] as const;

/** An ended life of three hours; its stays begin evenly and last from a minute to an hour. */
export const largeLife = (name: string, stayCount: number, endedAtMs: number): LargeLife => {
  const startedAtMs = endedAtMs - HOURS * 3_600_000;
  const iso = (ms: number) => new Date(ms).toISOString();
  const stays = Array.from({ length: stayCount }, (_, index): Item => {
    // Spread without a random generator: the same for the same count.
    const from =
      startedAtMs + Math.floor(((index * 7_919) % stayCount) * ((endedAtMs - startedAtMs) / stayCount));
    const to = Math.min(endedAtMs, from + 60_000 + ((index * 104_729) % 3_540_000));
    return {
      channelSId: name,
      uSId: `stay-${(index * 2_654_435_761) % 4_294_967_296}-${index}`,
      channelName: name,
      uid: String(100_000 + (index % Math.ceil(stayCount * 0.8))),
      status: 'left',
      role: roles[index % roles.length],
      platform: 'iOS',
      joinedAt: iso(from),
      leftAt: iso(to),
      leaveReason: reasons[index % reasons.length],
      durationSeconds: (to - from) / 1000,
      firstEventAt: iso(from),
      lastEventAt: iso(to),
      asOf: {
        joinedAt: `${iso(from)}#0#notice-of-the-join-${index}`,
        leftAt: `${iso(to)}#2#notice-of-the-leave-${index}`,
      },
      revision: 2,
      expiresAt: Math.floor(endedAtMs / 1000) + 90 * 86_400,
    };
  });
  const online = (at: number, wanted: (role: unknown) => boolean) =>
    stays.filter(
      ({ joinedAt, leftAt, role }) => String(joinedAt) <= iso(at) && iso(at) < String(leftAt) && wanted(role),
    ).length;
  const curve = Array.from({ length: POINTS }, (_, index) => {
    const at = startedAtMs + (index * (endedAtMs - startedAtMs)) / (POINTS - 1);
    return [
      (at - startedAtMs) / 1000,
      online(at, (role) => role === 'broadcaster'),
      online(at, (role) => role === 'audience'),
      0,
    ];
  });
  const peak = Math.max(...curve.map(([, broadcasters = 0, audience = 0]) => broadcasters + audience));
  return {
    channel: {
      channelSId: name,
      channelName: name,
      status: 'ended',
      createdAt: iso(startedAtMs),
      destroyedAt: iso(endedAtMs),
      durationSeconds: HOURS * 3_600,
      firstEventAt: iso(startedAtMs),
    },
    report: {
      channelSId: name,
      channelName: name,
      status: 'ended',
      startedAt: iso(startedAtMs),
      endedAt: iso(endedAtMs),
      endedDay: iso(endedAtMs).slice(0, 10),
      endReason: 'destroyed',
      durationSeconds: HOURS * 3_600,
      onlineUsers: 0,
      onlineBroadcasters: 0,
      onlineAudience: 0,
      onlineParticipants: 0,
      peakOnlineUsers: peak,
      peakAt: iso(startedAtMs + HOURS * 1_800_000),
      stays: stayCount,
      users: new Set(stays.map(({ uid }) => uid)).size,
      visits: stayCount,
      userSeconds: stays.reduce((sum, { durationSeconds }) => sum + Number(durationSeconds), 0),
      userSecondsByRole: {},
      leavesByReason: { 'normal leave': stayCount },
      staysByPlatform: { iOS: stayCount },
      curve,
      quality: { staysWithoutJoin: 0, leavesInferred: 0 },
      revision: 1,
    },
    stays,
  };
};
