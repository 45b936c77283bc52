// Notifications of one push, and the item that comes of them.
import { mergeCdnStream } from '../../../functions/cdn-streams/cdn-stream';
import type { CdnNotification } from '../../../functions/contract/cdn';
import { readNotification } from '../../../functions/contract/notification';
import { folding } from '../../helpers/any-order';
import { documentedType, notificationOf } from '../../helpers/documented-types';

export const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: [] };

// 2022-11-22T10:00:00.500Z, and the expiry of a push whose latest event is then: over, or still open.
export const TEN = 1669111200500;
export const TEN_OVER = 1676887200;
export const TEN_OPEN = 1700647200;

export const [PUBLISH_STREAM, UNPUBLISH_STREAM, PUBLISH_STATUS] = [1, 2, 3] as const;
export const [UPDATE_TRANSCODING, PUBLISH_REQUEST, PUBLISH_FIRST_FRAME] = [4, 5, 6] as const;

/** A notification of one push, by its type, notice id and Unix milliseconds. */
export const notice = (
  eventType: CdnNotification['eventType'],
  noticeId: string,
  time = TEN,
  replaced: Readonly<Record<string, unknown>> = {},
): CdnNotification => {
  const json = { ...notificationOf(documentedType(2, eventType), { time, ...replaced }), noticeId };
  // What JSON cannot hold, a field that is undefined, is a field that was not sent.
  const reading = readNotification(JSON.parse(JSON.stringify(json)));
  if (!reading.recognized) throw new Error(JSON.stringify(reading.issues));
  if (reading.notification.productId !== 2) throw new Error('no notification of a push');
  return reading.notification;
};

export const { stored, always } = folding(mergeCdnStream, settings);

export const names = {
  channel: 'show68',
  stream: 'rtmp://push.example.com/live/show68?key=s3cr3t',
  revision: 1,
};
export const fullMedia = {
  video: { codec: 'H.264', profile: 'High', width: 1280, height: 720 },
  audio: { codec: 'AAC', profile: 'LC', channels: 2, sampleRate: 48000 },
};
export const noMedia = Object.fromEntries(
  [
    'videoCodec',
    'videoProfile',
    'width',
    'height',
    'audioCodec',
    'audioProfile',
    'audioChannels',
    'audioSampleRate',
  ].map((name) => [name, undefined]),
);
export const at = '2022-11-22T10:00:00.500Z';
