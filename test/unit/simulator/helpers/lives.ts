// A history as lives of channels and stays of users.
import type { Notification } from '../../../../functions/contract/notification';

/** The notifications of real-time communication. */
export const rtcOf = (history: readonly Notification[]) =>
  history.flatMap((notification) => (notification.productId === 1 ? [notification] : []));

/** The notifications of pushes. */
export const cdnOf = (history: readonly Notification[]) =>
  history.flatMap((notification) => (notification.productId === 2 ? [notification] : []));

/** Lives of channels by session id. */
export const livesOf = (history: readonly Notification[]) => {
  const lives = new Map<string, { name: string; created: number[]; destroyed: number[]; times: number[] }>();
  for (const { eventType, payload } of rtcOf(history)) {
    const life = lives.get(payload.channelSId) ?? {
      name: payload.channelName,
      created: [],
      destroyed: [],
      times: [],
    };
    lives.set(payload.channelSId, life);
    expect(payload.channelName).toBe(life.name);
    life.times.push(payload.ts);
    if (eventType === 101) life.created.push(payload.ts);
    if (eventType === 102) life.destroyed.push(payload.ts);
  }
  return lives;
};

/** Stays by user session id, their notifications in the order of the history. */
export const staysOf = (history: readonly Notification[]) => {
  const stays = new Map<
    string,
    { type: number; ts: number; channelSId: string; uid: unknown; platform: unknown; reason: unknown }[]
  >();
  for (const { eventType, payload } of rtcOf(history)) {
    if (!('uSId' in payload)) continue;
    const { uSId, ts, channelSId, uid } = payload;
    const platform = 'platform' in payload ? payload.platform : undefined;
    const reason = 'reason' in payload ? payload.reason : undefined;
    const events = stays.get(uSId) ?? [];
    stays.set(uSId, [...events, { type: eventType, ts, channelSId, uid, platform, reason }]);
  }
  return stays;
};

export const isJoin = ({ type }: { type: number }) => [103, 105, 107].includes(type);
export const isLeave = ({ type }: { type: number }) => [104, 106, 108].includes(type);
