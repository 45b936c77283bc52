// Notifications of one push, and the item that comes of them, whatever their order.
import { type CdnStream, mergeCdnStream } from '../../../functions/cdn-streams/cdn-stream';
import type { CdnNotification } from '../../../functions/contract/cdn';
import { readNotification } from '../../../functions/contract/notification';
import { documentedType, notificationOf } from '../../helpers/documented-types';
import { permutationsOf } from '../../helpers/permutations';

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

/** The stored item after notifications came one by one. */
export const stored = (notifications: readonly CdnNotification[]): CdnStream => {
  let item: CdnStream | undefined;
  for (const notification of notifications) {
    item = Object.freeze({ ...mergeCdnStream(item, [notification], settings), revision: 1 });
    Object.freeze(item.asOf);
  }
  if (item === undefined) throw new Error('no notification');
  return item;
};

/** The item, which is the same whatever the order, one by one and in one batch, and with everything twice. */
export const always = (notifications: readonly CdnNotification[]): CdnStream => {
  const expected = stored(notifications);
  for (const order of permutationsOf(notifications)) {
    expect(stored(order)).toEqual(expected);
    expect(stored([...order, ...order])).toEqual(expected);
    const [first, ...rest] = order;
    if (first === undefined) throw new Error('no notification');
    expect({ ...mergeCdnStream(undefined, [first, ...rest], settings), revision: 1 }).toEqual(expected);
  }
  return expected;
};

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
