// One life of a channel: created, joined, left, and most often destroyed.
import type { RtcNotification } from '../../functions/contract/rtc';
import type { NoticeWriter } from './notice-writer';
import type { Random } from './random';

/** One life of a channel: its name may have other lives, its session id has not. */
export interface ChannelLife {
  readonly channelName: string;
  readonly channelSId: string;
  readonly mode: 'live' | 'communication';
  /** Unix seconds. */
  readonly start: number;
  /** Unix seconds: when the channel is destroyed, or, while `ended` is false, when the history ends. */
  readonly end: number;
  readonly ended: boolean;
}

/** What {@link playChannelLife} needs besides the life itself. */
export interface ChannelLifeOptions {
  /** The users of this life. Some leave and come back, so there are more stays than users. */
  readonly uids: readonly number[];
  /** Chance from 0 to 1 of each contradiction: a second create, destroy or leave at another time. */
  readonly contradictions: number;
}

type Role = 'broadcaster' | 'audience' | 'participant';

const JOIN_TYPES = { broadcaster: 103, audience: 105, participant: 107 } as const;
const LEAVE_TYPES = { broadcaster: 104, audience: 106, participant: 108 } as const;

const PLATFORMS = [
  [1, 28],
  [2, 26],
  [7, 22],
  [5, 12],
  [8, 6],
  [6, 3],
  [0, 3],
] as const;

const LEAVE_REASONS = [
  [1, 68],
  [2, 13],
  [4, 6],
  [5, 6],
  [3, 4],
  [0, 3],
] as const;

/** Reasons after which a user may come back: the connection was lost, moved by the server, or switched. */
const MAY_RETURN: readonly number[] = [2, 4, 5];
const MOST_STAYS_OF_A_USER = 4;

/** Share of the stays in an ended channel whose leave never comes: the channel ended first. */
const LEAVE_MISSING = 0.07;
const JOINS_AT_THE_START = 0.4;
const LEAVES_AT_THE_END = 0.3;

/** The notifications of one life of a channel, in no particular order. */
export const playChannelLife = (
  life: ChannelLife,
  { uids, contradictions }: ChannelLifeOptions,
  random: Random,
  writer: NoticeWriter,
): RtcNotification[] => {
  const notifications: RtcNotification[] = [];
  const { channelName, channelSId, start, end } = life;

  const announce = (eventType: 101 | 102, ts: number) =>
    notifications.push({
      ...writer.envelope(ts * 1_000),
      productId: 1,
      eventType,
      payload: { channelName, ts, channelSId },
    });

  const stay = (uid: number, order: number, role: Role, joinTs: number, earlier: number): void => {
    const uSId = writer.sessionId();
    const platform = random.pickWeighted(PLATFORMS);
    notifications.push({
      ...writer.envelope(joinTs * 1_000),
      productId: 1,
      eventType: JOIN_TYPES[role],
      payload: { channelName, uid, platform, ts: joinTs, channelSId, uSId },
    });

    // The first of each audience goes on stage and back, and the first two of an ended channel say goodbye:
    // so that even a small history has every type.
    const leaves = life.ended ? order < 2 || !random.chance(LEAVE_MISSING) : random.chance(0.4);
    const leaveTs =
      life.ended && random.chance(LEAVES_AT_THE_END)
        ? random.integer(Math.max(joinTs, end - 3), end)
        : random.integer(joinTs, end);

    let lastRole = role;
    if (role !== 'participant' && (order === 1 || random.chance(0.15))) {
      const changes = order === 1 ? 2 : random.integer(1, 4);
      let ts = joinTs;
      for (let change = 0; change < changes; change++) {
        // Half of them within the second of the event before.
        if (random.chance(0.5)) ts = random.integer(ts, leaveTs);
        lastRole = lastRole === 'broadcaster' ? 'audience' : 'broadcaster';
        notifications.push({
          ...writer.envelope(ts * 1_000),
          productId: 1,
          eventType: lastRole === 'broadcaster' ? 111 : 112,
          payload: { channelName, uid, ts, channelSId, uSId },
        });
      }
    }
    if (!leaves) return;

    const leave = (reason: number, ts: number) =>
      notifications.push({
        ...writer.envelope(ts * 1_000),
        productId: 1,
        eventType: LEAVE_TYPES[lastRole],
        payload: { channelName, uid, platform, reason, ts, channelSId, uSId },
      });
    const reason = random.pickWeighted(LEAVE_REASONS);
    leave(reason, leaveTs);
    if (random.chance(contradictions)) {
      leave(random.pickWeighted(LEAVE_REASONS), random.integer(leaveTs, end));
    }
    if (MAY_RETURN.includes(reason) && earlier + 1 < MOST_STAYS_OF_A_USER && random.chance(0.7)) {
      const returnTs = leaveTs + random.integer(0, 15);
      if (returnTs < end) stay(uid, order, lastRole, returnTs, earlier + 1);
    }
  };

  announce(101, start);
  if (random.chance(contradictions)) announce(101, random.integer(start, end));
  const broadcasters = random.integer(1, 4);
  uids.forEach((uid, order) => {
    const onStage = order === 0 || (order > 1 && order <= broadcasters);
    const role = life.mode === 'communication' ? 'participant' : onStage ? 'broadcaster' : 'audience';
    const firstSeconds = Math.min(start + 4, end);
    const joinTs =
      order === 0
        ? start
        : random.chance(JOINS_AT_THE_START)
          ? random.integer(start, firstSeconds)
          : random.integer(start, end);
    stay(uid, order, role, joinTs, 0);
  });
  if (life.ended) {
    announce(102, end);
    if (random.chance(contradictions)) announce(102, random.integer(start, end + 2));
  }
  return notifications;
};
