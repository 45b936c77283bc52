// One push of one channel to one address: the item of CdnStreams and its merge.
import * as v from 'valibot';
import { type CdnNotification, codeMeaning, SUCCESS_CODE } from '../contract/cdn';
import { occurredAtMs } from '../contract/events';
import {
  bookkeeping,
  booleanAttribute,
  expiryAfter,
  greatest,
  isLater,
  isoTime,
  least,
  numberAttribute,
  orderKey,
  type ProjectionSettings,
  stringAttribute,
  timeAttribute,
  withoutUndefined,
} from '../shared/item';
import type { Unrevised } from '../shared/projection-store';

const statuses = ['requested', 'publishing', 'interrupted', 'failed', 'stopped'] as const;
type Status = (typeof statuses)[number];

const PUBLISH_STREAM = 1;
const UNPUBLISH_STREAM = 2;
const PUBLISH_STATUS = 3;
const UPDATE_TRANSCODING = 4;
const PUBLISH_REQUEST = 5;
const PUBLISH_FIRST_FRAME = 6;

/** Rank of a notification type among events of one time: the order in which a push lives through them. */
const ranks = {
  [PUBLISH_REQUEST]: 0,
  [PUBLISH_STREAM]: 1,
  [PUBLISH_FIRST_FRAME]: 2,
  [PUBLISH_STATUS]: 3,
  [UPDATE_TRANSCODING]: 4,
  [UNPUBLISH_STREAM]: 5,
} as const;

/**
 * The status that a code sets, by notification type. A pair that is not listed leaves the status as it is: 454
 * is a second request for a stream that is running, and must not mark it failed.
 */
const statusByCode: Readonly<Record<number, Readonly<Record<number, Status>>>> = {
  [PUBLISH_STREAM]: {
    200: 'publishing',
    450: 'failed',
    451: 'failed',
    455: 'failed',
    456: 'failed',
    30: 'failed',
    31: 'failed',
    32: 'failed',
    33: 'failed',
  },
  [PUBLISH_STATUS]: {
    200: 'publishing',
    30: 'interrupted',
    31: 'interrupted',
    32: 'interrupted',
    33: 'interrupted',
    450: 'failed',
    451: 'failed',
    455: 'failed',
    456: 'failed',
  },
  [UNPUBLISH_STREAM]: { 200: 'stopped', 452: 'stopped' },
};

/** The status that a notification sets, if it sets one. */
const statusOf = (notification: CdnNotification): Status | undefined => {
  switch (notification.eventType) {
    case PUBLISH_REQUEST:
      return 'requested';
    case PUBLISH_FIRST_FRAME:
      return 'publishing';
    default:
      return statusByCode[notification.eventType]?.[notification.payload.code];
  }
};

/** The item of CdnStreams. */
export const cdnStreamSchema = v.object({
  channel: stringAttribute("the channel's name"),
  stream: stringAttribute('the RTMP address pushed to; **it carries the publishing key**'),
  status: v.optional(
    v.pipe(
      v.picklist(statuses),
      v.description('what the push is doing; absent while only notifications have come that set no status'),
    ),
  ),
  statusAt: v.optional(timeAttribute('since when; absent with `status`')),
  statusEvent: v.optional(stringAttribute('the `payload.event` that set it; absent with `status`')),
  requestedAt: v.optional(timeAttribute('the latest `PublishRequest`; absent while none has come')),
  uid: v.optional(
    stringAttribute("the user's id in the latest `PublishRequest`; absent while none has come"),
  ),
  publishedAt: v.optional(
    timeAttribute('the latest `PublishStream` with code 200; absent while none has come'),
  ),
  firstFrameAt: v.optional(timeAttribute('the latest `PublishFirstFrame`; absent while none has come')),
  firstFrameElapsedMs: v.optional(
    numberAttribute('milliseconds from request to first frame; absent with `firstFrameAt`'),
  ),
  firstFrameRetry: v.optional(
    booleanAttribute("true where anyRTC's server re-pushed by itself; absent with `firstFrameAt`"),
  ),
  stoppedAt: v.optional(
    timeAttribute('the latest `UnpublishStream` that stopped the push; absent while none has come'),
  ),
  video: v.optional(
    v.pipe(
      v.object({
        codec: v.optional(v.string()),
        profile: v.optional(v.string()),
        width: v.optional(v.number()),
        height: v.optional(v.number()),
      }),
      v.description(
        '`{codec, profile, width, height}` of the latest `PublishStream` or `UpdateTranscoding` with code 200; what was not sent is left out',
      ),
    ),
  ),
  audio: v.optional(
    v.pipe(
      v.object({
        codec: v.optional(v.string()),
        profile: v.optional(v.string()),
        channels: v.optional(v.number()),
        sampleRate: v.optional(v.number()),
      }),
      v.description('`{codec, profile, channels, sampleRate}` of the same notification as `video`'),
    ),
  ),
  lastError: v.optional(
    v.pipe(
      v.object({
        code: v.number(),
        meaning: v.string(),
        reason: v.string(),
        event: v.string(),
        at: v.string(),
      }),
      v.description(
        '`{code, meaning, reason, event, at}` of the latest notification whose code is not 200; absent while none has come',
      ),
    ),
  ),
  activeChannel: v.optional(
    stringAttribute('`channel` while `requested`, `publishing` or `interrupted`, else absent'),
  ),
  firstEventAt: timeAttribute("the earliest notification's event"),
  lastEventAt: timeAttribute("the latest notification's event"),
  ...bookkeeping,
});

/** One push of one channel to one address. */
export type CdnStream = v.InferOutput<typeof cdnStreamSchema>;

type Content = Unrevised<CdnStream>;
/** What the notifications say; the rest of the item follows from it. */
type Facts = Omit<Content, 'activeChannel' | 'expiresAt'> & { readonly revision?: number };

/**
 * Folds notifications of one push into its item. Commutative, associative and idempotent.
 *
 * @param notifications - at least one, all of one `channel` and `stream`
 */
export const mergeCdnStream = (
  current: CdnStream | undefined,
  notifications: readonly [CdnNotification, ...CdnNotification[]],
  settings: ProjectionSettings,
): Content => complete(notifications.reduce(fold, current ?? startOf(notifications[0])), settings);

const startOf = (notification: CdnNotification): Facts => {
  const { channel, stream } = notification.payload;
  const occurredAt = isoTime(occurredAtMs(notification));
  return { channel, stream, firstEventAt: occurredAt, lastEventAt: occurredAt, asOf: {} };
};

const fold = (push: Facts, notification: CdnNotification): Facts => {
  const occurredAt = isoTime(occurredAtMs(notification));
  const key = orderKey(occurredAt, ranks[notification.eventType], notification.noticeId);
  const asOf = { ...push.asOf };
  const next: Facts = {
    ...push,
    firstEventAt: least(push.firstEventAt, occurredAt),
    lastEventAt: greatest(push.lastEventAt, occurredAt),
  };
  /** Whether this notification is the latest for a register; it then is what the register is as of. */
  const takesOver = (register: string): boolean => {
    if (!isLater(key, asOf[register])) return false;
    asOf[register] = key;
    return true;
  };

  const status = statusOf(notification);
  if (status !== undefined && takesOver('status')) {
    next.status = status;
    next.statusAt = occurredAt;
    next.statusEvent = notification.payload.event;
  }
  switch (notification.eventType) {
    case PUBLISH_REQUEST:
      if (takesOver('requestedAt')) {
        next.requestedAt = occurredAt;
        next.uid = notification.payload.uid;
      }
      break;
    case PUBLISH_FIRST_FRAME:
      if (takesOver('firstFrameAt')) {
        next.firstFrameAt = occurredAt;
        next.firstFrameElapsedMs = notification.payload.elapse;
        next.firstFrameRetry = notification.payload.retry;
      }
      break;
    default:
      if (notification.payload.code !== SUCCESS_CODE && takesOver('lastError')) {
        const { code, reason, event } = notification.payload;
        next.lastError = { code, meaning: codeMeaning(code), reason, event, at: occurredAt };
      }
  }
  // Nothing but a time: the greatest needs no order key.
  if (isPublished(notification)) next.publishedAt = greatest(push.publishedAt, occurredAt);
  if (status === 'stopped') next.stoppedAt = greatest(push.stoppedAt, occurredAt);
  if (isMediaDescription(notification) && takesOver('media')) {
    Object.assign(next, { video: undefined, audio: undefined }, mediaOf(notification.payload));
  }
  return { ...next, asOf };
};

type MediaNotification = Extract<CdnNotification, { eventType: 1 | 4 }>;

const isPublished = (notification: CdnNotification): boolean =>
  notification.eventType === PUBLISH_STREAM && notification.payload.code === SUCCESS_CODE;

const isMediaDescription = (notification: CdnNotification): notification is MediaNotification =>
  (notification.eventType === PUBLISH_STREAM || notification.eventType === UPDATE_TRANSCODING) &&
  notification.payload.code === SUCCESS_CODE;

/** Video and audio as sent: what was not sent is left out, and so is an empty map. */
const mediaOf = (payload: MediaNotification['payload']): Pick<Facts, 'video' | 'audio'> => {
  const video = withoutUndefined({
    codec: payload.videoCodec,
    profile: payload.videoProfile,
    width: payload.width,
    height: payload.height,
  });
  const audio = withoutUndefined({
    codec: payload.audioCodec,
    profile: payload.audioProfile,
    channels: payload.audioChannels,
    sampleRate: payload.audioSampleRate,
  });
  return {
    ...(Object.keys(video).length > 0 && { video }),
    ...(Object.keys(audio).length > 0 && { audio }),
  };
};

const isOver = (status: Status | undefined): boolean => status === 'stopped' || status === 'failed';

const complete = (push: Facts, settings: ProjectionSettings): Content => {
  const { revision: _, ...facts } = push;
  return withoutUndefined({
    ...facts,
    activeChannel: facts.status === undefined || isOver(facts.status) ? undefined : facts.channel,
    expiresAt: expiryAfter(
      facts.lastEventAt,
      isOver(facts.status) ? settings.retentionDays : settings.openRetentionDays,
    ),
  });
};
