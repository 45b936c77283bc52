// The handler of the real-time communication projection: folds notifications into the two session tables.
import { sources } from '../contract/events';
import type { Notification } from '../contract/notification';
import { RTC_PRODUCT_ID, type RtcNotification } from '../contract/rtc';
import type { Observability } from '../shared/observability';
import { createProjectionHandler } from '../shared/projection-handler';
import { projectSessions, type SessionTables } from './project-sessions';

/** What the handler works with. */
export interface RtcSessionsDependencies extends SessionTables {
  readonly observability: Observability;
  /**
   * The clock, in Unix milliseconds.
   *
   * @default Date.now
   */
  readonly now?: () => number;
}

const isRtcNotification = (notification: Notification): notification is RtcNotification =>
  notification.productId === RTC_PRODUCT_ID;

/** Makes the handler of the real-time communication projection. */
export const createHandler = ({ observability, now, ...tables }: RtcSessionsDependencies) =>
  createProjectionHandler<RtcNotification>({
    source: sources.rtc,
    accepts: isRtcNotification,
    channelOf: ({ payload }) => payload.channelName,
    settings: tables.settings,
    observability,
    ...(now && { now }),
    project: (deliveries, batch) => projectSessions(deliveries, batch, tables),
  });
