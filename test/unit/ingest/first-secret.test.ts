// Whether the address is alive, and what comes before there is a secret to check it with.
import type { IngestDependencies } from '../../../functions/ingest/handler';
import { readParked, requestMessage } from '../../../functions/shared/parking-queue';
import type { SignedRequest } from '../../../functions/shared/signed-request';
import { requestOf, SECRET, setUp, signatureOf, signedRequest } from './requests';
import { body, neverKept, none, notification } from './surroundings';

const about = (channel: unknown) => JSON.stringify({ ...notification, payload: { channelName: channel } });

/** The endpoint with a parking queue that records what it keeps. */
const setUpWithQueue = (replaced: Partial<IngestDependencies> = {}) => {
  const kept: SignedRequest[] = [];
  const parking = {
    park: neverKept,
    keep: async (request: SignedRequest) => void kept.push(request),
  };
  return { kept, ...setUp({ parking, ...replaced }) };
};

describe('a health test', () => {
  it.each<[string, string | Buffer | undefined, Readonly<Record<string, string>>, string]>([
    ['an empty POST', undefined, {}, 'empty'],
    ['an empty POST with an empty signature', '', { 'Ar-Signature': '' }, 'empty'],
    ['an unsigned one about an ignored channel', about('test_webhook'), {}, 'ignored channel'],
    ['one as bytes', Buffer.from(about('probe')), {}, 'ignored channel'],
    ['a push to the CDN', '{"payload":{"channel":"probe"}}', {}, 'ignored channel'],
    ['a recording', '{"payload":{"cname":"probe"}}', {}, 'ignored channel'],
    [
      'one with blank signatures',
      about('probe'),
      { 'Ar-Signature': ' ', 'Ar-Signature-V2': '' },
      'ignored channel',
    ],
  ])('is answered 200, forwarded nowhere and counted, with and without a secret: %s', async (...args) => {
    const [, bytes, headers, reason] = args;
    for (const replaced of [{}, { secrets: none }]) {
      const { send, events, kept, lines, warnings, errors, asked } = setUpWithQueue(replaced);
      const answer = await send(requestOf(bytes, headers));
      expect([answer.status, answer.json]).toEqual([200, { status: 'ok' }]);
      expect(lines).toEqual([
        { values: { HealthTests: 1 }, dimensions: { reason }, metadata: { requestId: 'request-1' } },
      ]);
      expect([events, kept, warnings, errors, asked]).toEqual([[], [], [], [], { current: 0, refreshed: 0 }]);
    }
  });

  it.each<[string, string | Buffer, Readonly<Record<string, string>>]>([
    ['another channel', body, {}],
    ['a name that only begins so', about('probe2'), {}],
    ['the name in a list', about(['probe']), {}],
    ['the name in another place', '{"channelName":"probe"}', {}],
    ['no payload', '{"noticeId":"n"}', {}],
    ['a payload of text', '{"payload":"probe"}', {}],
    ['an array', '[{"payload":{"channelName":"probe"}}]', {}],
    ['blanks', ' ', {}],
    ['no JSON', 'probe', {}],
    ['no UTF-8', Buffer.from([0xff]), {}],
    ['20,000 levels', '['.repeat(20_000), {}],
    ['a prototype', '{"payload":{"__proto__":{"channelName":"probe"}}}', {}],
    ['a wrong signature', about('probe'), { 'Ar-Signature': signatureOf('x') }],
    ['a wrong second signature', about('probe'), { 'Ar-Signature-V2': 'x' }],
  ])('is not %s', async (_, bytes, headers) => {
    const { send, events, lines } = setUpWithQueue();
    expect((await send(requestOf(bytes, headers))).status).toBe(401);
    expect(events).toEqual([]);
    expect(lines).toMatchObject([{ values: { Refused: 1 } }]);
  });

  it('is nothing that is signed: that is forwarded, also about an ignored channel', async () => {
    const { send, events } = setUpWithQueue();
    const test = body.replace('show68', 'test_webhook');
    expect((await send(signedRequest(test))).json).toEqual({ status: 'accepted', noticeId: 'ntc-103' });
    expect(events).toHaveLength(1);
  });
});

describe('before a secret is set', () => {
  it.each<[string, string | Buffer, Readonly<Record<string, string>>, object]>([
    ['signed', body, { 'Ar-Signature': signatureOf(body) }, { signature: signatureOf(body) }],
    ['unsigned', body, {}, {}],
    [
      'signed twice',
      body,
      { 'ar-signature': ` ${signatureOf(body)} `, 'AR-SIGNATURE-V2': 'x' },
      { signature: signatureOf(body), signatureV2: 'x' },
    ],
    ['no JSON', 'x', { 'Ar-Signature': signatureOf('x') }, { signature: signatureOf('x') }],
    ['no UTF-8', Buffer.from([0, 0xff, 0xfe, 0x0a]), { 'Ar-Signature': '0' }, { signature: '0' }],
    ['as large as it may be', 'x'.repeat(65_536), {}, {}],
  ])('a POST is kept as it came, and answered 200: %s', async (_, bytes, headers, signatures) => {
    const { send, events, kept, lines, warnings, errors } = setUpWithQueue({ secrets: none });
    const answer = await send(requestOf(bytes, headers));
    expect([answer.status, answer.json]).toEqual([200, { status: 'kept' }]);
    expect(kept).toEqual([
      { body: Buffer.from(bytes), signature: undefined, signatureV2: undefined, ...signatures },
    ]);
    expect(lines).toEqual([
      {
        values: { KeptUnverified: 1 },
        dimensions: { source: 'parking' },
        metadata: { requestId: 'request-1' },
      },
    ]);
    expect([events, warnings, errors]).toEqual([[], [], []]);
  });

  it('is answered 503 where nothing keeps it, so that the sender tries again', async () => {
    const keep = async () => {
      throw new Error('no queue');
    };
    for (const parking of [{ parking: { park: keep, keep } }, {}]) {
      const { send, lines, errors } = setUp({ secrets: none, ...parking });
      expect(await send(signedRequest(body))).toMatchObject({
        status: 503,
        json: { status: 'refused', reason: 'the notification could not be kept: send it again' },
      });
      expect(lines).toMatchObject([{ values: { Refused: 1 }, dimensions: { reason: 'unavailable' } }]);
      expect(errors).toHaveLength(1);
    }
  });

  it('keeps nothing once there is a secret: the flood of the unsigned is refused', async () => {
    const { send, kept } = setUpWithQueue({
      secrets: { current: async () => [SECRET], refreshed: async () => [SECRET] },
    });
    for (const headers of [{}, { 'Ar-Signature': '0'.repeat(40) }]) {
      expect((await send(requestOf(body, headers))).status).toBe(401);
    }
    expect(kept).toEqual([]);
  });
});

describe('the message of a kept request', () => {
  /** The characters that SQS takes: XML's. */
  const takenBySqs = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

  it.each<[string, SignedRequest]>([
    ['text', { body: Buffer.from(body), signature: signatureOf(body) }],
    ['nothing', { body: Buffer.alloc(0) }],
    ['any bytes', { body: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), signature: 'x' }],
    [
      'signatures of any text',
      { body: Buffer.from('x'), signature: '\u0001\uffff\ud800"', signatureV2: '频' },
    ],
  ])('reads back as it was, in characters that SQS takes: %s', (_, request) => {
    const message = requestMessage(request);
    expect(readParked(message)).toEqual({ kind: 'request', request });
    expect(message).toMatch(takenBySqs);
  });

  it('fits into a message of SQS, the largest body and the longest headers that can come', () => {
    const request = {
      // The largest limit that can be configured, and API Gateway's limit for all headers together.
      body: Buffer.alloc(122_880, 0xff),
      signature: '\u0001'.repeat(5_120),
      signatureV2: '\u0001'.repeat(5_120),
    };
    expect(Buffer.byteLength(requestMessage(request))).toBeLessThan(262_144);
  });
});
