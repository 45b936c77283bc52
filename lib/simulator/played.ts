// What a set of notifications leaves to be seen in the tables: plain counts for a person, no oracle.
import type { Notification } from '../../functions/contract/notification';

/** What was played. */
export interface Played {
  /** Lives of channels: items of ChannelSessions. */
  readonly channelSessions: number;
  /** Of these, without a destroy. */
  readonly liveChannels: number;
  /** Stays of users: items of UserSessions. */
  readonly userSessions: number;
  /** Different users. */
  readonly users: number;
  /** Stays without a leave, in channels without a destroy. */
  readonly onlineUsers: number;
  /** Pushes: items of CdnStreams. */
  readonly cdnStreams: number;
  /** The live channel with most users online, if any. */
  readonly busiest: { readonly channelName: string; readonly onlineUsers: number } | undefined;
}

/** Counts what was played: of the notifications given, whatever their order and however often each comes. */
export const countPlayed = (notifications: Iterable<Notification>): Played => {
  const names = new Map<string, string>();
  const ended = new Set<string>();
  /** Stays by `uSId`, which occurs once in a history. */
  const stays = new Map<string, string>();
  const left = new Set<string>();
  const uids = new Set<string>();
  const pushes = new Set<string>();

  for (const { productId, eventType, payload } of notifications) {
    if (productId === 2) {
      pushes.add(JSON.stringify([payload.channel, payload.stream]));
      continue;
    }
    if (productId !== 1) continue;
    names.set(payload.channelSId, payload.channelName);
    if (eventType === 102) ended.add(payload.channelSId);
    if (!('uSId' in payload)) continue;
    stays.set(payload.uSId, payload.channelSId);
    uids.add(String(payload.uid));
    if (eventType === 104 || eventType === 106 || eventType === 108) left.add(payload.uSId);
  }

  const online = new Map<string, number>();
  for (const [uSId, channelSId] of stays) {
    if (!left.has(uSId) && !ended.has(channelSId)) online.set(channelSId, (online.get(channelSId) ?? 0) + 1);
  }
  const [top] = [...online].sort(([, left], [, right]) => right - left);
  return {
    channelSessions: names.size,
    liveChannels: names.size - ended.size,
    userSessions: stays.size,
    users: uids.size,
    onlineUsers: [...online.values()].reduce((sum, count) => sum + count, 0),
    cdnStreams: pushes.size,
    busiest: top && { channelName: names.get(top[0]) ?? '', onlineUsers: top[1] },
  };
};
