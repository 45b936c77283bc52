// What the oracle takes into its tables at all, and what it leaves out.
import { channelNotice, publishRequest } from '../../helpers/notices';
import { comparable, expectedTables } from '../../helpers/oracle';
import { at, DAY, T } from './lives';
import { create, join, leave, sessions, settings } from './one-life';

describe('the oracle, tables', () => {
  it('leaves out what is older than open items are kept, and no product but its two', () => {
    const now = (T + 365 * DAY) * 1000;
    const { channelSessions, userSessions } = expectedTables(
      [create('a', T - 1), join('b', T), leave('c', T + 1)],
      settings,
      now,
    );
    expect(channelSessions).toEqual([expect.objectContaining({ createdAt: at(0), createdInferred: true })]);
    expect(userSessions).toHaveLength(1);
    const recording = { noticeId: 'r', productId: 3, eventType: 40, payload: { sid: 's', sendts: T * 1000 } };
    expect(expectedTables([recording], settings)).toEqual({
      channelSessions: [],
      userSessions: [],
      cdnStreams: [],
    });
  });

  it('counts a notice once and leaves ignored channels out', () => {
    expect(sessions(join('a', T), join('a', T), leave('b', T + 1)).userSessions).toHaveLength(1);
    expect(
      expectedTables(
        [
          channelNotice('a', 101, { channelName: 'test_webhook', channelSId: 'c1', ts: T }),
          publishRequest('b', { channel: 'test_webhook', stream: 's', time: T * 1000, uid: '1' }),
        ],
        settings,
      ),
    ).toEqual({ channelSessions: [], userSessions: [], cdnStreams: [] });
  });
});

describe('comparable', () => {
  it('leaves out what only the product knows', () => {
    expect(comparable({ channelSId: 'c1', revision: 3, asOf: { name: 'x' } })).toEqual({ channelSId: 'c1' });
  });
});
