// What the endpoint refuses, in which order it looks, and that no answer tells a secret.
import { Refusal } from '../../../functions/shared/errors';
import { documentedType, notificationOf } from '../../helpers/documented-types';
import { requestOf, SECRET, setUp, signatureOf, signedRequest } from './requests';
import { body, neverKept, none, refusingBus } from './surroundings';

describe('a request without a valid signature', () => {
  it.each([
    ['no header', {}],
    ['an empty header', { 'ar-signature': '' }],
    ['the signature of another body', { 'ar-signature': signatureOf(`${body} `) }],
    ['the signature of another secret', { 'ar-signature': signatureOf(body, 'other') }],
    ['a prefix', { 'ar-signature': `sha1=${signatureOf(body)}` }],
    ['the header twice', { 'ar-signature': `${signatureOf(body)},${signatureOf(body)}` }],
    ['another header', { 'x-ar-signature': signatureOf(body), 'agora-signature': signatureOf(body) }],
    ['a signature in Base64', { 'ar-signature': Buffer.from(signatureOf(body), 'hex').toString('base64') }],
  ])('is answered 401: %s', async (_, headers) => {
    const { send, events, lines } = setUp();
    expect(await send(requestOf(body, headers))).toMatchObject({
      status: 401,
      json: { status: 'refused', reason: expect.stringContaining('Ar-Signature') },
    });
    expect(events).toEqual([]);
    expect(lines).toMatchObject([{ values: { Refused: 1 }, dimensions: { reason: 'signature' } }]);
  });

  it('has the secrets refreshed where there was a signature to check, and only there', async () => {
    const { send, asked } = setUp();
    await send(requestOf(body, {}));
    expect(asked).toEqual({ current: 1, refreshed: 0 });
    await send(requestOf(body, { 'ar-signature': signatureOf(body, 'other') }));
    expect(asked).toEqual({ current: 2, refreshed: 1 });
  });

  it('is refused once its secret is retired', async () => {
    const { send } = setUp({ secrets: { current: async () => [SECRET], refreshed: async () => ['new'] } });
    expect(await send(requestOf(body, { 'ar-signature': signatureOf(body, 'old') }))).toMatchObject({
      status: 401,
    });
  });
});

describe('a signed request without a usable envelope', () => {
  const deep = `{"noticeId":"n","payload":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;

  it.each<[string, string | Buffer, string, string, string]>([
    ['nothing', '', 'not JSON', '', 'the body is not JSON'],
    ['text', 'hello', 'not JSON', '', 'the body is not JSON'],
    ['half an object', body.slice(0, -1), 'not JSON', '', 'the body is not JSON'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not JSON', '', 'the body is not UTF-8'],
    ['UTF-16', Buffer.from(`\ufeff${body}`, 'utf16le'), 'not JSON', '', 'the body is not UTF-8'],
    ['an array', '[]', 'envelope', '', 'expected an object but received an array'],
    ['a number', '5', 'envelope', '', 'expected an object but received 5'],
    ['no notice id', '{}', 'envelope', 'noticeId', 'expected a non-empty string but received nothing'],
    [
      'a number as notice id',
      '{"noticeId":5}',
      'envelope',
      'noticeId',
      'expected a non-empty string but received 5',
    ],
    ['20,000 levels', deep, 'envelope', '', 'expected objects and arrays nested no deeper than 64'],
  ])('is answered 400 with path and reason: %s', async (_, bytes, dimension, path, reason) => {
    const { send, events, lines } = setUp();
    const answer = await send(signedRequest(bytes));
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({ status: 'refused', reason, path });
    expect(events).toEqual([]);
    expect(lines).toEqual([
      {
        values: { Refused: 1 },
        dimensions: { reason: dimension },
        metadata: { requestId: 'request-1', path, message: reason },
      },
    ]);
  });

  it('is a POST without a body', async () => {
    const { send } = setUp();
    expect(await send(requestOf(undefined, { 'ar-signature': signatureOf('') }))).toMatchObject({
      status: 400,
    });
  });
});

describe('a request that is too large', () => {
  it.each([
    ['as text', `${'频'.repeat(10)}x`],
    ['in Base64', Buffer.alloc(31, 'x')],
  ])('is answered 413 before its secret is looked at: %s, counted in bytes', async (_, bytes) => {
    const { send, lines, asked } = setUp({ bodyLimitBytes: 30 });
    expect(await send(signedRequest(bytes))).toMatchObject({
      status: 413,
      json: { status: 'refused', reason: 'the body is too large: at most 30 bytes are taken' },
    });
    expect(asked).toEqual({ current: 0, refreshed: 0 });
    expect(lines).toMatchObject([{ dimensions: { reason: 'too large' } }]);
  });
});

describe('the order of the checks', () => {
  const large = 'x'.repeat(65_537);
  const test = '{"payload":{"channelName":"probe"}}';
  const largeTest = `${test}${' '.repeat(65_537)}`;
  const broken = { put: async () => Promise.reject(new Error('down')) };
  const queue = { park: async () => {}, keep: async () => {} };
  const unread = async () => Promise.reject(new Refusal(503, 'unavailable', 'not read'));
  const unreadable = { current: unread, refreshed: unread };

  it.each<[string, number, string, Readonly<Record<string, string>>, Parameters<typeof setUp>[0]]>([
    ['413 comes before kept, 401 and 400', 413, large, {}, { secrets: none, parking: queue }],
    ['413 comes before a health test', 413, largeTest, {}, {}],
    ['413 comes before 400', 413, large, { 'ar-signature': signatureOf(large) }, {}],
    [
      'a health test comes before kept',
      200,
      test,
      {},
      { secrets: none, parking: { ...queue, keep: neverKept } },
    ],
    ['a health test comes before the secret is read', 200, test, {}, { secrets: unreadable }],
    ['a health test comes before 401', 200, test, {}, {}],
    ['503 (secret not read) comes before 401 and 400', 503, 'x', {}, { secrets: unreadable }],
    ['kept comes before 401 and 400', 200, 'x', {}, { secrets: none, parking: queue }],
    [
      '503 (kept nowhere) comes before 400',
      503,
      'x',
      { 'ar-signature': signatureOf('x') },
      { secrets: none },
    ],
    ['401 comes before 400', 401, 'x', {}, {}],
    ['401 comes before 503 (bus)', 401, body, {}, { bus: broken }],
    ['400 comes before 503 (bus)', 400, '{}', { 'ar-signature': signatureOf('{}') }, { bus: broken }],
  ])('%s', async (_, status, bytes, headers, replaced) => {
    const { send } = setUp(replaced);
    expect((await send(requestOf(bytes, headers))).status).toBe(status);
  });

  it('looks for UTF-8 and JSON before the envelope', async () => {
    const { send } = setUp();
    const bytes = Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]);
    expect((await send(signedRequest(bytes))).json).toMatchObject({ reason: 'the body is not UTF-8' });
  });
});

describe('a fault of ours', () => {
  it('is answered 500 with a generic body and the request id, and told to the operators', async () => {
    const { send, errors, lines } = setUp({
      secrets: {
        current: async () => {
          throw new TypeError(`cannot read ${SECRET}`);
        },
        refreshed: async () => [],
      },
    });
    const answer = await send(signedRequest(body));
    expect(answer.status).toBe(500);
    expect(answer.json).toEqual({ status: 'error', reason: 'internal error', requestId: 'request-1' });
    expect(errors).toMatchObject([[expect.any(String), { requestId: 'request-1', errorName: 'TypeError' }]]);
    expect(lines).toMatchObject([{ values: { Refused: 1 }, dimensions: { reason: 'fault' } }]);
  });
});

describe('every answer', () => {
  const streamKey = 's3cr3t';
  const push = JSON.stringify({
    ...notificationOf(documentedType(2, 1)),
    secret: SECRET,
  });
  const pushTooLong = push.replace('?key=', `?${'x'.repeat(2_000)}&key=`);
  const signature = { 'ar-signature': signatureOf(push) };
  const parking = { park: async () => {}, keep: async () => {} };
  const requests: readonly [string, number, ReturnType<typeof requestOf>, Parameters<typeof setUp>[0]][] = [
    ['accepted', 200, signedRequest(push), {}],
    ['unrecognized', 200, signedRequest(pushTooLong), {}],
    ['parked', 200, signedRequest(push), { bus: refusingBus, parking }],
    ['not kept', 503, signedRequest(push), { bus: refusingBus }],
    ['kept', 200, requestOf(push, signature), { secrets: none, parking }],
    ['kept nowhere', 503, requestOf(push, signature), { secrets: none }],
    ['a health test', 200, requestOf(push.replace(/"channel":"[^"]*"/, '"channel":"probe"'), {}), {}],
    ['unsigned', 401, requestOf(push, {}), {}],
    ['wrongly signed', 401, requestOf(push, { 'ar-signature': signatureOf('x') }), {}],
    ['no JSON', 400, signedRequest(push.slice(1)), {}],
    ['no envelope', 400, signedRequest(`[${push}]`), {}],
    ['an object as notice id', 400, signedRequest(`{"noticeId":${push}}`), {}],
    ['too large', 413, signedRequest(push), { bodyLimitBytes: 10 }],
  ];

  it.each(requests)(
    'is JSON, and no secret is in it, in a log line or in a metric line: %s',
    async (...args) => {
      const [, status, request, replaced] = args;
      const { send, lines, warnings, errors } = setUp(replaced);
      const answer = await send(request);
      expect(answer.status).toBe(status);
      expect(answer.headers).toEqual({ 'content-type': 'application/json' });
      expect(lines).toHaveLength(1);
      const told = JSON.stringify([answer, lines, warnings, errors]);
      expect(told).not.toContain(SECRET);
      expect(told).not.toContain(streamKey);
      expect(told).not.toContain('rtmp://');
      expect(told).not.toContain(signatureOf(push));
    },
  );
});
