// The tables after whole sessions, and which messages come back where a step fails.
import { rawMessage } from '../../helpers/queue-messages';
import { message, setUp, TEN } from './watched-tables';

describe('the tables after whole sessions', () => {
  it('have one item for the channel and one for each stay', async () => {
    const { deliver, channels, stays } = setUp();
    expect(
      await deliver(
        message(101, 'c'),
        message(105, 'j', TEN + 1, { uSId: 'u1', uid: 1 }),
        message(111, 'r', TEN + 2, { uSId: 'u1', uid: 1 }),
        message(106, 'l', TEN + 3, { uSId: 'u1', uid: 1 }),
        message(107, 'k', TEN + 4, { uSId: 'u2', uid: 2 }),
      ),
    ).toEqual([]);
    expect(channels.memory.items()).toMatchObject([
      { channelSId: '6383f0a1b7e4', status: 'live', revision: 1 },
    ]);
    expect(stays.memory.items()).toMatchObject([
      { uSId: 'u1', uid: '1', status: 'left', role: 'audience', durationSeconds: 2, revision: 1 },
      { uSId: 'u2', uid: '2', status: 'online', role: 'participant', revision: 1 },
    ]);
  });

  it('take each event of one batch about one item in a single write', async () => {
    const { deliver, log } = setUp();
    await deliver(message(103, 'j'), message(112, 'r', TEN + 1), message(104, 'l', TEN + 2));
    expect(log).toEqual(['get stays', 'put stays', 'get channels', 'put channels']);
  });

  it('are not written for duplicates, which count as unchanged', async () => {
    const { deliver, log, lines } = setUp();
    await deliver(message(101, 'c'), message(103, 'j'));
    log.length = 0;
    expect(await deliver(message(101, 'c'), message(103, 'j'))).toEqual([]);
    expect(log).toEqual(['get channels', 'get stays', 'get channels']);
    expect(lines.map(({ values }) => [values.Projected, values.Unchanged])).toEqual([
      [2, 0],
      [0, 2],
    ]);
  });

  it('count a destroy that comes again and closes a stay as a change', async () => {
    const { deliver, stays, lines } = setUp();
    await deliver(message(103, 'j'));
    stays.fail = (call) => (call === 'query' ? new Error('no read') : undefined);
    expect(await deliver(message(102, 'd', TEN + 9))).toEqual(['d']);
    stays.fail = () => undefined;
    expect(await deliver(message(102, 'd', TEN + 9))).toEqual([]);
    expect(stays.memory.items()).toMatchObject([{ status: 'left', leaveInferred: true }]);
    expect(lines.map(({ values }) => [values.Projected, values.Unchanged])).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it('keep apart stays whose ids only look alike when they are joined', async () => {
    const { deliver, stays } = setUp();
    await deliver(
      message(103, 'a', TEN, { channelSId: 'x', uSId: 'y,z' }),
      message(103, 'b', TEN, { channelSId: 'x,y', uSId: 'z' }),
      message(103, 'c', TEN, { channelSId: 'x","y', uSId: 'z' }),
    );
    expect(stays.memory.items()).toHaveLength(3);
  });

  it('have nothing of an ignored channel', async () => {
    const { deliver, log } = setUp();
    expect(await deliver(message(103, 'j', TEN, { channelName: 'test_webhook', uid: 12121212 }))).toEqual([]);
    expect(log).toEqual([]);
  });
});

describe('a step that fails', () => {
  const of = (uSId: string, channelSId = 'x') => ({ uSId, channelSId });

  it('hands back the messages of its item, and of no other', async () => {
    const { deliver, stays, errors } = setUp();
    stays.fail = (call, item) =>
      call === 'put' && Reflect.get(Object(item), 'uSId') === 'u1' ? new Error('no write') : undefined;
    expect(
      await deliver(
        message(103, 'j1', TEN, of('u1')),
        message(103, 'j2', TEN, of('u2')),
        message(112, 'r1', TEN, of('u1')),
        rawMessage('poisoned', '{'),
        message(101, 'c', TEN, { channelSId: 'x' }),
      ),
    ).toEqual(expect.arrayContaining(['j1', 'r1', 'poisoned']));
    expect(stays.memory.items()).toMatchObject([{ uSId: 'u2' }]);
    expect(errors).toHaveLength(3);
    expect(errors).toEqual(
      expect.arrayContaining([
        [
          expect.any(String),
          { messageId: 'j1', noticeId: 'j1', errorName: 'Error', errorMessage: 'no write' },
        ],
      ]),
    );
  });

  it('after the writes of stays, at the read of their channels, hands all of them back', async () => {
    const { deliver, channels } = setUp();
    channels.fail = (call) => (call === 'get' ? new Error('no read') : undefined);
    expect(await deliver(message(103, 'j1', TEN, of('u1')), message(103, 'j2', TEN, of('u2')))).toEqual([
      'j1',
      'j2',
    ]);
  });

  it('at the inferred start of a channel hands back the stays of that channel only', async () => {
    const { deliver, channels } = setUp();
    channels.fail = (call, item) =>
      call === 'put' && Reflect.get(Object(item), 'channelSId') === 'x' ? new Error('no write') : undefined;
    expect(
      await deliver(message(103, 'j1', TEN, of('u1', 'x')), message(103, 'j2', TEN, of('u2', 'y'))),
    ).toEqual(['j1']);
  });

  it('at the close of one stay hands back its messages only', async () => {
    const { deliver, stays } = setUp();
    await deliver(message(102, 'd', TEN + 3600, { channelSId: 'x' }));
    stays.fail = (call, item) =>
      call === 'put' &&
      Reflect.get(Object(item), 'uSId') === 'u1' &&
      Reflect.get(Object(item), 'leaveInferred') === true
        ? new Error('no close')
        : undefined;
    expect(await deliver(message(103, 'j1', TEN, of('u1')), message(103, 'j2', TEN, of('u2')))).toEqual([
      'j1',
    ]);
    expect(stays.memory.items()).toMatchObject([
      { uSId: 'u1', status: 'online' },
      { uSId: 'u2', status: 'left' },
    ]);
  });

  it('in one channel does not hold up another', async () => {
    const { deliver, channels } = setUp();
    channels.fail = (call, item) =>
      call === 'put' && Reflect.get(Object(item), 'channelSId') === 'x' ? new Error('no write') : undefined;
    expect(
      await deliver(
        message(101, 'c1', TEN, { channelSId: 'x' }),
        message(101, 'c2', TEN, { channelSId: 'y' }),
      ),
    ).toEqual(['c1']);
    expect(channels.memory.items()).toMatchObject([{ channelSId: 'y' }]);
  });
});
