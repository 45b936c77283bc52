// The projections on tables that count, fed with batches as their queues feed them.
import type { SQSEvent } from 'aws-lambda';
import type { CdnStream } from '../../functions/cdn-streams/cdn-stream';
import { createHandler as createCdnStreams } from '../../functions/cdn-streams/handler';
import type { Notification } from '../../functions/contract/notification';
import type { RtcNotification } from '../../functions/contract/rtc';
import type { ChannelSession } from '../../functions/rtc-sessions/channel-session';
import { createHandler as createRtcSessions } from '../../functions/rtc-sessions/handler';
import {
  isUserNotification,
  mergeUserSession,
  type UserSession,
} from '../../functions/rtc-sessions/user-session';
import type { ItemTable } from '../../functions/shared/projection-store';
import { BATCH_SIZE } from '../../lib/constructs/projection';
import { functionLimits } from '../../lib/function-limits';
import { tableDefinitions } from '../../lib/tables';
import { messageBody } from '../helpers/delivery';
import { rawMessage } from '../helpers/queue-messages';
import { BilledTable } from './billed-table';

/** As the stack has them by default. */
const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: ['test_webhook'] };
const silent = { emit: () => {}, warn: () => {}, error: () => {} };

/** The three tables, empty. */
export const billedTables = () => ({
  ChannelSessions: new BilledTable<ChannelSession>(tableDefinitions.ChannelSessions),
  UserSessions: new BilledTable<UserSession>(tableDefinitions.UserSessions),
  CdnStreams: new BilledTable<CdnStream>(tableDefinitions.CdnStreams),
});

let messages = 0;

/** A batch as Lambda gets it from the queue. */
export const sqsEvent = (notifications: readonly Notification[]): SQSEvent => ({
  Records: notifications.map((notification) => {
    const messageId = `message-${++messages}`;
    return rawMessage(messageId, messageBody(notification, messageId));
  }),
});

/** Before every event of a bench: whatever comes, comes in time. */
const inTime = () => 0;

/** The handler of real-time communication on tables of one's own. */
export const rtcHandler = (tables: {
  readonly ChannelSessions: ItemTable<ChannelSession>;
  readonly UserSessions: ItemTable<UserSession>;
}) =>
  createRtcSessions({
    channelSessions: tables.ChannelSessions,
    userSessions: tables.UserSessions,
    settings,
    observability: silent,
    now: inTime,
  });

/** Splits notifications into batches, each projection's apart, in the order given. */
export const batchesOf = (notifications: readonly Notification[]): Notification[][] => {
  const batches: Notification[][] = [];
  for (const productId of [1, 2]) {
    const own = notifications.filter((notification) => notification.productId === productId);
    for (let start = 0; start < own.length; start += BATCH_SIZE) {
      batches.push(own.slice(start, start + BATCH_SIZE));
    }
  }
  return batches;
};

/** What projects batches into the tables; it accepts no failure. */
export const projector = (tables: ReturnType<typeof billedTables>) => {
  const rtc = rtcHandler(tables);
  const cdn = createCdnStreams({
    cdnStreams: tables.CdnStreams,
    settings,
    observability: silent,
    now: inTime,
  });
  return async (notifications: readonly Notification[]): Promise<void> => {
    for (const batch of batchesOf(notifications)) {
      const handler = batch[0]?.productId === 1 ? rtc : cdn;
      const { batchItemFailures } = await handler(sqsEvent(batch), {
        getRemainingTimeInMillis: () => functionLimits['rtc-sessions'].timeoutMs,
      });
      if (batchItemFailures.length > 0)
        throw new Error(`${batchItemFailures.length} messages were handed back`);
    }
  };
};

/** Puts the stays of users who have joined into their table, as the projection would, without its reads. */
export const preloadStays = async (
  table: BilledTable<UserSession>,
  joins: Iterable<RtcNotification>,
): Promise<void> => {
  for (const join of joins) {
    if (!isUserNotification(join)) throw new TypeError('not a notification about a user');
    await table.memory.put({ ...mergeUserSession(undefined, [join], settings), revision: 1 }, undefined);
  }
};
