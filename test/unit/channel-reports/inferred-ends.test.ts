// What the channel reports do with the tables: ends that nobody told.
import { REPORT_SOURCE } from '../../../functions/contract/events';
import { publishStatus } from '../../helpers/notices';
import { BEGIN_MS, Reported } from '../../helpers/reported';
import { withoutPauses } from '../../helpers/without-pauses';
import { at, detailsOf, id, itemsOf, life, publish, push } from './lives';

let restorePauses = () => {};
beforeAll(() => {
  restorePauses = withoutPauses();
});
afterAll(() => restorePauses());

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
