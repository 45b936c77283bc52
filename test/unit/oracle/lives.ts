// Short words for histories of a channel `show`, and the oracle's settled state of them.
import { channelNotice, joinNotice, leaveNotice, roleNotice } from '../../helpers/notices';
import type { Told } from '../../helpers/oracle/events';
import { settledTables } from '../../helpers/oracle/settled';

const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: ['test_webhook'] };

/** Seconds of a day. */
export const DAY = 86_400;
/** 2022-11-22T10:00:00Z, in Unix seconds: where histories begin. */
export const T = 1669111200;
/** The time so many seconds after the beginning. */
export const at = (seconds: number): string => new Date((T + seconds) * 1000).toISOString();

/** Nothing ends by waiting. */
export const never = { emptyMinutes: 0, silentHours: 0, quietMs: 365 * DAY * 1000 };
/** A channel that all have left has been quiet for just long enough. */
export const soon = { emptyMinutes: 15, silentHours: 0, quietMs: 15 * 60_000 };

const channel = (life: string, ts: number) => ({ channelName: 'show', channelSId: life, ts: T + ts });
/** 101 of a life, so many seconds after the beginning. */
export const create = (life: string, ts: number) =>
  channelNotice(`create-${life}-${ts}`, 101, channel(life, ts));
/** 102 of a life. */
export const destroy = (life: string, ts: number) =>
  channelNotice(`destroy-${life}-${ts}`, 102, channel(life, ts));
const user = (life: string, uid: number, uSId: string, ts: number) => ({ ...channel(life, ts), uid, uSId });
/** A user joins a life, in a stay. */
export const join = (life: string, uid: number, uSId: string, ts: number, type: 103 | 105 | 107 = 103) =>
  joinNotice(`join-${uSId}-${ts}`, type, { ...user(life, uid, uSId, ts), platform: 7 });
/** A user leaves. */
export const leave = (life: string, uid: number, uSId: string, ts: number, type: 104 | 106 | 108 = 104) =>
  leaveNotice(`leave-${uSId}-${ts}`, type, { ...user(life, uid, uSId, ts), platform: 7, reason: 1 });
/** A user changes role. */
export const role = (life: string, uid: number, uSId: string, ts: number, type: 111 | 112) =>
  roleNotice(`role-${uSId}-${ts}`, type, user(life, uid, uSId, ts));

/** The settled state of what was told, and the first item of each table. */
export const rest = (waiting: Parameters<typeof settledTables>[2], ...told: Told[]) => {
  const tables = settledTables(told, settings, waiting);
  return {
    ...tables,
    channel: tables.channelSessions[0],
    stay: tables.userSessions[0],
    report: tables.channelReports[0],
    push: tables.cdnStreams[0],
  };
};
