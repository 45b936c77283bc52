// Notifications of one stay, and the item that comes of them.
import {
  closeUserSession,
  mergeUserSession,
  type UserNotification,
  type UserSession,
} from '../../../functions/rtc-sessions/user-session';
import { folding } from '../../helpers/any-order';
import { documentedType, notificationOf } from '../../helpers/documented-types';
import { readUserNotification } from './notifications';

export const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: [] };

// 2022-11-22T10:00:00Z, and the expiry of a stay whose latest event is then.
export const TEN = 1669111200;
export const TEN_LEFT = 1676887200;
export const TEN_ONLINE = 1700647200;

/** A notification of one stay, by its type, notice id and Unix seconds. */
export const notice = (
  eventType: UserNotification['eventType'],
  noticeId: string,
  ts = TEN,
  replaced: Readonly<Record<string, unknown>> = {},
): UserNotification =>
  readUserNotification({ ...notificationOf(documentedType(1, eventType), { ts, ...replaced }), noticeId });

export const { stored, always } = folding(mergeUserSession, settings);

export const closed = (item: UserSession, destroyedAt: string): UserSession => ({
  ...closeUserSession(item, destroyedAt, settings),
  revision: 1,
});

export const names = {
  channelSId: '6383f0a1b7e4',
  uSId: '9b1d6c02aa10',
  channelName: 'show68',
  uid: '52781',
  revision: 1,
};
