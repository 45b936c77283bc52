// What real senders do differently, and hostile ones.
import type { Notification } from '../../../functions/contract/notification';
import { inParallel } from '../in-parallel';
import type { Item } from '../oracle';
import { isAbout } from '../table-items';
import {
  type BundleClient,
  expectAccepted,
  type Json,
  makeJoin,
  nothing,
  nowSeconds,
  testJoin,
  unique,
} from './client';

/** Defines the tests of odd requests. */
export const describeSenders = (bundle: BundleClient): void => {
  describe('what real senders do differently', () => {
    // The histories below are sent in every other form; each form by itself is shown with the contract.
    it('what is unknown, or there twice, is kept out of the way', async () => {
      const join = makeJoin();
      const sent = {
        noticeID: 'other',
        ...join,
        secret: bundle.secret,
        payload: {
          Ts: 1,
          ...join.payload,
          eventType: 104,
          appId: '5f2c',
          hasOwnProperty: 1,
          toString: null,
          '': '',
          'a.b': 1,
          deep: JSON.parse('['.repeat(60) + ']'.repeat(60)),
          expiresAt: 1,
          revision: 'x',
          asOf: 'x',
          status: 'x',
        },
      };
      expectAccepted(await bundle.postJson(sent), join.noticeId);
      await bundle.expectTables([join]);
    });

    it.each([['007'], ['9007199254740991']])('uid %j is kept', async (uid) => {
      const join = makeJoin({ uid });
      expectAccepted(await bundle.postJson(join), join.noticeId);
      const { userSessions } = await bundle.readItems(isAbout([join]));
      expect(userSessions).toMatchObject([{ uid }]);
    });

    it.each([[2 ** 53], ['']])('uid %j is not accepted by the contract', async (uid) => {
      const join = makeJoin({ uid });
      expectAccepted(await bundle.postJson(join), join.noticeId);
      expect((await bundle.readItems(isAbout([join]))).userSessions).toEqual([]);
    });

    it('what is older than an item without an end would stay is accepted, and in no table', async () => {
      const days = (count: number) => nowSeconds() - count * 86_400;
      const id = unique();
      const [old, young] = [366, 364].map((count) =>
        makeJoin({ ts: days(count), channelSId: `c-${id}-${count}` }),
      );
      const push = { stream: `rtmp://push.example.com/live/${id}?key=k`, channel: `room-${id}` };
      const request: Notification = {
        noticeId: `q-${id}`,
        productId: 2,
        eventType: 5,
        notifyMs: Date.now(),
        payload: { ...push, event: 'PublishRequest', time: Date.UTC(2001, 0, 1), uid: '7' },
      };
      const sent = [old, young, request].filter((one) => one !== undefined);
      for (const notification of sent)
        expectAccepted(await bundle.postJson(notification), notification.noticeId);
      await bundle.expectTables(sent);
      const { channelSessions, cdnStreams } = await bundle.readItems(isAbout(sent));
      expect([channelSessions.length, cdnStreams.length]).toEqual([1, 0]);
    });

    it('a health test is answered and stays out of the tables', async () => {
      const join = testJoin();
      expectAccepted(await bundle.postJson(join), join.noticeId);
      await bundle.expectTables([join]);
    });
  });

  describe('hostile input', () => {
    it('texts that no key may be give no item', async () => {
      const id = unique();
      const changes: Json[] = [
        { channelSId: '' },
        { uSId: '' },
        { channelName: '' },
        { uSId: `${id}${'x'.repeat(1013)}` },
        { uSId: `${id}${'é'.repeat(507)}` },
        { channelSId: `${id}${'x'.repeat(2037)}` },
        { channelName: `${id}${'x'.repeat(2037)}` },
        { uid: `${id}${'x'.repeat(2037)}` },
        { uSId: `${id}\ud800` },
      ];
      const joins = changes.map((change) =>
        makeJoin({ channelSId: `long-${id}`, uSId: `${id}-u`, ...change }),
      );
      const answers = await inParallel(joins, (join) => bundle.postJson(join));
      expect(answers.map(({ status }) => status)).toEqual(joins.map(() => 200));
      const isMine = (item: Item) => Object.values(item).some((value) => String(value).includes(id));
      expect(await bundle.readItems(isMine)).toEqual(nothing);
    });

    it('texts as long as a key may be give an item', async () => {
      const id = unique();
      const join = makeJoin({
        channelSId: `${id}${'é'.repeat(1018)}`,
        uSId: `${id}${'x'.repeat(1012)}`,
        channelName: `${id}${'🎥'.repeat(509)}`,
      });
      expectAccepted(await bundle.postJson(join), join.noticeId);
      await bundle.expectTables([join]);
    });

    it('__proto__ gives nothing that was not sent', async () => {
      const join = makeJoin();
      const { uid, ...rest } = join.payload;
      const body = `{"noticeId":"${join.noticeId}","productId":1,"eventType":103,"notifyMs":${join.notifyMs},"payload":{"__proto__":{"uid":${uid}},"constructor":{"prototype":{"uid":${uid}}},${JSON.stringify(rest).slice(1)}}`;
      expectAccepted(await bundle.postSigned(Buffer.from(body)), join.noticeId);
      expect(await bundle.readItems(isAbout([join]))).toEqual(nothing);
      const answer = await bundle.postSigned(Buffer.from('{"__proto__":{"noticeId":"n"},"productId":1}'));
      expect(answer.status).toBe(400);
    });
  });
};
