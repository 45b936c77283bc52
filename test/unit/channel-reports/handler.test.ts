// What the channel reports put on the bus, and which events make them look.
import { messageOf } from '../../helpers/queue-messages';
import { BEGIN, Reported } from '../../helpers/reported';
import { withoutPauses } from '../../helpers/without-pauses';
import { at, detailsOf, itemsOf, life } from './lives';

let restorePauses = () => {};
beforeAll(() => {
  restorePauses = withoutPauses();
});
afterAll(() => restorePauses());

describe('what is put on the bus', () => {
  it('is a report anew where a late leave changes it, with a greater basis, and not where nothing is new', async () => {
    const all = new Reported();
    const first = life('c1');
    const leave = first.leave(1, 'u1', 60);
    await all.project([first.create(0), first.join(1, 'u1', 5), first.destroy(100)]);
    await all.settle();
    expect(all.events).toEqual([]);
    await all.pass(2);
    await all.project([leave]);
    await all.settle();
    expect(all.events).toHaveLength(1);
    await all.pass(2);
    expect(detailsOf(all)).toMatchObject([
      { userSeconds: 95, leavesByReason: { 'channel destroyed': 1 } },
      { userSeconds: 55, leavesByReason: { 'normal leave': 1 } },
    ]);
    expect(detailsOf(all)[1].basis).toBeGreaterThan(detailsOf(all)[0].basis);
    // A second join of the stay, later than the first: it changes order keys alone.
    await all.project([first.join(1, 'u1', 5)]);
    await all.settle();
    await all.pass(5);
    expect(all.events).toHaveLength(2);
  });

  it('comes again where the bus would not take it', async () => {
    const all = new Reported();
    const first = life('c1');
    await all.project([first.create(0), first.destroy(100)]);
    await all.settle();
    all.nowMs += 120_000;
    all.onPut = () => {
      throw new Error('no bus');
    };
    await expect(all.changed()).rejects.toThrow('no bus');
    all.onPut = () => {};
    await all.pass(1);
    expect(all.events).toHaveLength(1);
    expect(all.report('c1')).not.toHaveProperty('checkAt');
  });

  it('is every change of the counts, where that is asked for', async () => {
    const all = new Reported({ countEvents: true });
    const first = life('c1');
    await all.project([first.create(0)]);
    await all.settle();
    expect(all.events).toEqual([]);
    await all.project([first.join(1, 'u1', 5), first.watch(2, 'u2', 6)]);
    await all.settle();
    await all.project([first.leave(1, 'u1', 60)]);
    await all.settle();
    expect(all.events.map(({ detailType }) => detailType)).toEqual([
      'Channel Count Changed',
      'Channel Count Changed',
    ]);
    expect(detailsOf(all)).toEqual([
      {
        channelSId: 'c1',
        channelName: 'show',
        onlineUsers: 2,
        onlineBroadcasters: 1,
        onlineAudience: 1,
        onlineParticipants: 0,
        countedAt: at(0),
        basis: expect.any(Number),
      },
      {
        channelSId: 'c1',
        channelName: 'show',
        onlineUsers: 1,
        onlineBroadcasters: 0,
        onlineAudience: 1,
        onlineParticipants: 0,
        countedAt: at(0),
        basis: expect.any(Number),
      },
    ]);
  });
});

describe('where the time is up', () => {
  it('closes what is left at the next schedule', async () => {
    const all = new Reported();
    const [first, second] = [life('c1'), life('c2')];
    await all.project([
      first.create(0),
      ...[1, 2, 3].map((uid) => first.join(uid, `u${uid}`, uid)),
      second.create(100),
    ]);
    let looks = 0;
    // Enough to begin and to read; not to close.
    const remaining = () => (looks++ < 3 ? 60_000 : 1_000);
    await all.handler()(
      { Records: [{ eventName: 'MODIFY', dynamodb: { Keys: { channelSId: { S: 'c1' } } } }] },
      { getRemainingTimeInMillis: remaining },
    );
    expect(itemsOf(all).stays.filter(({ status }) => status === 'online').length).toBeGreaterThan(0);
    expect(all.report('c1')).toMatchObject({ checkChannelSId: 'c1', checkAt: BEGIN });
    await all.pass(1);
    expect(itemsOf(all).stays.map(({ status }) => status)).toEqual(['left', 'left', 'left']);
  });
});

describe('the event', () => {
  const context = { getRemainingTimeInMillis: () => 60_000 };

  it('of an expired item asks for nothing', async () => {
    const all = new Reported();
    await all.project([life('c1').create(0)]);
    await all.handler()(
      {
        Records: [
          {
            eventName: 'REMOVE',
            userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
            dynamodb: { Keys: { channelSId: { S: 'c1' } } },
          },
        ],
      },
      context,
    );
    expect(all.report('c1')).toBeUndefined();
  });

  it('may name channels', async () => {
    const all = new Reported();
    await all.project([life('c1').create(0)]);
    await all.handler()({ channelSIds: ['c1', 'gone'] }, context);
    expect(all.report('c1')).toMatchObject({ status: 'live', stays: 0 });
  });

  it('of another kind is refused', async () => {
    await expect(new Reported().handler()({ Records: [messageOf('m', {})] }, context)).rejects.toThrow(
      'Neither',
    );
  });
});
