// Short words for histories of one channel session with one stay in it, and what the oracle's tables hold of them.
import { channelNotice, joinNotice, leaveNotice } from '../../helpers/notices';
import { expectedTables } from '../../helpers/oracle';

export const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: ['test_webhook'] };

const channel = { channelName: 'show68', channelSId: 'c1' };
export const user = { ...channel, uid: 52781, uSId: 'u1' };

export const create = (id: string, ts: number) => channelNotice(id, 101, { ...channel, ts });
export const destroy = (id: string, ts: number) => channelNotice(id, 102, { ...channel, ts });
export const join = (id: string, ts: number) => joinNotice(id, 103, { ...user, ts, platform: 7 });
export const leave = (id: string, ts: number) =>
  leaveNotice(id, 104, { ...user, ts, platform: 2, reason: 1 });

/** The items of channels and stays, and the first of each. */
export const sessions = (...notifications: Parameters<typeof expectedTables>[0]) => {
  const { channelSessions, userSessions } = expectedTables(notifications, settings);
  return { channel: channelSessions[0], stay: userSessions[0], channelSessions, userSessions };
};
