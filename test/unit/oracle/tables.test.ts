// What the oracle takes into its tables at all, and what it leaves out.
import { channelNotice, joinNotice, leaveNotice, publishRequest } from '../../helpers/notices';
import { comparable, expectedTables } from '../../helpers/oracle';

const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: ['test_webhook'] };

// 2022-11-22T10:00:00Z
const T = 1669111200;
const at = (seconds: number): string => new Date((T + seconds) * 1000).toISOString();
const DAY = 86_400;

const channel = { channelName: 'show68', channelSId: 'c1' };
const user = { ...channel, uid: 52781, uSId: 'u1' };

const create = (id: string, ts: number) => channelNotice(id, 101, { ...channel, ts });
const join = (id: string, ts: number) => joinNotice(id, 103, { ...user, ts, platform: 7 });
const leave = (id: string, ts: number) => leaveNotice(id, 104, { ...user, ts, platform: 2, reason: 1 });

const sessions = (...notifications: Parameters<typeof expectedTables>[0]) => {
  const { channelSessions, userSessions } = expectedTables(notifications, settings);
  return { channel: channelSessions[0], stay: userSessions[0], channelSessions, userSessions };
};

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
