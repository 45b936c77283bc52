// No stay outlives its channel, whatever comes first and wherever it breaks off.
import { ELEVEN, message, setUp, TEN } from './watched-tables';

describe('no ghosts', () => {
  const destroy = message(102, 'd', TEN + 3600);
  const ghost = { status: 'left', leaveInferred: true, leftAt: ELEVEN, leaveReason: 'channel destroyed' };

  it('a destroy closes every stay without a real leave, over all pages', async () => {
    const { deliver, stays } = setUp();
    const joins = ['u1', 'u2', 'u3', 'u4', 'u5'].map((uSId) => message(103, `j-${uSId}`, TEN, { uSId }));
    await deliver(...joins, message(104, 'l', TEN + 60, { uSId: 'u3' }));
    expect(await deliver(destroy)).toEqual([]);
    expect(stays.memory.items()).toMatchObject([
      { uSId: 'u1', ...ghost },
      { uSId: 'u2', ...ghost },
      { uSId: 'u3', status: 'left', leftAt: '2022-11-22T10:01:00.000Z', leaveReason: 'normal leave' },
      { uSId: 'u4', ...ghost },
      { uSId: 'u5', ...ghost },
    ]);
  });

  it('a stay that comes after the destroy is closed by its own batch', async () => {
    const { deliver, stays, channels } = setUp();
    await deliver(destroy);
    expect(await deliver(message(103, 'j'))).toEqual([]);
    expect(stays.memory.items()).toMatchObject([ghost]);
    expect(channels.memory.items()).toMatchObject([
      { status: 'ended', createdAt: '2022-11-22T10:00:00.000Z', createdInferred: true, destroyedAt: ELEVEN },
    ]);
  });

  it('both in one batch', async () => {
    const { deliver, stays } = setUp();
    expect(await deliver(message(103, 'j'), destroy)).toEqual([]);
    expect(stays.memory.items()).toMatchObject([ghost]);
  });

  it('a destroy never creates a stay', async () => {
    const { deliver, stays } = setUp();
    await deliver(destroy);
    expect(stays.memory.items()).toEqual([]);
  });

  it("a later destroy moves the inferred ends, an earlier one does not: the channel's stored end counts", async () => {
    const { deliver, stays } = setUp();
    await deliver(message(103, 'j'), destroy);
    await deliver(message(102, 'e', TEN + 1800));
    expect(stays.memory.items()).toMatchObject([{ leftAt: ELEVEN }]);
    await deliver(message(102, 'f', TEN + 7200));
    expect(stays.memory.items()).toMatchObject([{ leftAt: '2022-11-22T12:00:00.000Z' }]);
  });

  it('redelivery after a crash closes what is still open, though the channel does not change any more', async () => {
    const { deliver, stays, channels } = setUp();
    await deliver(message(103, 'j'));
    stays.fail = (call) => (call === 'query' ? new Error('no answer') : undefined);
    expect(await deliver(destroy)).toEqual(['d']);
    expect(channels.memory.items()).toMatchObject([{ status: 'ended' }]);
    stays.fail = () => undefined;
    expect(await deliver(destroy)).toEqual([]);
    expect(stays.memory.items()).toMatchObject([ghost]);
  });

  it('a stay is written before its channel is read', async () => {
    const { deliver, log } = setUp();
    await deliver(destroy);
    log.length = 0;
    await deliver(message(103, 'j'));
    expect(log).toEqual(['get stays', 'put stays', 'get channels', 'put channels', 'put stays']);
  });

  it('a channel is written before its stays are read', async () => {
    const { deliver, log } = setUp();
    await deliver(message(103, 'j'));
    log.length = 0;
    await deliver(destroy);
    expect(log).toEqual(['get channels', 'put channels', 'query stays', 'put stays']);
  });

  it('a destroy that runs out of time hands itself back, and redelivery goes on', async () => {
    const { deliver, stays, clock, errors } = setUp();
    await deliver(message(103, 'j'));
    clock.remainingMs = 4_999;
    expect(await deliver(destroy)).toEqual(['d']);
    expect(errors).toMatchObject([[expect.any(String), { messageId: 'd', errorName: 'OutOfTime' }]]);
    clock.remainingMs = 5_000;
    expect(await deliver(destroy)).toEqual([]);
    expect(stays.memory.items()).toMatchObject([ghost]);
  });
});
