// The end-to-end suite: what a bundle must do, wherever it runs. Each target runs the same one.
import { isUtf8 } from 'node:buffer';
import { createHmac, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Notification } from '../../functions/contract/notification';
import { planDeliveries } from '../../lib/simulator/delivery';
import { generateHistory } from '../../lib/simulator/history';
import { comparable, expectedTables, type Item } from './oracle';
import type { Answer, Tables, Target } from './target';

type Json = Record<string, unknown>;

const SAMPLES = join(process.cwd(), 'test/fixtures/samples');
const sampleNames = readdirSync(SAMPLES)
  .filter((file) => file.endsWith('.json') && file !== 'signatures.json')
  .map((file) => file.replace('.json', ''));
const readSample = (name: string): Buffer => readFileSync(join(SAMPLES, `${name}.json`));
const signatures: { secret: string; signatures: Record<string, { sha1: string; sha256: string }> } =
  JSON.parse(readFileSync(join(SAMPLES, 'signatures.json'), 'utf8'));

/** The default settings of the stack, which every target has. */
export const settings = { retentionDays: 90, openRetentionDays: 365, ignoredChannels: ['test_webhook'] };

const BODY_LIMIT = 65_536;
const CONCURRENCY = 8;

const bytesOf = (json: unknown): Buffer => Buffer.from(JSON.stringify(json));
const jsonOf = ({ body }: Answer): unknown => JSON.parse(body);
const sign = (body: Uint8Array, secret: string, algorithm = 'sha1'): string =>
  createHmac(algorithm, secret).update(body).digest('hex');

/** Runs `action` for every value, a few at a time, and gives the results in order. */
export const inParallel = async <T, R>(
  values: readonly T[],
  action: (value: T, index: number) => Promise<R>,
  concurrency = CONCURRENCY,
): Promise<R[]> => {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < values.length; index = next++) {
      // biome-ignore lint/style/noNonNullAssertion: index is below the length
      results[index] = await action(values[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return results;
};

/** Items of some channel sessions and channels only, as the oracle states items, in a fixed order. */
export const itemsOf = (tables: Tables, isMine: (item: Item) => boolean): Record<keyof Tables, Item[]> => {
  const pick = (items: readonly Item[]) =>
    items
      .filter(isMine)
      .map(comparable)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return {
    channelSessions: pick(tables.channelSessions),
    userSessions: pick(tables.userSessions),
    cdnStreams: pick(tables.cdnStreams),
  };
};
const keyOf = ({ channelSId, uSId, channel, stream }: Item): string =>
  JSON.stringify([channelSId, uSId, channel, stream]);

/** True for items of the channels and pushes that the notifications are about. */
export const isAbout = (notifications: readonly Notification[]): ((item: Item) => boolean) => {
  const keys = new Set(
    notifications.map(({ productId, payload }) =>
      productId === 1 ? payload.channelSId : productId === 2 ? payload.stream : payload.sid,
    ),
  );
  return ({ channelSId, stream }) => keys.has(String(stream ?? channelSId));
};

/** Defines the suite for a target. */
export const describeBundle = (makeTarget: () => Promise<Target>): void => {
  let target: Target;
  const statuses = new Set<number>();

  beforeAll(async () => {
    target = await makeTarget();
  });
  afterAll(() => target?.stop());

  const send = async (...request: Parameters<Target['post']>): Promise<Answer> => {
    const answer = await target.post(...request);
    statuses.add(answer.status);
    return answer;
  };
  const jsonHeaders = { 'Content-Type': 'application/json' };
  const postSigned = (body: Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    send(body, { ...jsonHeaders, 'Ar-Signature': sign(body, target.secret), ...headers });
  const postJson = (json: unknown) => postSigned(bytesOf(json));

  const expectAccepted = (answer: Answer, noticeId: unknown) => {
    expect([answer.status, jsonOf(answer)]).toEqual([200, { status: 'accepted', noticeId }]);
  };
  const readItems = async (isMine: (item: Item) => boolean) => {
    await target.settled();
    return itemsOf(await target.readTables(), isMine);
  };
  const ofChannelSession =
    (...ids: string[]) =>
    ({ channelSId }: Item) =>
      ids.includes(String(channelSId));
  /** The tables hold exactly what the oracle says of these notifications. */
  const expectTables = async (documented: readonly Notification[]) => {
    const expected = expectedTables(documented, settings, Date.now());
    expect(await readItems(isAbout(documented))).toEqual(itemsOf(expected, () => true));
  };

  const unique = () => randomUUID().replaceAll('-', '').slice(0, 12);
  const nowSeconds = () => Math.floor(Date.now() / 1000);
  /** A join in the documented form, in a channel session of its own. */
  const makeJoin = (payload: Json = {}, envelope: Json = {}) => {
    const id = unique();
    const ts = nowSeconds();
    return {
      noticeId: `n-${id}`,
      productId: 1 as const,
      eventType: 103 as const,
      notifyMs: ts * 1000 + 200,
      ...envelope,
      payload: {
        channelName: `room-${id}`,
        uid: 90001,
        platform: 7,
        ts,
        channelSId: `c-${id}`,
        uSId: `u-${id}`,
        ...payload,
      },
    };
  };

  const testJoin = () => makeJoin({ channelName: 'test_webhook', uid: 12121212 });

  describe('answers', () => {
    const wellFormed = () => bytesOf(makeJoin());
    const right = (body: Uint8Array) => ({ 'Ar-Signature': sign(body, target.secret) });

    it('GET: the address is alive', async () => {
      const answer = await send(Buffer.alloc(0), {}, 'GET');
      expect([answer.status, jsonOf(answer)]).toEqual([200, { status: 'ok' }]);
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
    });

    const healthTests: [string, Buffer, Record<string, string>][] = [
      ['an empty POST', Buffer.alloc(0), {}],
      ['an empty POST with an empty signature', Buffer.alloc(0), { 'Ar-Signature': '' }],
      ['an unsigned notification about an ignored channel', bytesOf(testJoin()), {}],
      [
        'an unsigned push of an ignored channel',
        Buffer.from('{"productId":2,"payload":{"channel":"test_webhook"}}'),
        {},
      ],
    ];
    it.each(healthTests)('%s asks whether the address is alive', async (_, body, headers) => {
      const answer = await send(body, { ...jsonHeaders, ...headers });
      expect([answer.status, jsonOf(answer)]).toEqual([200, { status: 'ok' }]);
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
    });

    it('HEAD: the same without a body', async () => {
      const answer = await send(Buffer.alloc(0), {}, 'HEAD');
      expect([answer.status, answer.body]).toEqual([200, '']);
    });

    it('a slash at the end of the path changes nothing', async () => {
      const join = makeJoin();
      const body = bytesOf(join);
      const headers = { ...jsonHeaders, ...right(body) };
      expectAccepted(await send(body, headers, 'POST', '/notifications/'), join.noticeId);
      const alive = await send(Buffer.alloc(0), {}, 'GET', '/notifications/');
      expect([alive.status, jsonOf(alive)]).toEqual([200, { status: 'ok' }]);
      const head = await send(Buffer.alloc(0), {}, 'HEAD', '/notifications/');
      expect([head.status, head.body]).toEqual([200, '']);
      await expectTables([join]);
    });

    it.each([
      ['POST', '/'],
      ['POST', '/notifications/more'],
      ['POST', '/notifications//'],
      ['POST', '/Notifications'],
      ['PUT', '/notifications'],
      ['DELETE', '/notifications'],
    ])('%s %s: there is no such thing', async (method, path) => {
      const body = wellFormed();
      const answer = await send(body, { ...jsonHeaders, ...right(body) }, method, path);
      expect([answer.status, jsonOf(answer)]).toEqual([404, { message: 'Not Found' }]);
    });

    it.each([['sha1'], ['sha256']])('a signature by HMAC-%s is accepted', async (algorithm) => {
      const join = makeJoin();
      const body = bytesOf(join);
      const answer = await postSigned(body, { 'Ar-Signature': sign(body, target.secret, algorithm) });
      expectAccepted(answer, join.noticeId);
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
    });

    it.each([['ar-signature'], ['AR-SIGNATURE'], ['aR-sIGNATURE']])(
      'the header may be written %s',
      async (name) => {
        const join = makeJoin();
        const body = bytesOf(join);
        expectAccepted(
          await send(body, { ...jsonHeaders, [name]: sign(body, target.secret) }),
          join.noticeId,
        );
      },
    );

    it('SHA-256 in Ar-Signature-V2 counts where Ar-Signature is absent or empty', async () => {
      for (const others of [{}, { 'Ar-Signature': '' }]) {
        const join = makeJoin();
        const body = bytesOf(join);
        const headers = { ...others, 'Ar-Signature-V2': sign(body, target.secret, 'sha256') };
        expectAccepted(await send(body, { ...jsonHeaders, ...headers }), join.noticeId);
        await expectTables([join]);
      }
    });

    it.each([
      ['application/octet-stream'],
      ['application/json; charset=utf-8'],
      ['text/plain'],
      ['application/x-www-form-urlencoded'],
    ])('the content type %s changes nothing', async (type) => {
      const join = makeJoin({ channelName: 'Zimmer-日本-🎥' });
      expectAccepted(await postSigned(bytesOf(join), { 'Content-Type': type }), join.noticeId);
      await expectTables([join]);
    });

    const wrongSignatures: [string, (body: Uint8Array) => Record<string, string>][] = [
      ['no signature', () => ({})],
      ['an empty one', () => ({ 'Ar-Signature': '' })],
      ['one with another secret', (body) => ({ 'Ar-Signature': sign(body, `${target.secret}x`) })],
      [
        'one of another body',
        (body) => ({ 'Ar-Signature': sign(Buffer.concat([body, Buffer.from(' ')]), target.secret) }),
      ],
      ['one cut short', (body) => ({ 'Ar-Signature': sign(body, target.secret).slice(1) })],
      ['one that is too long', (body) => ({ 'Ar-Signature': `${sign(body, target.secret)}0` })],
      ['one that is not hex', () => ({ 'Ar-Signature': 'z'.repeat(40) })],
      ['a SHA-512', (body) => ({ 'Ar-Signature': sign(body, target.secret, 'sha512') })],
      ['SHA-1 in the second header', (body) => ({ 'Ar-Signature-V2': sign(body, target.secret) })],
      [
        'a wrong one beside a right one in the second header',
        (body) => ({
          'Ar-Signature': sign(body, `${target.secret}x`),
          'Ar-Signature-V2': sign(body, target.secret, 'sha256'),
        }),
      ],
      ['one in another header', (body) => ({ Signature: sign(body, target.secret) })],
    ];
    it.each(wrongSignatures)('%s: 401, and nothing happens', async (_, headersFor) => {
      const join = makeJoin();
      const body = bytesOf(join);
      const answer = await send(body, { ...jsonHeaders, ...headersFor(body) });
      expect([answer.status, typeof jsonOf(answer)]).toEqual([401, 'object']);
      expect(await readItems(isAbout([join]))).toEqual({
        channelSessions: [],
        userSessions: [],
        cdnStreams: [],
      });
    });

    const deepArray = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const deepObject = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    const withNoticeId = (noticeId?: unknown) => bytesOf({ ...makeJoin(), noticeId });
    const unusable: [string, Buffer, string, RegExp][] = [
      ['not JSON', Buffer.from('{"noticeId":"n",'), '', /JSON/],
      ['empty', Buffer.alloc(0), '', /JSON/],
      ['not UTF-8', Buffer.from('7b226e6f746963654964223a22c328227d', 'hex'), '', /UTF-8/],
      ['UTF-16', Buffer.from('{"noticeId":"n"}', 'utf16le'), '', /JSON/],
      ['an array', bytesOf([makeJoin()]), '', /object/],
      ['null', bytesOf(null), '', /object/],
      ['a number', bytesOf(7), '', /object/],
      ['a string', bytesOf('noticeId'), '', /object/],
      ['without a notice id', withNoticeId(), 'noticeId', /string/],
      ['with an empty notice id', withNoticeId(''), 'noticeId', /string/],
      ['with a number as notice id', withNoticeId(7), 'noticeId', /string/],
      ['nested 65 deep', Buffer.from(`{"noticeId":"n","a":${deepArray(64)}}`), '', /nested/],
      [
        'with arrays nested 20,000 deep',
        Buffer.from(`{"noticeId":"n","a":${deepArray(20_000)}}`),
        '',
        /nested/,
      ],
      [
        'with objects nested 10,000 deep',
        Buffer.from(`{"noticeId":"n","a":${deepObject(10_000)}}`),
        '',
        /nested/,
      ],
    ];
    it.each(unusable)('signed, but %s: 400 with the path and the reason', async (_, body, path, reason) => {
      // API Gateway hands on the bytes as they are only of types that are not text; in a text it replaces them.
      const answer = await postSigned(
        body,
        isUtf8(body) ? {} : { 'Content-Type': 'application/octet-stream' },
      );
      expect([answer.status, jsonOf(answer)]).toEqual([
        400,
        { status: 'refused', path, reason: expect.stringMatching(reason) },
      ]);
    });

    it('64 KiB are taken, one byte more is not', async () => {
      const join = makeJoin();
      const padding = BODY_LIMIT - bytesOf({ ...join, padding: '' }).length;
      expectAccepted(await postJson({ ...join, padding: 'x'.repeat(padding) }), join.noticeId);
      const answer = await postJson({ ...join, padding: 'x'.repeat(padding + 1) });
      expect([answer.status, typeof jsonOf(answer)]).toEqual([413, 'object']);
    });

    const notJson = Buffer.from('x');
    const tooLarge = Buffer.alloc(BODY_LIMIT + 1, 'x');
    const order: [string, Buffer, (body: Buffer) => Record<string, string>, number][] = [
      [
        'too large goes before a health test',
        Buffer.from(`${JSON.stringify(testJoin())}${' '.repeat(BODY_LIMIT)}`),
        () => ({}),
        413,
      ],
      ['a wrong signature is no health test', bytesOf(testJoin()), () => ({ 'Ar-Signature': 'x' }), 401],
      ['too large goes before no signature', tooLarge, () => ({}), 413],
      ['too large goes before not JSON', tooLarge, right, 413],
      ['no signature goes before not JSON', notJson, () => ({}), 401],
      ['a wrong signature goes before not JSON', notJson, () => ({ 'Ar-Signature': '0'.repeat(40) }), 401],
      ['no signature goes before no envelope', bytesOf({}), () => ({}), 401],
      ['not JSON goes before anything about the envelope', notJson, right, 400],
    ];
    it.each(order)('%s', async (_, body, headersFor, status) => {
      const answer = await send(body, { ...jsonHeaders, ...headersFor(body) });
      expect([answer.status, typeof jsonOf(answer)]).toEqual([status, 'object']);
    });

    it('without what no table needs: in the tables all the same', async () => {
      const { notifyMs: _notifyMs, payload, ...join } = makeJoin();
      const { platform: _platform, ...needed } = payload;
      const sent = { ...join, payload: { ...needed, ts: String(needed.ts), reason: null } };
      expectAccepted(await postJson(sent), join.noticeId);
      const { userSessions } = await readItems(({ channelSId }) => channelSId === needed.channelSId);
      expect(userSessions).toMatchObject([{ uSId: needed.uSId, status: 'online' }]);
      expect(userSessions[0]).not.toHaveProperty('platform');
    });

    const unrecognized: [string, Json][] = [
      ['an unknown product', { productId: 9 }],
      ['an unknown type', { eventType: 199 }],
      ['a type of another product', { productId: 2 }],
      ['no product', { productId: undefined }],
      ['no type', { eventType: undefined }],
      ['an impossible time of sending', { notifyMs: 1e300 }],
      ['no payload', { payload: undefined }],
      ['a payload that is an array', { payload: [] }],
    ];
    it.each(unrecognized)('authentic, but %s: accepted, and not in the tables', async (_, change) => {
      const join = makeJoin();
      expectAccepted(await postJson({ ...join, ...change }), join.noticeId);
      expect(await readItems(isAbout([join]))).toEqual({
        channelSessions: [],
        userSessions: [],
        cdnStreams: [],
      });
    });
  });

  describe('samples', () => {
    it('every one is accepted, byte for byte, with its own signatures', async () => {
      const known = target.secret === signatures.secret;
      const cases = sampleNames.flatMap((name) =>
        (['sha1', 'sha256'] as const).map((algorithm) => ({ name, algorithm })),
      );
      expect(cases).toHaveLength(42);
      await inParallel(cases, async ({ name, algorithm }) => {
        const body = readSample(name);
        const signature = known
          ? signatures.signatures[name]?.[algorithm]
          : sign(body, target.secret, algorithm);
        const { noticeId, noticeID } = JSON.parse(body.toString());
        expectAccepted(await postSigned(body, { 'Ar-Signature': signature ?? '' }), noticeId ?? noticeID);
      });
    });

    it('together they give the items that the oracle says', async () => {
      // The samples are years old, so they are moved to now; and into a channel of their own.
      const id = unique();
      const shift = nowSeconds() - 4 * 3600 - 1669111199;
      const moved = (name: string): Json => {
        const { notifyMs, payload, ...envelope } = JSON.parse(readSample(name).toString());
        const { ts, Ts, time, channelSId, stream, ...rest } = payload;
        return {
          ...envelope,
          notifyMs: notifyMs + shift * 1000,
          payload: {
            ...rest,
            ...(ts && { ts: ts + shift }),
            ...(Ts && { Ts: Ts + shift * 1000 }),
            ...(time && { time: time + shift * 1000 }),
            ...(channelSId && { channelSId: `${channelSId}-${id}` }),
            ...(stream && { stream: `${stream}-${id}` }),
          },
        };
      };
      const wild = sampleNames.filter((name) => name.startsWith('wild-'));
      const documented = sampleNames.filter(
        (name) => !name.startsWith('wild-') && !name.startsWith('other-'),
      );
      expect([documented.length, wild.length]).toEqual([16, 3]);
      const answers = await inParallel(sampleNames, (name) => postJson(moved(name)));
      expect(answers.map(({ status }) => status)).toEqual(sampleNames.map(() => 200));

      const user = { channelName: 'show68', channelSId: `6383f0a1b7e4-${id}` };
      await expectTables([
        ...documented.map((name) => moved(name) as unknown as Notification),
        {
          noticeId: 'ntc-w1',
          productId: 1,
          eventType: 103,
          notifyMs: 1669111204000 + shift * 1000,
          payload: { ...user, ts: 1669111204 + shift, uid: 90001, uSId: '3f00c0ffee03', platform: 8 },
        },
        {
          noticeId: 'ntc-w2',
          productId: 1,
          eventType: 105,
          notifyMs: 1669111205000 + shift * 1000,
          payload: { ...user, ts: 1669111205 + shift, uid: 90002, uSId: '4f00c0ffee04', platform: 5 },
        },
      ]);
    });
  });

  describe('what real senders do differently', () => {
    const { notifyMs } = { notifyMs: Date.now() };
    /** What is sent instead of the documented join; the table must be that of the documented one. */
    const quirks: [string, (join: ReturnType<typeof makeJoin>) => unknown][] = [
      ['noticeID', ({ noticeId, ...rest }) => ({ noticeID: noticeId, ...rest })],
      ['no time of sending', ({ notifyMs: _, ...join }) => join],
      ['noticeID beside noticeId', (join) => ({ noticeID: 'other', ...join })],
      ['Ts', ({ payload: { ts, ...payload }, ...rest }) => ({ ...rest, payload: { ...payload, Ts: ts } })],
      ['Ts beside ts', (join) => ({ ...join, payload: { Ts: 1, ...join.payload } })],
      [
        'ts in milliseconds',
        (join) => ({ ...join, payload: { ...join.payload, ts: join.payload.ts * 1000 } }),
      ],
      ['uid as a string', (join) => ({ ...join, payload: { ...join.payload, uid: '90001' } })],
      [
        'eventType in the payload',
        ({ eventType, ...join }) => ({ ...join, payload: { ...join.payload, eventType } }),
      ],
      [
        'eventType in both, the outer one wins',
        (join) => ({ ...join, payload: { ...join.payload, eventType: 104 } }),
      ],
      [
        'appId and other fields',
        (join) => ({ ...join, more: [1], payload: { ...join.payload, appId: '5f2c', more: {} } }),
      ],
      ['the secret in the body', (join) => ({ ...join, secret: target.secret })],
      [
        '__proto__ as a field',
        (join) => JSON.parse(JSON.stringify(join).replace('{', '{"__proto__":{"uid":1},')),
      ],
    ];
    it.each(quirks)('%s', async (_, quirk) => {
      const join = makeJoin();
      expectAccepted(await postJson(quirk(join)), join.noticeId);
      await expectTables([join]);
    });

    it.each([['007'], ['alice'], ['9007199254740991'], ['-5']])('uid %j is kept', async (uid) => {
      const join = makeJoin({ uid });
      expectAccepted(await postJson(join), join.noticeId);
      const { userSessions } = await readItems(ofChannelSession(join.payload.channelSId));
      expect(userSessions).toMatchObject([{ uid }]);
    });

    it.each([[2 ** 53], [1e300], [''], [1.5]])('uid %j is not accepted by the contract', async (uid) => {
      const join = makeJoin({ uid });
      expectAccepted(await postJson(join), join.noticeId);
      expect((await readItems(ofChannelSession(join.payload.channelSId))).userSessions).toEqual([]);
    });

    it('numbers and booleans as strings in CDN payloads', async () => {
      const id = unique();
      const push = { stream: `rtmp://push.example.com/live/${id}?key=k`, channel: `room-${id}` };
      const published: Notification = {
        noticeId: `p-${id}`,
        productId: 2,
        eventType: 1,
        notifyMs,
        payload: {
          ...push,
          event: 'PublishStream',
          code: 200,
          time: notifyMs - 100,
          reason: 'ok',
          width: 1280,
          height: 720,
          audioChannels: 2,
          audioSampleRate: 48_000,
        },
      };
      const firstFrame: Notification = {
        noticeId: `f-${id}`,
        productId: 2,
        eventType: 6,
        notifyMs,
        payload: {
          ...push,
          event: 'PublishFirstFrame',
          time: notifyMs - 50,
          uid: '7',
          elapse: 950,
          retry: false,
        },
      };
      const asStrings = ({ payload, ...rest }: Notification) => ({
        ...rest,
        payload: Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)])),
      });
      for (const notification of [published, firstFrame]) {
        expectAccepted(await postJson(asStrings(notification)), notification.noticeId);
      }
      await expectTables([published, firstFrame]);
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
      for (const notification of sent) expectAccepted(await postJson(notification), notification.noticeId);
      await expectTables(sent);
      const { channelSessions, cdnStreams } = await readItems(isAbout(sent));
      expect([channelSessions.length, cdnStreams.length]).toEqual([1, 0]);
    });

    it('a health test is answered and stays out of the tables', async () => {
      const join = testJoin();
      expectAccepted(await postJson(join), join.noticeId);
      await expectTables([join]);
    });
  });

  describe('hostile input', () => {
    const nothing = { channelSessions: [], userSessions: [], cdnStreams: [] };

    it('a wrong type in each single field is accepted and gives no item', async () => {
      const id = unique();
      // Of today: what is years old is in no table in any case. And without null, which means that a field is absent.
      const shift = nowSeconds() - 4 * 3600 - 1669111199;
      const wrongs: unknown[] = [{}, [null], [], { toString: 1 }];
      const documented = sampleNames.filter((name) => /^(rtc|cdn)-/.test(name));
      const bodies = documented.flatMap((name, nth) => {
        const sample = JSON.parse(readSample(name).toString());
        const { ts, time } = sample.payload;
        const base = {
          ...sample,
          notifyMs: sample.notifyMs + shift * 1000,
          payload: {
            ...sample.payload,
            ...(ts && { ts: ts + shift }),
            ...(time && { time: time + shift * 1000 }),
            ...(sample.payload.channelSId && { channelSId: `hostile-${id}` }),
            ...(sample.payload.stream && { stream: `hostile-${id}` }),
          },
        };
        const wrong = (index: number) => wrongs[(nth + index) % wrongs.length];
        const ofEnvelope = ['productId', 'eventType', 'notifyMs', 'payload'].map((field, index) => ({
          ...base,
          [field]: wrong(index),
        }));
        const ofPayload = Object.keys(sample.payload).map((field, index) => ({
          ...base,
          payload: { ...base.payload, [field]: wrong(index) },
        }));
        return [...ofEnvelope, ...ofPayload].map((json, index) => ({
          ...json,
          noticeId: `hostile-${id}-${nth}-${index}`,
        }));
      });
      expect(bodies.length).toBeGreaterThan(150);
      const answers = await inParallel(bodies, postJson);
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      expect(await readItems((item) => Object.values(item).includes(`hostile-${id}`))).toEqual(nothing);
    });

    it('numbers out of range give no item', async () => {
      const joins = [1e300, -1e300, 1e21, -1, 0, 0.1, 946684799, 4102444800, 4102444800000, 99999999999].map(
        (ts) => makeJoin({ ts }),
      );
      const answers = await inParallel(joins, postJson);
      expect(answers.map(({ status }) => status)).toEqual(joins.map(() => 200));
      expect(await readItems(isAbout(joins))).toEqual(nothing);
    });

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
      const answers = await inParallel(joins, postJson);
      expect(answers.map(({ status }) => status)).toEqual(joins.map(() => 200));
      const isMine = (item: Item) => Object.values(item).some((value) => String(value).includes(id));
      expect(await readItems(isMine)).toEqual(nothing);
    });

    it('texts as long as a key may be give an item', async () => {
      const id = unique();
      const join = makeJoin({
        channelSId: `${id}${'é'.repeat(1018)}`,
        uSId: `${id}${'x'.repeat(1012)}`,
        channelName: `${id}${'🎥'.repeat(509)}`,
      });
      expectAccepted(await postJson(join), join.noticeId);
      await expectTables([join]);
    });

    it('__proto__ gives nothing that was not sent', async () => {
      const join = makeJoin();
      const { uid, ...rest } = join.payload;
      const body = `{"noticeId":"${join.noticeId}","productId":1,"eventType":103,"notifyMs":${join.notifyMs},"payload":{"__proto__":{"uid":${uid}},"constructor":{"prototype":{"uid":${uid}}},${JSON.stringify(rest).slice(1)}}`;
      expectAccepted(await postSigned(Buffer.from(body)), join.noticeId);
      expect(await readItems(isAbout([join]))).toEqual(nothing);
      const answer = await postSigned(Buffer.from('{"__proto__":{"noticeId":"n"},"productId":1}'));
      expect(answer.status).toBe(400);
    });

    it('odd names and values in unknown fields are kept out of the way', async () => {
      const join = makeJoin({
        hasOwnProperty: 1,
        toString: null,
        '': '',
        'a.b': 1,
        deep: JSON.parse('['.repeat(60) + ']'.repeat(60)),
        expiresAt: 1,
        revision: 'x',
        asOf: 'x',
        status: 'x',
      });
      expectAccepted(await postJson(join), join.noticeId);
      await expectTables([join]);
    });
  });

  describe('histories', () => {
    it('shuffled, duplicated and thinned out ones end as the oracle says, and stay so', async () => {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const history = generateHistory({
        seed,
        now: Date.now(),
        channels: 4,
        users: 6,
        streams: 5,
        contradictions: 0.2,
      });
      const plan = planDeliveries(history, {
        seed,
        loss: 0.05,
        duplicates: 0.5,
        shuffle: true,
        wild: 0.3,
        secret: target.secret,
      });
      const deliver = async (deliveries: typeof plan.deliveries) => {
        const answers = await inParallel(deliveries, ({ body }) => postJson(body));
        expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      };
      await deliver(plan.deliveries);
      const delivered = plan.deliveries.map(({ notification }) => notification);
      try {
        await expectTables(delivered);
        const before = (await target.readTables()).userSessions.filter(isAbout(delivered));
        // Redelivered notifications change nothing, not even the count of writes.
        await deliver(plan.deliveries.slice(0, 100).reverse());
        await target.settled();
        const after = (await target.readTables()).userSessions.filter(isAbout(delivered));
        const byKey = (a: Item, b: Item) => (keyOf(a) < keyOf(b) ? -1 : 1);
        expect([...after].sort(byKey)).toEqual([...before].sort(byKey));
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    });
  });

  it('never answered with a fault of its own', () => {
    expect([...statuses].filter((status) => status >= 500)).toEqual([]);
  });
};
