// An event that was not recognized when it was put on the bus, on the embedded stack's bus with today's projections.
import { eventPatterns } from '../../../functions/contract/events';
import { LocalBus } from '../../../lib/local/local-bus';
import { ProjectionQueue } from '../../../lib/local/projection-queue';
import { joinNotice, publishRequest, roleNotice } from '../../helpers/notices';
import { memoryTables, projectionsOver } from '../../helpers/projections';

const TS = 1_767_225_600;
const stay = { channelName: 'room', channelSId: 'c', uid: 5, uSId: 'u' };
const push = { channel: 'room', stream: 'rtmp://push.example.com/live/x', time: TS * 1000, uid: '5' };

const setUp = () => {
  const tables = memoryTables();
  const { rtc, cdn } = projectionsOver(tables, { to: (table) => table });
  const bus = new LocalBus([
    { pattern: eventPatterns.rtc, queue: new ProjectionQueue('rtc-sessions', rtc) },
    { pattern: eventPatterns.cdn, queue: new ProjectionQueue('cdn-streams', cdn) },
  ]);
  /** As a contract of before put it on the bus, and as the archive hands it out again. */
  const replay = (notification: object) =>
    bus.put({
      source: 'anyrtc.unrecognized',
      detailType: 'Unrecognized Notification',
      detail: JSON.stringify({ ...notification, issues: [{ path: 'eventType', message: 'of before' }] }),
    });
  return { tables, replay };
};

it('reaches the tables where the contract reads it now, whatever form it came in', async () => {
  const { tables, replay } = setUp();
  await replay(joinNotice('join', 103, { ...stay, ts: TS, platform: 7 }));
  await replay({ ...roleNotice('role', 112, { ...stay, ts: TS + 1 }), productId: '1', eventType: '112' });
  await replay({ ...publishRequest('request', push), productId: '2' });
  expect(tables.userSessions.items()).toMatchObject([{ uSId: 'u', role: 'audience' }]);
  expect(tables.channelSessions.items()).toMatchObject([{ channelSId: 'c', status: 'live' }]);
  expect(tables.cdnStreams.items()).toMatchObject([{ channel: 'room', status: 'requested' }]);
});

it.each([
  ['an unknown type', { ...joinNotice('n', 103, { ...stay, ts: TS, platform: 7 }), eventType: 199 }],
  ['a payload that says nothing', { noticeId: 'n', productId: 2, eventType: 5, payload: null }],
  ['a product with no table', { noticeId: 'n', productId: 3, eventType: 40, payload: { cname: 'room' } }],
  ['no product', { noticeId: 'n' }],
])('is left alone with %s', async (_, notification) => {
  const { tables, replay } = setUp();
  await replay(notification);
  expect(Object.values(tables).map((table) => table.items().length)).toEqual([0, 0, 0]);
});
