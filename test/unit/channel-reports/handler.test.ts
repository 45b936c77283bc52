// What the channel reports do with the tables: ends that nobody told, reports, and what is put on the bus.
import { REPORT_SOURCE } from '../../../functions/contract/events';
import { channelNotice, joinNotice, leaveNotice, publishStatus, publishStream } from '../../helpers/notices';
import { messageOf } from '../../helpers/queue-messages';
import { BEGIN, BEGIN_MS, Reported } from '../../helpers/reported';
import { withoutPauses } from '../../helpers/without-pauses';

let restorePauses = () => {};
beforeAll(() => {
  restorePauses = withoutPauses();
});
afterAll(() => restorePauses());

const at = (seconds: number): string => new Date(BEGIN_MS + seconds * 1000).toISOString();
let notices = 0;
const id = () => `n${notices++}`;
const life = (channelSId: string) => {
  const channel = { channelName: 'show', channelSId };
  const user = (uid: number, uSId: string, seconds: number) => ({
    ...channel,
    uid,
    uSId,
    platform: 7,
    ts: BEGIN + seconds,
  });
  return {
    create: (seconds: number) => channelNotice(id(), 101, { ...channel, ts: BEGIN + seconds }),
    destroy: (seconds: number) => channelNotice(id(), 102, { ...channel, ts: BEGIN + seconds }),
    join: (uid: number, uSId: string, seconds: number) => joinNotice(id(), 103, user(uid, uSId, seconds)),
    watch: (uid: number, uSId: string, seconds: number) => joinNotice(id(), 105, user(uid, uSId, seconds)),
    leave: (uid: number, uSId: string, seconds: number) =>
      leaveNotice(id(), 104, { ...user(uid, uSId, seconds), reason: 1 }),
  };
};
const push = { channel: 'show', stream: 'rtmp://push.example.com/live/x' };
const publish = (seconds: number) =>
  publishStream(id(), { ...push, time: BEGIN_MS + seconds * 1000, code: 200, reason: '' });

const itemsOf = ({ tables }: Reported) => ({
  channels: tables.channelSessions.items(),
  stays: tables.userSessions.items(),
  pushes: tables.cdnStreams.items(),
});
const detailsOf = ({ events }: Reported) => events.map(({ detail }) => JSON.parse(detail));

describe('a channel that everybody has left', () => {
  it('ends after the waiting, at its latest event, and is told once', async () => {
    const all = new Reported();
    const first = life('c1');
    await all.project([first.create(0), first.join(1, 'u1', 5), first.leave(1, 'u1', 65), publish(10)]);
    await all.settle();
    expect(all.report('c1')).toMatchObject({ status: 'live', onlineUsers: 0, stays: 1, peakOnlineUsers: 1 });
    await all.pass(14);
    expect(itemsOf(all).channels).toMatchObject([{ status: 'live' }]);
    await all.pass(1);
    expect(itemsOf(all)).toMatchObject({
      channels: [
        {
          status: 'ended',
          destroyedAt: at(65),
          destroyInferred: true,
          destroyReason: 'empty',
          inferredEnd: { at: at(65), reason: 'empty' },
        },
      ],
      stays: [{ leaveReason: 'normal leave', leftAt: at(65) }],
      pushes: [{ status: 'stopped', statusEvent: 'channel ended', statusAt: at(65), stopInferred: true }],
    });
    expect(itemsOf(all).channels[0]).not.toHaveProperty('liveChannel');
    expect(itemsOf(all).channels[0]).not.toHaveProperty('durationSeconds');
    await all.pass(3);
    const report = all.report('c1');
    expect(report).toMatchObject({
      endReason: 'empty',
      endedAt: at(65),
      durationSeconds: 65,
      userSeconds: 60,
      endedDay: '2026-01-01',
    });
    expect(report).not.toHaveProperty('checkAt');
    expect(all.events).toMatchObject([{ source: REPORT_SOURCE, detailType: 'Channel Report' }]);
    const [detail] = detailsOf(all);
    const left = ['basisAt', 'told', 'endedDay', 'revision', 'expiresAt'];
    expect(detail).toEqual(
      Object.fromEntries(Object.entries(report ?? {}).filter(([attribute]) => !left.includes(attribute))),
    );
    expect(report?.told).toEqual({ basis: detail.basis });
    await all.pass(60);
    expect(all.events).toHaveLength(1);
  });

  it('lives again when somebody joins, and a report of more is told after it has ended again', async () => {
    const all = new Reported({ emptyMinutes: 1 });
    const first = life('c1');
    await all.project([first.create(0), first.join(1, 'u1', 5), first.leave(1, 'u1', 65)]);
    await all.settle();
    await all.pass(4);
    await all.project([first.watch(2, 'u2', 300)]);
    await all.settle();
    expect(itemsOf(all).channels).toMatchObject([{ status: 'live', liveChannel: 'show' }]);
    expect(itemsOf(all).channels[0]).not.toHaveProperty('inferredEnd');
    await all.project([first.leave(2, 'u2', 360)]);
    await all.settle();
    await all.pass(4);
    const [before, after] = detailsOf(all);
    expect(after).toMatchObject({ stays: 2, endedAt: at(360), endReason: 'empty' });
    expect(after.basis).toBeGreaterThan(before.basis);
    expect(all.events).toHaveLength(2);
  });

  it('stays live where emptyMinutes is 0 and no later life begins', async () => {
    const all = new Reported({ emptyMinutes: 0 });
    const [first, second] = [life('c1'), life('c2')];
    await all.project([first.create(0), first.join(1, 'u1', 5), first.leave(1, 'u1', 65)]);
    await all.settle();
    await all.pass(60);
    expect(itemsOf(all).channels).toMatchObject([{ status: 'live' }]);
    await all.project([second.create(4000)]);
    await all.settle();
    expect(itemsOf(all).channels).toMatchObject([{ destroyReason: 'empty' }, { status: 'live' }]);
  });
});

describe('a later life of the name', () => {
  it('ends the one before, its stays, and what users did twice', async () => {
    const all = new Reported();
    const [first, second] = [life('c1'), life('c2')];
    await all.project([
      first.create(0),
      first.join(1, 'u1', 5),
      first.join(1, 'u2', 50),
      first.join(2, 'u3', 60),
      publish(20),
    ]);
    await all.settle();
    expect(itemsOf(all).stays).toMatchObject([
      { uSId: 'u1', leaveReason: 'joined again', leftAt: at(50), leaveInferred: true, durationSeconds: 45 },
      { uSId: 'u2', status: 'online' },
      { uSId: 'u3', status: 'online' },
    ]);
    await all.project([second.join(3, 'v1', 500)]);
    await all.settle();
    // Its start is inferred so far.
    expect(itemsOf(all).channels).toMatchObject([{ status: 'live' }, { status: 'live' }]);
    await all.project([second.create(499)]);
    await all.settle();
    expect(itemsOf(all)).toMatchObject({
      channels: [{ destroyReason: 'superseded', destroyedAt: at(60) }, { status: 'live' }],
      stays: [
        { uSId: 'u1', leaveReason: 'joined again' },
        { uSId: 'u2', leaveReason: 'channel superseded', leftAt: at(60) },
        { uSId: 'u3', leaveReason: 'channel superseded', leftAt: at(60), status: 'left' },
        { uSId: 'v1', status: 'online' },
      ],
      pushes: [{ status: 'publishing' }],
    });
    expect(all.report('c1')).toMatchObject({
      endReason: 'superseded',
      leavesByReason: { 'channel superseded': 2, 'joined again': 1 },
      quality: { staysWithoutJoin: 0, leavesInferred: 3 },
      visits: 2,
      users: 2,
      stays: 3,
    });
  });

  it('ends also one in which nobody has been', async () => {
    const all = new Reported();
    const [first, second] = [life('c1'), life('c2')];
    await all.project([first.create(0), second.create(100)]);
    await all.settle();
    expect(itemsOf(all).channels).toMatchObject([
      { destroyReason: 'superseded', destroyedAt: at(0) },
      { status: 'live' },
    ]);
  });

  it('leaves one alone in which more happens, and counts that', async () => {
    const all = new Reported();
    const [first, second] = [life('c1'), life('c2')];
    await all.project([first.create(0), first.join(1, 'u1', 161), second.create(100)]);
    await all.settle();
    expect(itemsOf(all).channels).toMatchObject([{ status: 'live' }, { status: 'live' }]);
    expect(all.metrics.some(({ values }) => Number(values.OverlappingLives) > 0)).toBe(true);
  });

  it('gives way to what the vendor tells', async () => {
    const all = new Reported();
    const [first, second] = [life('c1'), life('c2')];
    await all.project([first.create(0), first.join(1, 'u1', 5), second.create(100)]);
    await all.settle();
    await all.project([first.leave(1, 'u1', 80), first.destroy(90)]);
    await all.settle();
    const [channel] = itemsOf(all).channels;
    expect(channel).toMatchObject({ status: 'ended', destroyedAt: at(90), durationSeconds: 90 });
    expect(channel).not.toHaveProperty('inferredEnd');
    const [stay] = itemsOf(all).stays;
    expect(stay).toMatchObject({ leaveReason: 'normal leave', leftAt: at(80) });
    expect(stay).not.toHaveProperty('inferredEnd');
    expect(all.report('c1')).toMatchObject({ endReason: 'destroyed', endedAt: at(90) });
  });
});

describe('a channel of which nothing is heard', () => {
  it('ends after the silence, with its stays, and lives again by news', async () => {
    const all = new Reported({ silentHours: 1 });
    const first = life('c1');
    await all.project([first.create(0), first.join(1, 'u1', 5)]);
    await all.settle();
    await all.pass(61);
    expect(itemsOf(all)).toMatchObject({
      channels: [{ destroyReason: 'silent', destroyedAt: at(5) }],
      stays: [{ leaveReason: 'channel silent', leftAt: at(5) }],
    });
    await all.project([first.watch(2, 'u2', 61 * 60)]);
    await all.settle();
    expect(itemsOf(all)).toMatchObject({
      channels: [{ status: 'live' }],
      stays: [{ status: 'online' }, { status: 'online' }],
    });
  });
});

describe('pushes', () => {
  it('end with the last life of their name, and not with one before', async () => {
    const all = new Reported();
    const [first, second] = [life('c1'), life('c2')];
    await all.project([first.create(0), first.destroy(100), publish(50)]);
    await all.settle();
    expect(itemsOf(all).pushes).toMatchObject([{ status: 'stopped', stopInferredAt: at(100) }]);
    await all.project([second.create(300)]);
    await all.settle();
    const [running] = itemsOf(all).pushes;
    expect(running).toMatchObject({ status: 'publishing', activeChannel: 'show' });
    expect(running).not.toHaveProperty('stopInferredAt');
    await all.project([
      second.destroy(400),
      publishStatus(id(), { ...push, time: BEGIN_MS + 461_000, code: 200, reason: '' }),
    ]);
    await all.settle();
    // More than a minute after the end: it runs on without a channel that we know of.
    expect(itemsOf(all).pushes).toMatchObject([{ status: 'publishing' }]);
  });

  it('of a name without a known life run on', async () => {
    const all = new Reported();
    await all.project([publish(0)]);
    await all.settle();
    expect(itemsOf(all).pushes).toMatchObject([{ status: 'publishing' }]);
  });
});

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
