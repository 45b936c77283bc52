// What the endpoint answers, and what comes of it.
import { isUtf8 } from 'node:buffer';
import { isAbout } from '../table-items';
import {
  BODY_LIMIT,
  type BundleClient,
  bytesOf,
  expectAccepted,
  type Json,
  jsonHeaders,
  jsonOf,
  makeJoin,
  nothing,
  sign,
  testJoin,
} from './client';

/** Defines the tests of the answers. */
export const describeAnswers = (bundle: BundleClient): void => {
  describe('answers', () => {
    const wellFormed = () => bytesOf(makeJoin());
    const right = (body: Uint8Array) => ({ 'Ar-Signature': sign(body, bundle.secret) });

    it('GET: the address is alive', async () => {
      const answer = await bundle.send(Buffer.alloc(0), {}, 'GET');
      expect([answer.status, jsonOf(answer)]).toEqual([200, { status: 'ok' }]);
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
    });

    const healthTests: [string, Buffer, Record<string, string>][] = [
      ['an empty POST', Buffer.alloc(0), {}],
      ['an unsigned notification about an ignored channel', bytesOf(testJoin()), {}],
    ];
    it.each(healthTests)('%s asks whether the address is alive', async (_, body, headers) => {
      const answer = await bundle.send(body, { ...jsonHeaders, ...headers });
      expect([answer.status, jsonOf(answer)]).toEqual([200, { status: 'ok' }]);
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
    });

    it('HEAD: the same without a body', async () => {
      const answer = await bundle.send(Buffer.alloc(0), {}, 'HEAD');
      expect([answer.status, answer.body]).toEqual([200, '']);
    });

    it('a slash at the end of the path changes nothing', async () => {
      const join = makeJoin();
      const body = bytesOf(join);
      const headers = { ...jsonHeaders, ...right(body) };
      expectAccepted(await bundle.send(body, headers, 'POST', '/notifications/'), join.noticeId);
      const alive = await bundle.send(Buffer.alloc(0), {}, 'GET', '/notifications/');
      expect([alive.status, jsonOf(alive)]).toEqual([200, { status: 'ok' }]);
      const head = await bundle.send(Buffer.alloc(0), {}, 'HEAD', '/notifications/');
      expect([head.status, head.body]).toEqual([200, '']);
      await bundle.expectTables([join]);
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
      const answer = await bundle.send(body, { ...jsonHeaders, ...right(body) }, method, path);
      expect([answer.status, jsonOf(answer)]).toEqual([404, { message: 'Not Found' }]);
    });

    it.each([['sha1'], ['sha256']])('a signature by HMAC-%s is accepted', async (algorithm) => {
      const join = makeJoin();
      const body = bytesOf(join);
      const answer = await bundle.postSigned(body, { 'Ar-Signature': sign(body, bundle.secret, algorithm) });
      expectAccepted(answer, join.noticeId);
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
    });

    it('the header may be written in any case', async () => {
      const join = makeJoin();
      const body = bytesOf(join);
      const headers = { ...jsonHeaders, 'aR-sIGNATURE': sign(body, bundle.secret) };
      expectAccepted(await bundle.send(body, headers), join.noticeId);
    });

    it('SHA-256 in Ar-Signature-V2 counts where Ar-Signature is absent or empty', async () => {
      for (const others of [{}, { 'Ar-Signature': '' }]) {
        const join = makeJoin();
        const body = bytesOf(join);
        const headers = { ...others, 'Ar-Signature-V2': sign(body, bundle.secret, 'sha256') };
        expectAccepted(await bundle.send(body, { ...jsonHeaders, ...headers }), join.noticeId);
        await bundle.expectTables([join]);
      }
    });

    it.each([
      ['application/octet-stream'],
      ['application/json; charset=utf-8'],
      ['text/plain'],
      ['application/x-www-form-urlencoded'],
    ])('the content type %s changes nothing', async (type) => {
      const join = makeJoin({ channelName: 'Zimmer-日本-🎥' });
      expectAccepted(await bundle.postSigned(bytesOf(join), { 'Content-Type': type }), join.noticeId);
      await bundle.expectTables([join]);
    });

    // Every other way in which it may be wrong is shown with the handler; here, that nothing comes of it.
    const wrongSignatures: [string, (body: Uint8Array) => Record<string, string>][] = [
      ['no signature', () => ({})],
      ['one with another secret', (body) => ({ 'Ar-Signature': sign(body, `${bundle.secret}x`) })],
      ['SHA-1 in the second header', (body) => ({ 'Ar-Signature-V2': sign(body, bundle.secret) })],
    ];
    it.each(wrongSignatures)('%s: 401, and nothing happens', async (_, headersFor) => {
      const join = makeJoin();
      const body = bytesOf(join);
      const answer = await bundle.send(body, { ...jsonHeaders, ...headersFor(body) });
      expect([answer.status, typeof jsonOf(answer)]).toEqual([401, 'object']);
      expect(await bundle.readItems(isAbout([join]))).toEqual(nothing);
    });

    const deep = `{"noticeId":"n","a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const unusable: [string, Buffer, string, RegExp][] = [
      ['not JSON', Buffer.from('{"noticeId":"n",'), '', /JSON/],
      ['empty', Buffer.alloc(0), '', /JSON/],
      ['not UTF-8', Buffer.from('7b226e6f746963654964223a22c328227d', 'hex'), '', /UTF-8/],
      ['UTF-16', Buffer.from('{"noticeId":"n"}', 'utf16le'), '', /JSON/],
      ['an array', bytesOf([makeJoin()]), '', /object/],
      ['without a notice id', bytesOf({ ...makeJoin(), noticeId: undefined }), 'noticeId', /string/],
      ['nested 20,000 deep', Buffer.from(deep), '', /nested/],
    ];
    it.each(unusable)('signed, but %s: 400 with the path and the reason', async (_, body, path, reason) => {
      // API Gateway hands on the bytes as they are only of types that are not text; in a text it replaces them.
      const answer = await bundle.postSigned(
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
      expectAccepted(await bundle.postJson({ ...join, padding: 'x'.repeat(padding) }), join.noticeId);
      const answer = await bundle.postJson({ ...join, padding: 'x'.repeat(padding + 1) });
      expect([answer.status, typeof jsonOf(answer)]).toEqual([413, 'object']);
    });

    it('too large goes before all else', async () => {
      const answer = await bundle.send(Buffer.alloc(BODY_LIMIT + 1, 'x'), jsonHeaders);
      expect([answer.status, typeof jsonOf(answer)]).toEqual([413, 'object']);
    });

    it('without what no table needs: in the tables all the same', async () => {
      const { notifyMs: _notifyMs, payload, ...join } = makeJoin();
      const { platform: _platform, ...needed } = payload;
      const sent = { ...join, payload: { ...needed, ts: String(needed.ts), reason: null } };
      expectAccepted(await bundle.postJson(sent), join.noticeId);
      const { userSessions } = await bundle.readItems(({ channelSId }) => channelSId === needed.channelSId);
      expect(userSessions).toMatchObject([{ uSId: needed.uSId, status: 'online' }]);
      expect(userSessions[0]).not.toHaveProperty('platform');
    });

    const unrecognized: [string, Json][] = [
      ['an unknown type', { eventType: 199 }],
      ['a payload that is an array', { payload: [] }],
    ];
    it.each(unrecognized)('authentic, but %s: accepted, and not in the tables', async (_, change) => {
      const join = makeJoin();
      expectAccepted(await bundle.postJson({ ...join, ...change }), join.noticeId);
      expect(await bundle.readItems(isAbout([join]))).toEqual(nothing);
    });
  });
};
