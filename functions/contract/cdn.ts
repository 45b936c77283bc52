// productId 2, server push to CDN (服务端推流到 CDN): the six notification types and their codes.
// Source: the vendor's page of notification types (消息通知类型, 2022-09-20).
import * as v from 'valibot';
import {
  defineNotification,
  flag,
  integer,
  keyText,
  labelOf,
  PARTITION_KEY_BYTES,
  SORT_KEY_BYTES,
  text,
  unixMilliseconds,
} from './fields';

/** The vendor's product number of server push to CDN. */
export const CDN_PRODUCT_ID = 2;

/** The `code` of a push that went well; every other one is an error. */
export const SUCCESS_CODE = 200;

/** `code`: what became of the push. */
export const cdnCodes = {
  200: 'success',
  450: 'invalid parameter',
  451: 'invalid stream address',
  452: 'no push in progress',
  453: 'unsupported operation',
  454: 'already publishing to this address',
  455: 'over the limit of 10 streams',
  456: 'no permission',
  30: 'RTMP handshake failed',
  31: 'RTMP connect failed',
  32: 'RTMP publish failed',
  33: 'TCP connection lost',
} as const satisfies Record<number, string>;

/** The meaning of a `code`; one that the vendor does not list is `unknown (n)`. */
export const codeMeaning = (code: number): string => labelOf(cdnCodes, code);

const stream = {
  stream: keyText(
    'the RTMP address pushed to, at most 1024 bytes; it carries the publishing key: treat it as a secret',
    SORT_KEY_BYTES,
  ),
  time: unixMilliseconds('Unix milliseconds of the event'),
  channel: keyText('channel name', PARTITION_KEY_BYTES),
};

const outcome = {
  code: integer(
    `what became of it: ${Object.entries(cdnCodes)
      .map(([code, meaning]) => `${code} ${meaning}`)
      .join(', ')}`,
  ),
  reason: v.optional(text('free text')),
};

// Nothing that the tables need: senders leave it out.
const uid = v.optional(keyText("the user's id", PARTITION_KEY_BYTES));

// Sent for what the push carries; an attempt that failed, or a push of sound alone, leaves fields out.
const media = {
  videoCodec: v.optional(text("the output video's codec: H.264, H.265")),
  videoProfile: v.optional(text("the output video's profile: High, Main, Baseline")),
  width: v.optional(integer("the output video's width in px")),
  height: v.optional(integer("the output video's height in px")),
  audioCodec: v.optional(text("the output audio's codec: AAC")),
  audioProfile: v.optional(text("the output audio's profile: LC, HE")),
  audioChannels: v.optional(integer('number of output audio channels')),
  audioSampleRate: v.optional(integer("the output audio's sample rate in Hz")),
};

const event = <const Name extends string>(name: Name) =>
  v.pipe(v.literal(name), v.description('the push event'));

/** Every notification type of server push to CDN, in the order of the vendor's page. */
export const cdnNotificationTypes = [
  defineNotification({
    productId: CDN_PRODUCT_ID,
    eventType: 1,
    eventName: 'Publish Stream',
    meaning: 'A push began, or failed to (开始推流).',
    payload: v.object({ event: event('PublishStream'), ...stream, ...outcome, ...media }),
  }),
  defineNotification({
    productId: CDN_PRODUCT_ID,
    eventType: 2,
    eventName: 'Unpublish Stream',
    meaning: 'A push was cancelled (取消推流).',
    payload: v.object({ event: event('UnpublishStream'), ...stream, ...outcome }),
  }),
  defineNotification({
    productId: CDN_PRODUCT_ID,
    eventType: 3,
    eventName: 'Publish Status',
    meaning: "A push's status changed (推流状态改变).",
    payload: v.object({ event: event('PublishStatus'), ...stream, ...outcome }),
  }),
  defineNotification({
    productId: CDN_PRODUCT_ID,
    eventType: 4,
    eventName: 'Update Transcoding',
    meaning: "A push's transcoding layout was updated (推流的转码布局设置已更新).",
    payload: v.object({ event: event('UpdateTranscoding'), ...stream, ...outcome, ...media }),
  }),
  defineNotification({
    productId: CDN_PRODUCT_ID,
    eventType: 5,
    eventName: 'Publish Request',
    meaning: "anyRTC's push server received the request to begin a push (推流服务器收到开始推流的请求).",
    payload: v.object({ event: event('PublishRequest'), ...stream, uid }),
  }),
  defineNotification({
    productId: CDN_PRODUCT_ID,
    eventType: 6,
    eventName: 'Publish First Frame',
    meaning: 'The first video frame reached the CDN (视频首帧已推到 CDN).',
    payload: v.object({
      event: event('PublishFirstFrame'),
      ...stream,
      uid,
      elapse: v.optional(integer('milliseconds from PublishRequest to the first frame')),
      retry: v.optional(flag("true when anyRTC's server re-pushed by itself, false for the first push")),
    }),
  }),
] as const;

/** A notification of server push to CDN in the documented form. */
export type CdnNotification = v.InferOutput<(typeof cdnNotificationTypes)[number]['schema']>;
