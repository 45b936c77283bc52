import fc from 'fast-check';
import { toDocumentedForm } from '../../../functions/contract/documented-form';
import type { JsonObject } from '../../../functions/contract/json';
import { readEnvelope, readNotification } from '../../../functions/contract/notification';
import { documentedType, notificationOf } from '../../helpers/documented-types';
import { sampleJson, samples } from '../../helpers/samples';

const documented = (json: object): JsonObject => toDocumentedForm(JSON.parse(JSON.stringify(json)));

const rtcPayload = (payload: object) => documented({ noticeId: 'n', productId: 1, payload }).payload;
const cdnPayload = (payload: object) => documented({ noticeId: 'n', productId: 2, payload }).payload;

describe('an alias', () => {
  it.each([
    ['noticeID', { noticeID: 'a' }, { noticeId: 'a' }],
    ['noticeID beside noticeId', { noticeId: 'a', noticeID: 'b' }, { noticeId: 'a' }],
    ['noticeID beside an empty noticeId', { noticeId: '', noticeID: 'b' }, { noticeId: '' }],
    [
      'eventType inside the payload',
      { productId: 1, payload: { eventType: 103 } },
      { productId: 1, eventType: 103, payload: {} },
    ],
    [
      'eventType inside and outside',
      { productId: 1, eventType: 104, payload: { eventType: 103 } },
      { productId: 1, eventType: 104, payload: {} },
    ],
    [
      'eventType inside the payload of an unknown product',
      { productId: 3, payload: { eventType: 40 } },
      { productId: 3, eventType: 40, payload: {} },
    ],
  ])('%s is moved, not copied, and the documented name wins', (_, sent, expected) => {
    expect(documented(sent)).toEqual(expected);
  });

  it.each([
    ['Ts', { Ts: 1669111204 }, { ts: 1669111204 }],
    ['Ts beside ts', { ts: 1669111205, Ts: 1669111204 }, { ts: 1669111205 }],
    ['Ts beside a ts that is wrong', { ts: null, Ts: 1669111204 }, { ts: null }],
    ['Ts in milliseconds', { Ts: 1669111204000 }, { ts: 1669111204 }],
  ])('%s is moved, not copied, and the documented name wins', (_, sent, expected) => {
    expect(rtcPayload(sent)).toEqual(expected);
  });

  it('Ts means nothing in a push to CDN', () => {
    expect(cdnPayload({ Ts: 5 })).toEqual({ Ts: 5 });
  });
});

describe('ts', () => {
  it.each([
    ['seconds', 1669111204, 1669111204],
    ['the greatest that is still seconds', 99_999_999_999, 99_999_999_999],
    ['the least that is milliseconds', 1e11, 1e8],
    ['milliseconds', 1669111204000, 1669111204],
    ['milliseconds that are no whole second', 1669111204123, 1669111204.123],
    ['the last millisecond of 2099', 4102444799999, 4102444799.999],
    ['beyond every date', 1e300, 1e300],
    ['negative', -1669111204000, -1669111204000],
    ['a string', '1669111204', '1669111204'],
  ])('in %s: %p → %p', (_, sent, expected) => {
    expect(rtcPayload({ ts: sent })).toEqual({ ts: expected });
  });
});

describe('uid in RTC payloads', () => {
  it.each([
    ['0', 0],
    ['90001', 90001],
    ['-5', -5],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', '9007199254740992'],
    ['007', '007'],
    ['-0', '-0'],
    ['+5', '+5'],
    ['5.0', '5.0'],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    [' 5', ' 5'],
    ['alice', 'alice'],
    ['Infinity', 'Infinity'],
    ['', ''],
    [90001, 90001],
  ])('%p becomes %p', (sent, expected) => {
    expect(rtcPayload({ uid: sent })).toEqual({ uid: expected });
  });

  it.each([
    ['alice', true],
    ['007', true],
    ['9007199254740992', true],
    [9007199254740991, true],
    [9007199254740992, false],
    [-9007199254740992, false],
    ['', false],
    [1.5, false],
  ])('%p is accepted: %p', (uid, accepted) => {
    const join = documentedType(1, 103);
    const reading = readNotification(documented(notificationOf(join, { uid })));
    expect(reading.recognized).toBe(accepted);
    if (!reading.recognized) expect(reading.issues.map(({ path }) => path)).toEqual(['payload.uid']);
  });

  it('stays a string in CDN payloads, where it is one', () => {
    expect(cdnPayload({ uid: '52781' })).toEqual({ uid: '52781' });
  });
});

describe('numbers and booleans that are sent as strings', () => {
  it.each(['code', 'time', 'width', 'height', 'audioChannels', 'audioSampleRate', 'elapse'])(
    'CDN %s becomes a number where it is spelled in the one canonical way',
    (name) => {
      expect(cdnPayload({ [name]: '200' })).toEqual({ [name]: 200 });
      expect(cdnPayload({ [name]: 200 })).toEqual({ [name]: 200 });
      for (const other of ['0200', '2e2', '', ' 200', '200.5', 'x', '9007199254740992']) {
        expect(cdnPayload({ [name]: other })).toEqual({ [name]: other });
      }
    },
  );

  it.each([
    ['true', true],
    ['false', false],
    ['True', 'True'],
    ['1', '1'],
    [false, false],
  ])('CDN retry %p becomes %p', (sent, expected) => {
    expect(cdnPayload({ retry: sent })).toEqual({ retry: expected });
  });

  it('stay strings where the page says string, and in RTC payloads', () => {
    const payload = { reason: '200', stream: '200', channel: '200', videoCodec: '200', event: 'true' };
    expect(cdnPayload(payload)).toEqual(payload);
    expect(rtcPayload({ platform: '7', reason: '1' })).toEqual({ platform: '7', reason: '1' });
  });
});

describe('secret', () => {
  it.each([['local-secret'], [null], [5], [{ a: 1 }]])('%p is removed from the top level', (secret) => {
    expect(documented({ noticeId: 'n', secret })).toEqual({ noticeId: 'n' });
  });

  it.each([[null], ['text'], [[1]], [5]])('is removed also where the payload is %p', (payload) => {
    expect(documented({ noticeID: 'n', secret: 's', payload })).toEqual({ noticeId: 'n', payload });
  });
});

describe('the samples as real senders send them', () => {
  it('103 as the demo sends it', () => {
    expect(toDocumentedForm(sampleJson('wild-103-as-the-demo-sends'))).toEqual({
      noticeId: 'ntc-w1',
      productId: 1,
      eventType: 103,
      notifyMs: 1669111204000,
      payload: {
        channelName: 'show68',
        channelSId: '6383f0a1b7e4',
        appId: '5f2c',
        ts: 1669111204,
        uid: 90001,
        uSId: '3f00c0ffee03',
        platform: 8,
        reason: 0,
      },
    });
  });

  it('105 with its type inside the payload', () => {
    expect(toDocumentedForm(sampleJson('wild-type-inside-payload'))).toEqual({
      noticeId: 'ntc-w2',
      productId: 1,
      eventType: 105,
      notifyMs: 1669111205000,
      payload: {
        channelName: 'show68',
        channelSId: '6383f0a1b7e4',
        ts: 1669111205,
        uid: 90002,
        uSId: '4f00c0ffee04',
        platform: 5,
      },
    });
  });

  it.each(samples.map(({ name }) => name))(
    '%s is understood, and in the documented form stays as it is',
    (name) => {
      const reading = readEnvelope(sampleJson(name));
      if (!reading.usable) throw new Error(reading.issue.message);
      expect(readNotification(reading.envelope).recognized).toBe(name !== 'other-40-recorder-started');
      if (!name.startsWith('wild-')) expect(reading.envelope).toEqual(sampleJson(name));
    },
  );
});

describe('bringing to the documented form twice', () => {
  const anyField = fc.oneof(
    fc.constantFrom<unknown>('90001', '007', 'true', '200', '1669111204000', '9007199254740993', '-0', ''),
    fc.constantFrom<unknown>(1669111204, 1669111204123, 1e11, 1e300, -1, 0, null, true),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const payloadNames = [
    ...['ts', 'Ts', 'uid', 'eventType', 'secret', 'noticeID', 'appId', 'retry', 'code', 'time', 'width'],
    ...['height', 'audioChannels', 'audioSampleRate', 'elapse', 'stream', '__proto__'],
  ];
  const objectOf = (names: readonly string[]) =>
    fc
      .dictionary(fc.constantFrom(...names), anyField, { maxKeys: 8 })
      .map((fields) => JSON.stringify(fields));
  const envelope = fc
    .record({
      top: objectOf(['noticeId', 'noticeID', 'eventType', 'notifyMs', 'secret', 'more']),
      productId: fc.constantFrom<unknown>(1, 2, 3, '1', undefined),
      payload: fc.oneof(
        { weight: 4, arbitrary: objectOf(payloadNames) },
        { weight: 1, arbitrary: fc.json() },
      ),
    })
    .map(({ top, productId, payload }): JsonObject => {
      const fields: JsonObject = JSON.parse(top);
      return { ...fields, ...(productId !== undefined && { productId }), payload: JSON.parse(payload) };
    });

  it('changes nothing more, and never touches what is no quirk', () => {
    fc.assert(
      fc.property(envelope, (sent) => {
        const once = toDocumentedForm(structuredClone(sent));
        const text = JSON.stringify(once);
        expect(JSON.stringify(toDocumentedForm(once))).toBe(text);
        expect(once).not.toHaveProperty('secret');
        expect(once).not.toHaveProperty('noticeID');
        expect(once.more).toEqual(sent.more);
        expect(once.notifyMs).toEqual(sent.notifyMs);
      }),
      { numRuns: 500 },
    );
  });
});
