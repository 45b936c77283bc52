import type { ChannelSession } from '../../../functions/rtc-sessions/channel-session';
import { createHandler } from '../../../functions/rtc-sessions/handler';
import type { UserSession } from '../../../functions/rtc-sessions/user-session';
import type { ItemTable, Key } from '../../../functions/shared/projection-store';
import { documentedType, notificationOf } from '../../helpers/documented-types';
import { MemoryTable } from '../../helpers/memory-table';
import { batchOf, messageOf, rawMessage, recordingObservability } from '../../helpers/queue-messages';

const TEN = 1669111200;
const ELEVEN = '2022-11-22T11:00:00.000Z';

/** A message: its id is the notice id. */
const message = (eventType: number, id: string, ts = TEN, replaced: Readonly<Record<string, unknown>> = {}) =>
  messageOf(id, { ...notificationOf(documentedType(1, eventType), { ts, ...replaced }), noticeId: id });

/** Wraps a table so that calls can be watched and made to fail. */
class WatchedTable<Item extends { readonly revision: number }> implements ItemTable<Item> {
  readonly calls: string[] = [];
  fail: (call: 'get' | 'put' | 'query', subject: unknown) => Error | undefined = () => undefined;

  constructor(
    readonly name: string,
    readonly memory: MemoryTable<Item>,
    private readonly log: string[],
  ) {}

  #call(call: 'get' | 'put' | 'query', subject: unknown): void {
    this.log.push(`${call} ${this.name}`);
    const error = this.fail(call, subject);
    if (error) throw error;
  }

  async get(keys: readonly Key[]) {
    this.#call('get', keys);
    return this.memory.get(keys);
  }

  async put(item: Item, expectedRevision: number | undefined) {
    this.#call('put', item);
    return this.memory.put(item, expectedRevision);
  }

  async *query(partition: string) {
    this.#call('query', partition);
    yield* this.memory.query(partition);
  }
}

const setUp = () => {
  const log: string[] = [];
  const channels = new WatchedTable<ChannelSession>(
    'channels',
    new MemoryTable<ChannelSession>({ partitionKey: 'channelSId' }),
    log,
  );
  const stays = new WatchedTable<UserSession>(
    'stays',
    new MemoryTable<UserSession>({ partitionKey: 'channelSId', sortKey: 'uSId' }),
    log,
  );
  const recording = recordingObservability();
  const clock = { remainingMs: 55_000 };
  const handler = createHandler({
    channelSessions: channels,
    userSessions: stays,
    settings: { retentionDays: 90, openRetentionDays: 365, ignoredChannels: ['test_webhook'] },
    observability: recording.observability,
    now: () => 1669111200000,
  });
  const deliver = async (...records: Parameters<typeof batchOf>): Promise<string[]> => {
    const { batchItemFailures } = await handler(batchOf(...records), {
      getRemainingTimeInMillis: () => clock.remainingMs,
    });
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { deliver, channels, stays, log, clock, ...recording };
};

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
