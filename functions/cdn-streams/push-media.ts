// How a push is encoded: video and audio as the latest notification told them.
import * as v from 'valibot';
import { type CdnNotification, SUCCESS_CODE } from '../contract/cdn';
import { withoutUndefined } from '../shared/item';
import { cdnEventTypes } from './push-status';

/** The attributes `video` and `audio` of a push. */
export const mediaAttributes = {
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
};

type MediaNotification = Extract<CdnNotification, { eventType: 1 | 4 }>;

/** Whether a notification tells how the push is encoded. */
export const isMediaDescription = (notification: CdnNotification): notification is MediaNotification =>
  (notification.eventType === cdnEventTypes.PublishStream ||
    notification.eventType === cdnEventTypes.UpdateTranscoding) &&
  notification.payload.code === SUCCESS_CODE;

/** Video and audio as sent: what was not sent is left out, and so is an empty map. */
export const mediaOf = (payload: MediaNotification['payload']) => {
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
