// Typed notifications of real-time communication, through the contract that types them.
import { readNotification } from '../../../functions/contract/notification';
import type { RtcNotification } from '../../../functions/contract/rtc';
import { isUserNotification, type UserNotification } from '../../../functions/rtc-sessions/user-session';

/** @throws Error where the contract does not accept it */
export const readRtcNotification = (json: Record<string, unknown>): RtcNotification => {
  const reading = readNotification(json);
  if (!reading.recognized) throw new Error(JSON.stringify(reading.issues));
  if (reading.notification.productId !== 1) throw new Error('no notification of real-time communication');
  return reading.notification;
};

/** @throws Error where it is about no user */
export const readUserNotification = (json: Record<string, unknown>): UserNotification => {
  const notification = readRtcNotification(json);
  if (!isUserNotification(notification)) throw new Error('no notification about a user');
  return notification;
};
