// The notifications of the cases: short, and such that every call is made at every place.
import type { Notification } from '../../functions/contract/notification';
import {
  channelNotice,
  joinNotice,
  leaveNotice,
  publishFirstFrame,
  publishRequest,
  publishStream,
  roleNotice,
  unpublishStream,
} from '../helpers/notices';

/** In every stream's address: nothing that the functions print may hold it. */
export const STREAM_KEY = 'stream-key-that-nobody-may-print';

/** An hour ago, in Unix seconds: what is too old is not projected. */
const START = Math.floor(Date.now() / 1000) - 3_600;

const room = (ts: number) => ({ channelName: 'room', channelSId: 'c1', ts: START + ts });
const user = (uid: number, ts: number) => ({ ...room(ts), uid, uSId: `u${uid}` });
const push = (name: string, time: number) => ({
  channel: 'room',
  stream: `rtmp://${name}.example.com/live/x?key=${STREAM_KEY}`,
  time: START * 1000 + time,
});

/**
 * The batches of each projection. Real-time communication: three stays in a channel whose start is unknown; then
 * its end, together with a leave and a join that only now arrives; then the start.
 */
export const batches: Readonly<Record<'rtc-sessions' | 'cdn-streams', readonly (readonly Notification[])[]>> =
  {
    'rtc-sessions': [
      [
        joinNotice('join-1', 103, { ...user(1, 1), platform: 7 }),
        joinNotice('join-2', 105, { ...user(2, 2), platform: 2 }),
        // Nothing else ever comes about this one: only the channel's end can close it.
        joinNotice('join-4', 107, { ...user(4, 4), platform: 8 }),
      ],
      [
        channelNotice('destroy', 102, room(60)),
        leaveNotice('leave-1', 104, { ...user(1, 50), platform: 7, reason: 1 }),
        joinNotice('join-3', 103, { ...user(3, 3), platform: 1 }),
      ],
      [channelNotice('create', 101, room(0)), roleNotice('role-2', 111, user(2, 10))],
    ],
    'cdn-streams': [
      [
        publishRequest('request-a', { ...push('a', 0), uid: '1' }),
        publishRequest('request-b', { ...push('b', 0), uid: '1' }),
      ],
      [
        publishStream('publish-a', { ...push('a', 900), code: 200, reason: 'ok', width: 1280, height: 720 }),
        publishStream('publish-b', { ...push('b', 900), code: 451, reason: 'no such address' }),
        publishFirstFrame('frame-a', { ...push('a', 950), uid: '1', elapse: 950, retry: false }),
      ],
      [unpublishStream('stop-a', { ...push('a', 60_000), code: 200, reason: 'ok' })],
    ],
  };

/** What is sent to the endpoint: the last one is of a type that the contract does not know. */
export const sentToEndpoint: readonly Readonly<Record<string, unknown>>[] = [
  ...[channelNotice('create', 101, room(0)), joinNotice('join-1', 103, { ...user(1, 1), platform: 7 })],
  publishStream('publish-a', { ...push('a', 900), code: 200, reason: 'ok' }),
  {
    noticeId: 'unknown',
    productId: 3,
    eventType: 40,
    notifyMs: START * 1000 + 1_000,
    payload: { cname: 'room' },
  },
].map((notification) => ({ ...notification }));
