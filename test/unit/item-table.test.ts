// What the projections may expect of a table, tried on the table in memory and on DynamoDB's API alike.
import type { ChannelSession } from '../../functions/rtc-sessions/channel-session';
import type { UserSession } from '../../functions/rtc-sessions/user-session';
import type { ItemTable } from '../../functions/shared/projection-store';
import { Dynalite } from '../helpers/dynalite';
import { memoryTables } from '../helpers/projections';

interface Tables {
  readonly channelSessions: ItemTable<ChannelSession>;
  readonly userSessions: ItemTable<UserSession>;
}

const TIME = '2022-11-22T10:00:00.000Z';

const stay = (uSId: string, revision: number, more: Partial<UserSession> = {}): UserSession => ({
  channelSId: 'c1',
  uSId,
  channelName: 'show68',
  uid: '52781',
  status: 'online',
  role: 'audience',
  firstEventAt: TIME,
  lastEventAt: TIME,
  asOf: { role: `${TIME}#0#n1` },
  expiresAt: 1_700_000_000,
  revision,
  ...more,
});

const channel = (channelSId: string, revision: number): ChannelSession => ({
  channelSId,
  channelName: 'show68',
  status: 'live',
  firstEventAt: TIME,
  asOf: {},
  expiresAt: 1_700_000_000,
  revision,
});

const keyOf = (uSId: string, channelSId = 'c1') => ({ channelSId, uSId });

const pagesOf = async (table: ItemTable<UserSession>, partition: string) => {
  const pages: (readonly UserSession[])[] = [];
  for await (const page of table.query(partition)) pages.push(page);
  return pages;
};

let dynalite: Dynalite;
beforeAll(async () => {
  dynalite = await Dynalite.start();
});
afterAll(() => dynalite.close());

const kinds: Record<string, () => Promise<Tables>> = {
  'the table in memory': async () => memoryTables(),
  "the product's table on dynalite": () => dynalite.createTables(),
};

describe.each(Object.entries(kinds))('%s', (_, create) => {
  let channelSessions: ItemTable<ChannelSession>;
  let stays: ItemTable<UserSession>;
  beforeEach(async () => {
    ({ channelSessions, userSessions: stays } = await create());
  });

  it('writes a new item once, and whole items only over the expected revision', async () => {
    await expect(stays.put(stay('u1', 1, { platform: 'Web' }), undefined)).resolves.toBe(true);
    await expect(stays.put(stay('u1', 1, { role: 'broadcaster' }), undefined)).resolves.toBe(false);
    await expect(stays.put(stay('u1', 8), 7)).resolves.toBe(false);
    await expect(stays.get([keyOf('u1')])).resolves.toEqual([stay('u1', 1, { platform: 'Web' })]);
    await expect(stays.put(stay('u1', 2, { leftAt: TIME }), 1)).resolves.toBe(true);
    await expect(stays.put(stay('u1', 2, { leftAt: TIME }), 1)).resolves.toBe(false);
    await expect(stays.get([keyOf('u1')])).resolves.toEqual([stay('u1', 2, { leftAt: TIME })]);
  });

  it('does not write over an item that is not there', async () => {
    await expect(stays.put(stay('u1', 2), 1)).resolves.toBe(false);
    await expect(stays.get([keyOf('u1')])).resolves.toEqual([]);
  });

  it('lets one of several writers through', async () => {
    await stays.put(stay('u1', 1), undefined);
    const outcomes = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((platform) => stays.put(stay('u1', 2, { platform }), 1)),
    );
    expect(outcomes.filter((written) => written)).toHaveLength(1);
    const [item] = await stays.get([keyOf('u1')]);
    expect(item?.platform).toBe(['a', 'b', 'c', 'd', 'e'][outcomes.indexOf(true)]);
  });

  it('reads what there is of the keys', async () => {
    await stays.put(stay('u1', 1), undefined);
    await stays.put(stay('u2', 1), undefined);
    await stays.put(stay('u1', 1, { channelSId: 'c2' }), undefined);
    const items = await stays.get([keyOf('u2'), keyOf('u3'), keyOf('u1', 'c2'), keyOf('u2', 'c2')]);
    expect(items.map(({ channelSId, uSId }) => [channelSId, uSId]).sort()).toEqual([
      ['c1', 'u2'],
      ['c2', 'u1'],
    ]);
    await expect(stays.get([])).resolves.toEqual([]);
  });

  it('reads 100 keys at once, not more, and none twice', async () => {
    const keys = Array.from({ length: 101 }, (_, index) => ({ channelSId: `c${index}` }));
    await channelSessions.put(channel('c99', 1), undefined);
    await expect(channelSessions.get(keys.slice(0, 100))).resolves.toEqual([channel('c99', 1)]);
    await expect(channelSessions.get(keys)).rejects.toThrow();
    await expect(channelSessions.get([{ channelSId: 'c1' }, { channelSId: 'c1' }])).rejects.toThrow();
  });

  it('refuses an empty key', async () => {
    await expect(stays.put(stay('', 1), undefined)).rejects.toThrow();
    await expect(stays.get([keyOf('')])).rejects.toThrow();
  });

  it('holds no attribute for what is undefined', async () => {
    const item = stay('u1', 1);
    Reflect.set(item, 'leftAt', undefined);
    Reflect.set(item.asOf, 'leftAt', undefined);
    await stays.put(item, undefined);
    const [read] = await stays.get([keyOf('u1')]);
    expect(read).toStrictEqual(stay('u1', 1));
  });

  it('keeps numbers, texts and maps as they are', async () => {
    const odd = stay('ü#1', 1, {
      durationSeconds: 0.001,
      leaveReasonCode: -1,
      channelName: '展示 😀',
      leaveReason: '',
      asOf: {},
    });
    await stays.put(odd, undefined);
    await expect(stays.get([keyOf('ü#1')])).resolves.toEqual([odd]);
  });

  it('is not changed through what was written or read', async () => {
    const asOf = { role: 'a' };
    await stays.put(stay('u1', 1, { asOf }), undefined);
    asOf.role = 'changed';
    const [read] = await stays.get([keyOf('u1')]);
    if (read !== undefined) Reflect.set(read.asOf, 'role', 'changed');
    await expect(stays.get([keyOf('u1')])).resolves.toEqual([stay('u1', 1, { asOf: { role: 'a' } })]);
  });

  describe('a query', () => {
    it('gives nothing for an empty partition', async () => {
      await stays.put(stay('u1', 1, { channelSId: 'c2' }), undefined);
      expect((await pagesOf(stays, 'c1')).flat()).toEqual([]);
    });

    it('gives every item of its partition once, on several pages', async () => {
      // More than a megabyte: DynamoDB's pages end there.
      const filling = { joinedAt: 'x'.repeat(150_000) };
      const names = Array.from({ length: 9 }, (_, index) => `u${index}`);
      for (const name of names) await stays.put(stay(name, 1, { asOf: filling }), undefined);
      await stays.put(stay('u1', 1, { channelSId: 'c2' }), undefined);
      const pages = await pagesOf(stays, 'c1');
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flat().map(({ uSId }) => uSId)).toEqual(names);
    });

    it('sees what was written before it, and on each page what was written before that page', async () => {
      const filling = { joinedAt: 'x'.repeat(390_000) };
      for (const name of ['u1', 'u2', 'u3', 'u4', 'u5']) {
        await stays.put(stay(name, 1, { asOf: filling }), undefined);
      }
      await stays.put(stay('u1', 2), 1);
      const seen: [string, number][] = [];
      let pages = 0;
      for await (const page of stays.query('c1')) {
        if (pages++ === 0) await stays.put(stay('u5', 2), 1);
        for (const { uSId, revision } of page) seen.push([uSId, revision]);
      }
      expect(pages).toBeGreaterThan(1);
      expect(seen).toEqual([
        ['u1', 2],
        ['u2', 1],
        ['u3', 1],
        ['u4', 1],
        ['u5', 2],
      ]);
    });
  });
});
