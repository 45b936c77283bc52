import { toDocumentedForm } from '../../../functions/contract/documented-form';
import { type JsonObject, parseJson, wireJson } from '../../../functions/contract/json';
import { readNotification } from '../../../functions/contract/notification';
import { documentedType, notificationOf } from '../../helpers/documented-types';

const documented = (json: object): JsonObject => toDocumentedForm(JSON.parse(JSON.stringify(json)));

const rtcPayload = (payload: object) => documented({ noticeId: 'n', productId: 1, payload }).payload;

/** A line of the protocol's "What real senders do differently": what is sent, as bytes, and what it stands for. */
type Line = readonly [what: string, sent: string, documented: string];

/** Both as JSON text: the documented form of what is sent. */
const expectForm = (sent: string, expected: string): void => {
  expect(wireJson(toDocumentedForm(Object(parseJson(sent))))).toBe(expected);
};
const inRtc = (payload: string) => `{"noticeId":"n","productId":1,"payload":{${payload}}}`;
const inCdn = (payload: string) => `{"noticeId":"n","productId":2,"payload":{${payload}}}`;

describe('the envelope', () => {
  it.each<Line>([
    ['noticeID', '{"noticeID":"a"}', '{"noticeId":"a"}'],
    ['noticeID beside noticeId', '{"noticeID":"b","noticeId":"a"}', '{"noticeId":"a"}'],
    ['noticeID beside an empty noticeId', '{"noticeId":"","noticeID":"b"}', '{"noticeId":"b"}'],
    ['noticeID beside a null noticeId', '{"noticeId":null,"noticeID":"b"}', '{"noticeId":"b"}'],
    ['an empty noticeID beside a noticeId', '{"noticeId":"a","noticeID":""}', '{"noticeId":"a"}'],
    ['two empty names', '{"noticeId":"","noticeID":null}', '{"noticeId":""}'],
    ['a noticeId "0", which is a name', '{"noticeId":"0","noticeID":"b"}', '{"noticeId":"0"}'],
    ['a secret', '{"secret":"s","noticeId":"a"}', '{"noticeId":"a"}'],
    [
      'numbers as text',
      '{"productId":"9","eventType":"7","notifyMs":"1669111204000"}',
      '{"productId":9,"eventType":7,"notifyMs":1669111204000}',
    ],
    [
      'text that is not canonical',
      '{"productId":"01","eventType":"1e2","notifyMs":" 1669111204000"}',
      '{"productId":"01","eventType":"1e2","notifyMs":" 1669111204000"}',
    ],
    ['notifyMs null', '{"noticeId":"a","notifyMs":null}', '{"noticeId":"a"}'],
    ['productId null, which is needed', '{"productId":null}', '{"productId":null}'],
    ['null in a field that nobody knows', '{"more":null}', '{"more":null}'],
  ])('%s', (_, sent, documented) => expectForm(sent, documented));

  // The type inside the payload [demo], with whatever stands outside.
  it.each<Line>([
    ['absent', '"x":1', '103'],
    ['null', '"eventType":null', '103'],
    ['0', '"eventType":0', '103'],
    ['"0"', '"eventType":"0"', '103'],
    ['empty', '"eventType":""', '103'],
    ['another', '"eventType":104', '104'],
    ['another as text', '"eventType":"104"', '104'],
    ['text that is no number', '"eventType":"join"', '"join"'],
  ])('eventType inside the payload, outside %s', (_, outside, eventType) => {
    for (const productId of [1, 2, 3, 9]) {
      for (const inside of ['103', '"103"']) {
        const sent = `{"productId":${productId},${outside},"payload":{"eventType":${inside}}}`;
        const form = toDocumentedForm(Object(parseJson(sent)));
        expect(form).toMatchObject({ eventType: JSON.parse(eventType), payload: {} });
        expect(form.payload).not.toHaveProperty('eventType');
      }
    }
  });

  it('an empty eventType inside does not win over one outside, nor over nothing', () => {
    expectForm('{"eventType":5,"payload":{"eventType":null}}', '{"eventType":5,"payload":{}}');
    expectForm('{"payload":{"eventType":null}}', '{"payload":{},"eventType":null}');
  });
});

describe('payloads of real-time communication', () => {
  it.each<Line>([
    ['Ts', '"Ts":1669111204', '"ts":1669111204'],
    ['Ts beside ts', '"ts":1669111205,"Ts":1669111204', '"ts":1669111205'],
    ['Ts beside a ts that is null', '"ts":null,"Ts":1669111204', '"ts":1669111204'],
    ['Ts beside a ts that is empty', '"ts":"","Ts":1669111204', '"ts":1669111204'],
    ['Ts beside a ts that is 0', '"ts":0,"Ts":1669111204', '"ts":1669111204'],
    ['Ts in milliseconds', '"Ts":1669111204000', '"ts":1669111204'],
    ['Ts as text in milliseconds', '"Ts":"1669111204123"', '"ts":1669111204.123'],
    ['ts as text', '"ts":"1669111204"', '"ts":1669111204'],
    ['ts as text with a fraction', '"ts":"1669111204.5"', '"ts":1669111204.5'],
    ['ts as text that is not canonical', '"ts":"01669111204"', '"ts":"01669111204"'],
    ['platform and reason as text', '"platform":"7","reason":"1"', '"platform":7,"reason":1'],
    ['platform as a word', '"platform":"Web"', '"platform":"Web"'],
    ['platform and reason null', '"platform":null,"reason":null,"uid":5', '"uid":5'],
    ['a negative zero', '"platform":-0,"reason":-0.0,"uid":-0', '"platform":0,"reason":0,"uid":0'],
    ['uid null, which is needed', '"uid":null', '"uid":null'],
    ['appId', '"appId":"5f2c"', '"appId":"5f2c"'],
    ['null in a field that nobody knows', '"more":null', '"more":null'],
    ['fields of the other product', '"code":"200","retry":1', '"code":"200","retry":1'],
  ])('%s', (_, sent, documented) => expectForm(inRtc(sent), inRtc(documented)));
});

describe('payloads of server push to CDN', () => {
  const numbers = ['code', 'width', 'height', 'audioChannels', 'audioSampleRate', 'elapse'];

  it.each(numbers)('%s as text, null or a negative zero', (name) => {
    expectForm(inCdn(`"${name}":"200"`), inCdn(`"${name}":200`));
    expectForm(inCdn(`"${name}":200`), inCdn(`"${name}":200`));
    expectForm(inCdn(`"${name}":-0`), inCdn(`"${name}":0`));
    expectForm(inCdn(`"a":1,"${name}":null`), inCdn('"a":1'));
    for (const other of ['0200', '2e2', '', ' 200', '200.5', 'x', '9007199254740992']) {
      expectForm(inCdn(`"${name}":"${other}"`), inCdn(`"${name}":"${other}"`));
    }
  });

  it.each<Line>([
    ['time as text', '"time":"1669111259400"', '"time":1669111259400'],
    ['time in seconds', '"time":1669111259', '"time":1669111259000'],
    ['time in seconds with a fraction', '"time":1669111259.4', '"time":1669111259400'],
    ['time in seconds as text', '"time":"1669111259"', '"time":1669111259000'],
    ['the first second of 2000', '"time":946684800', '"time":946684800000'],
    ['a second before 2000', '"time":946684799', '"time":946684799'],
    ['seconds beyond 2099', '"time":4102444800', '"time":4102444800'],
    ['a time that is none', '"time":200', '"time":200'],
    ['Ts, which means nothing here', '"Ts":5', '"Ts":5'],
    ['retry true', '"retry":true', '"retry":true'],
    ['retry "true"', '"retry":"true"', '"retry":true'],
    ['retry 1', '"retry":1', '"retry":true'],
    ['retry "1"', '"retry":"1"', '"retry":true'],
    ['retry "false"', '"retry":"false"', '"retry":false'],
    ['retry 0', '"retry":0', '"retry":false'],
    ['retry "True"', '"retry":"True"', '"retry":"True"'],
    ['retry 2', '"retry":2', '"retry":2'],
    ['retry null', '"retry":null', ''],
    ['uid as a number', '"uid":52781', '"uid":"52781"'],
    ['uid as a number that is not whole', '"uid":1.5', '"uid":1.5'],
    ['uid as a number beyond 2^53', '"uid":9007199254740993', '"uid":9007199254740993'],
    ['uid as text', '"uid":"052781"', '"uid":"052781"'],
    ['reason as a number', '"reason":404', '"reason":"404"'],
    ['uid and reason null', '"uid":null,"reason":null', ''],
    ['a codec null', '"videoCodec":null,"audioProfile":null', ''],
    [
      'channel and stream null, which are needed',
      '"channel":null,"stream":null',
      '"channel":null,"stream":null',
    ],
    ['channel as a number', '"channel":5', '"channel":5'],
    ['fields of the other product', '"platform":"7","ts":"5"', '"platform":"7","ts":"5"'],
  ])('%s', (_, sent, documented) => expectForm(inCdn(sent), inCdn(documented)));
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
    ['a string', '1669111204', 1669111204],
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
});

describe('secret', () => {
  it.each([['local-secret'], [null], [5], [{ a: 1 }]])('%p is removed from the top level', (secret) => {
    expect(documented({ noticeId: 'n', secret })).toEqual({ noticeId: 'n' });
  });

  it.each([[null], ['text'], [[1]], [5]])('is removed also where the payload is %p', (payload) => {
    expect(documented({ noticeID: 'n', secret: 's', payload })).toEqual({ noticeId: 'n', payload });
  });
});
