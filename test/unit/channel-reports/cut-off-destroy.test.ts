// What becomes of stays whose channel was destroyed, where closing them was cut off and the destroy never comes again.
import { Reported } from '../../helpers/reported';
import { withoutPauses } from '../../helpers/without-pauses';
import { at, detailsOf, itemsOf, life } from './lives';

let restorePauses = () => {};
beforeAll(() => {
  restorePauses = withoutPauses();
});
afterAll(() => restorePauses());

/** Lets a projection write one table and crash before it reads the other. */
const cutOff = async (
  all: Reported,
  table: 'channelSessions' | 'userSessions',
  notification: Parameters<Reported['project']>[0][number],
) => {
  const read = table === 'userSessions' ? ('query' as const) : ('get' as const);
  const tableRead = jest.spyOn(all.tables[table], read).mockImplementation(() => {
    throw new Error('killed');
  });
  await expect(all.project([notification])).rejects.toThrow('did not take');
  tableRead.mockRestore();
};

const watched = async () => {
  const all = new Reported();
  const first = life('c1');
  await all.project([
    first.create(0),
    first.join(1, 'u1', 5),
    first.watch(2, 'u2', 6),
    first.leave(1, 'u1', 50),
  ]);
  await all.settle();
  return { all, first };
};

describe('a destroy that was cut off', () => {
  it('closes every stay once nothing new has come for a minute, and is told as it then is', async () => {
    const { all, first } = await watched();
    await cutOff(all, 'userSessions', first.destroy(100));
    await all.settle();
    // Until then its projection may be at it still.
    expect(itemsOf(all).stays).toMatchObject([{ status: 'left' }, { status: 'online' }]);
    await all.pass(2);
    expect(itemsOf(all).stays).toMatchObject([
      { uSId: 'u1', leaveReason: 'normal leave', leftAt: at(50) },
      { uSId: 'u2', leaveReason: 'channel destroyed', leftAt: at(100), leaveInferred: true },
    ]);
    expect(all.report('c1')).toMatchObject({ status: 'ended', onlineUsers: 0, userSeconds: 45 + 94 });
    expect(all.report('c1')).not.toHaveProperty('checkAt');
    expect(detailsOf(all)).toMatchObject([{ onlineUsers: 0 }]);
  });

  it('leaves nothing to change to the destroy that comes again after all, nor to a recount', async () => {
    const { all, first } = await watched();
    const destroy = first.destroy(100);
    await cutOff(all, 'userSessions', destroy);
    await all.settle();
    await all.pass(2);
    const before = itemsOf(all);
    await all.project([destroy]);
    await all.settle();
    await all.pass(3);
    expect(itemsOf(all)).toEqual(before);
    expect(all.events).toHaveLength(1);
  });

  it('gives way to a later one and to a real leave', async () => {
    const { all, first } = await watched();
    await all.project([first.destroy(100)]);
    await cutOff(all, 'userSessions', first.destroy(120));
    await all.settle();
    await all.pass(2);
    expect(itemsOf(all).stays).toMatchObject([{ leftAt: at(50) }, { leftAt: at(120) }]);
    await all.project([first.leave(2, 'u2', 90)]);
    await all.settle();
    await all.pass(2);
    expect(itemsOf(all).stays).toMatchObject([{}, { leftAt: at(90), leaveReason: 'normal leave' }]);
  });

  it('hides an end that a recount found later than the channel ended', async () => {
    const { all, first } = await watched();
    await all.project([first.watch(2, 'u3', 110)]);
    await all.settle();
    expect(itemsOf(all).stays).toMatchObject([{}, { leaveReason: 'joined again', leftAt: at(110) }, {}]);
    await cutOff(all, 'userSessions', first.destroy(100));
    await all.settle();
    await all.pass(2);
    expect(itemsOf(all).stays).toMatchObject([
      {},
      { leaveReason: 'channel destroyed', leftAt: at(100) },
      { leaveReason: 'channel destroyed', leftAt: at(100) },
    ]);
  });

  it('closes a stay that came after it and was cut off itself', async () => {
    const { all, first } = await watched();
    await all.project([first.destroy(100)]);
    await all.settle();
    await all.pass(2);
    await cutOff(all, 'channelSessions', first.watch(3, 'u3', 70));
    await all.settle();
    expect(itemsOf(all).stays).toMatchObject([{}, {}, { uSId: 'u3', status: 'online' }]);
    await all.pass(2);
    expect(itemsOf(all).stays).toMatchObject([{}, {}, { leaveReason: 'channel destroyed', leftAt: at(100) }]);
  });
});
