// productId 1, real-time communication (实时通信): the ten notification types and their codes.
// Source: the vendor's page of notification types (消息通知类型, 2022-09-20).
import * as v from 'valibot';
import {
  defineNotification,
  integer,
  keyText,
  labelOf,
  PARTITION_KEY_BYTES,
  SORT_KEY_BYTES,
  unixSeconds,
} from './fields';

/** The vendor's product number of real-time communication. */
export const RTC_PRODUCT_ID = 1;

/** `platform`: the kind of device that the user is on. */
export const platforms = {
  0: 'Other',
  1: 'Android',
  2: 'iOS',
  5: 'Windows',
  6: 'Linux',
  7: 'Web',
  8: 'macOS',
} as const satisfies Record<number, string>;

/** `reason`: why a user left the channel. */
export const leaveReasons = {
  0: 'other',
  1: 'normal leave',
  2: 'connection timeout',
  3: 'permission',
  4: 'server side',
  5: 'connection switched',
} as const satisfies Record<number, string>;

/** The word for a `platform`; one that the vendor does not list is `Unknown (n)`. */
export const platformLabel = (platform: number): string => labelOf(platforms, platform, 'Unknown');

/** The words for a leave's `reason`; one that the vendor does not list is `unknown (n)`. */
export const leaveReasonLabel = (reason: number): string => labelOf(leaveReasons, reason);

const channel = {
  channelName: keyText("the channel's name; reused over time", PARTITION_KEY_BYTES),
  ts: unixSeconds('Unix seconds of the event'),
  channelSId: keyText(
    'channel session id: one life of a channel, from create to destroy',
    PARTITION_KEY_BYTES,
  ),
};

const user = {
  channelName: channel.channelName,
  uid: v.pipe(
    v.union([
      integer("the user's id"),
      keyText("the user's id, where it is not a whole number: newer SDKs allow strings", PARTITION_KEY_BYTES),
    ]),
    v.description("the user's id"),
  ),
  ts: channel.ts,
  channelSId: channel.channelSId,
  uSId: keyText('user session id: one stay of a user in a channel, from join to leave', SORT_KEY_BYTES),
};

// Nothing that the tables need: senders leave them out.
const platform = v.optional(
  integer(
    `the device: ${Object.entries(platforms)
      .map(([code, label]) => `${code} ${label}`)
      .join(', ')}`,
  ),
);
const reason = v.optional(
  integer(
    `why the user left: ${Object.entries(leaveReasons)
      .map(([code, label]) => `${code} ${label}`)
      .join(', ')}`,
  ),
);

const channelPayload = v.object(channel);
const joinPayload = v.object({ ...user, platform });
const leavePayload = v.object({ ...user, platform, reason });
const rolePayload = v.object(user);

/** Every notification type of real-time communication, in the order of the vendor's page. */
export const rtcNotificationTypes = [
  defineNotification({
    productId: RTC_PRODUCT_ID,
    eventType: 101,
    eventName: 'channel create',
    meaning: 'A channel was created (创建频道).',
    payload: channelPayload,
  }),
  defineNotification({
    productId: RTC_PRODUCT_ID,
    eventType: 102,
    eventName: 'channel destroy',
    meaning: 'A channel was destroyed (销毁频道).',
    payload: channelPayload,
  }),
  defineNotification({
    productId: RTC_PRODUCT_ID,
    eventType: 103,
    eventName: 'broadcaster join channel',
    meaning: 'Live scene: a broadcaster joined the channel (主播加入频道).',
    payload: joinPayload,
  }),
  defineNotification({
    productId: RTC_PRODUCT_ID,
    eventType: 104,
    eventName: 'broadcaster leave channel',
    meaning: 'Live scene: a broadcaster left the channel (主播离开频道).',
    payload: leavePayload,
  }),
  defineNotification({
    productId: RTC_PRODUCT_ID,
    eventType: 105,
    eventName: 'audience join channel',
    meaning: 'Live scene: an audience member joined the channel (观众加入频道).',
    payload: joinPayload,
  }),
  defineNotification({
    productId: RTC_PRODUCT_ID,
    eventType: 106,
    eventName: 'audience leave channel',
    meaning: 'Live scene: an audience member left the channel (观众离开频道).',
    payload: leavePayload,
  }),
  defineNotification({
    productId: RTC_PRODUCT_ID,
    eventType: 107,
    eventName: 'user join channel with communication mode',
    meaning: 'Communication scene: a user joined the channel (用户加入频道).',
    payload: joinPayload,
  }),
  defineNotification({
    productId: RTC_PRODUCT_ID,
    eventType: 108,
    eventName: 'user leave channel with communication mode',
    meaning: 'Communication scene: a user left the channel (用户离开频道).',
    payload: leavePayload,
  }),
  defineNotification({
    productId: RTC_PRODUCT_ID,
    eventType: 111,
    eventName: 'client role change to broadcaster',
    meaning: 'Live scene: a user in the channel changed role to broadcaster (用户将角色切换为主播).',
    payload: rolePayload,
  }),
  defineNotification({
    productId: RTC_PRODUCT_ID,
    eventType: 112,
    eventName: 'client role change to audience',
    meaning: 'Live scene: a user in the channel changed role to audience (用户将角色切换为观众).',
    payload: rolePayload,
  }),
] as const;

/** A notification of real-time communication in the documented form. */
export type RtcNotification = v.InferOutput<(typeof rtcNotificationTypes)[number]['schema']>;
