// Inputs made to break the contract: each goes through the endpoint as signed bytes and comes out whole, or is
// refused; nothing is lost, altered or believed that should not be.
import fc from 'fast-check';
import { toDocumentedForm } from '../../../functions/contract/documented-form';
import { asDoubles, parseJson, wireJson } from '../../../functions/contract/json';
import { setUp, signedRequest } from '../ingest/requests';

/** Posts the bytes; the event that came of them, if one did. */
const post = async (body: string | Buffer = '') => {
  const { send, events } = setUp();
  const { status } = await send(signedRequest(Buffer.from(body)));
  return { status, event: events[0] };
};

const create = '"channelName":"show68","ts":1669111199,"channelSId":"c"';
const rtc = (payload: string, more = '') =>
  `{"noticeId":"n","productId":1,"eventType":101,"notifyMs":1669111199210${more},"payload":{${payload}}}`;
const push = '"stream":"rtmp://a/b/c","channel":"show68"';
const request = (payload: string) =>
  `{"noticeId":"n","productId":2,"eventType":5,"payload":{"event":"PublishRequest",${push},${payload}}}`;

/** Recognized: what is sent, and the detail on the bus where it is not the same. */
const whole: readonly (readonly [what: string, sent: string, detail?: string])[] = [
  ['a secret under an escaped name', rtc(create, ',"\\u0073ecret":"s"'), rtc(create)],
  ['a secret twice', rtc(create, ',"secret":"s","secret":18446744073709551615'), rtc(create)],
  ['a secret that is an object', rtc(create, ',"secret":{"a":1e400}'), rtc(create)],
  [
    'a field twice, the last one counts',
    rtc(`"ts":1,${create}`),
    rtc('"ts":1669111199,"channelName":"show68","channelSId":"c"'),
  ],
  ['an alias and its name twice', rtc(`${create},"Ts":1,"Ts":2`), rtc(create)],
  [
    'an escaped alias',
    rtc('"channelName":"show68","channelSId":"c","\\u0054s":1669111199'),
    rtc('"channelName":"show68","channelSId":"c","ts":1669111199'),
  ],
  [
    'fields of all products at once',
    rtc(`${create},"time":5,"sendts":"x","code":"200","details":"{}","retry":1,"Details":null`),
  ],
  [
    'fields named as those of the library are',
    rtc(`${create},"isLosslessNumber":true,"value":"1","a":1e400`),
  ],
  [
    'what could be a prototype',
    rtc(`${create},"__proto__":{"ts":1e400,"then":1},"constructor":{"prototype":null}`),
  ],
  ['a payload key of nothing', rtc(`${create},"":{"":[[],{}]}`)],
  ['texts of digits', rtc(`${create},"a":"1e400","b":", 18446744073709551615","c":"[-0,1E9]"`)],
  ['texts of quotes and backslashes before long numbers', rtc(`${create},"a":"\\\\\\",1e400,\\"","n":1e400`)],
  ['keys of digits', rtc(`${create},"18446744073709551615":"a","1e400":1e400,"-0":-0`)],
  ['line separators', rtc(`${create},"a":"\u2028\u2029\u0085"`)],
  ['noncharacters', rtc(`${create},"a":"\ufffe"`), rtc(`${create},"a":"\\ufffe"`)],
  [
    'noncharacters beside a long number',
    rtc(`${create},"a":"\uffff","b":1e400`),
    rtc(`${create},"a":"\\uffff","b":1e400`),
  ],
  ['a lone surrogate in a field that nobody knows', rtc(`${create},"a":"\\ud800"`)],
  ['a lone surrogate beside a long number', rtc(`${create},"a":"\\udc00","b":1e400`)],
  ['ts with an exponent', rtc('"channelName":"show68","ts":1.669111199e9,"channelSId":"c"'), rtc(create)],
  [
    'ts in milliseconds with an exponent',
    rtc('"channelName":"show68","ts":1669111199E+3,"channelSId":"c"'),
    rtc(create),
  ],
  [
    'a number of a thousand digits',
    rtc(`${create},"n":${'7'.repeat(1_000)}.${'3'.repeat(1_000)}e-${'9'.repeat(20)}`),
  ],
  ['an uneventful request', request('"time":1669111259'), request('"time":1669111259000')],
  ['a request with a time of 17 digits', request('"time":1669111259000.0001')],
  ['a request whose code is a word, which it has not', request('"time":1669111259000,"code":"none"')],
];

it.each(whole)('%s', async (_, sent, detail = sent) => {
  const { status, event } = await post(sent);
  expect(status).toBe(200);
  expect(event?.detail).toBe(detail);
  expect(event?.source).toMatch(/^anyrtc\.(rtc|cdn)$/);
});

/** Unrecognized, and why. */
const doubted: readonly (readonly [what: string, sent: string, issue: string])[] = [
  ['a payload that is a list', rtc('').replace('{}', '[]'), 'payload.channelName'],
  ['a payload that is text of JSON', rtc('').replace('{}', '"{}"'), 'payload'],
  ['a payload of fields that are inherited', rtc(`"__proto__":{${create}}`), 'payload.channelName'],
  ['a product in a list', rtc(create).replace('"productId":1', '"productId":[1]'), 'productId'],
  ['a product of true', rtc(create).replace('"productId":1', '"productId":true'), 'productId'],
  ['a product under another case', rtc(create).replace('"productId"', '"productID"'), 'productId'],
  ['a product that is nearly one', rtc(create).replace('"productId":1', '"productId":1.5'), 'productId'],
  ['a channel session of a lone surrogate', rtc(create.replace('"c"', '"\\ud800"')), 'payload.channelSId'],
  ['a channel name of 2,049 bytes', rtc(create.replace('show68', '频'.repeat(683))), 'payload.channelName'],
  ['ts as a list', rtc(create.replace('1669111199', '[1669111199]')), 'payload.ts'],
  ['ts below zero', rtc(create.replace('1669111199', '-1669111199000')), 'payload.ts'],
  ['ts in microseconds', rtc(create.replace('1669111199', '1669111199000000')), 'payload.ts'],
  ['ts in hexadecimal', rtc(create.replace('1669111199', '"0x637C9CDF"')), 'payload.ts'],
  ['a CDN uid of a list', request('"time":1669111259000,"uid":[1]'), 'payload.uid'],
  ['a CDN time of a date', request('"time":"2022-11-22T10:00:59Z"'), 'payload.time'],
  ['a CDN time of next century', request('"time":4102444800000'), 'payload.time'],
  ['a CDN time of two days from now', request(`"time":${Date.now() + 172_800_000}`), 'payload.time'],
  ['a notice id of 1,025 bytes', rtc(create).replace('"n"', `"${'n'.repeat(1_025)}"`), 'noticeId'],
];

it.each(doubted)('%s is unrecognized, and whole', async (_, sent, issue) => {
  const { status, event } = await post(sent);
  expect(status).toBe(200);
  expect(event?.source).toBe('anyrtc.unrecognized');
  const { issues, ...detail } = JSON.parse(event?.detail ?? '');
  expect(issues[0].path).toBe(issue);
  expect(detail).toEqual(JSON.parse(sent));
});

it.each([
  ['UTF-16', Buffer.from(rtc(create), 'utf16le')],
  ['a cut character', Buffer.concat([Buffer.from(rtc(create).slice(0, -3)), Buffer.from([0xe9, 0xa2])])],
  ['a byte order mark of UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(rtc(create))])],
  ['two notifications', rtc(create) + rtc(create)],
  ['a notification a line', `${rtc(create)}\n${rtc(create)}`],
  ['a list of notifications', `[${rtc(create)}]`],
  ['single quotes', rtc(create).replaceAll('"', "'")],
  ['a comment', `${rtc(create)}//`],
  ['a comma too many', rtc(`${create},`)],
  ['an infinity beside a long number', rtc(`${create},"a":1e400,"b":Infinity`)],
  ['a name without quotes beside a long number', rtc(`${create},"a":1e400,b:1`)],
  ['nothing but a long number', '18446744073709551615'],
])('%s is refused', async (_, body) => {
  const { status, event } = await post(body);
  expect([status, event]).toEqual([400, undefined]);
});

const numbers = fc.constantFrom(
  '1e400',
  '18446744073709551615',
  '-0',
  '0.1000000000000000055',
  '1.50',
  '7',
  '1e2',
);

/** JSON text with a number somewhere in it that JavaScript may not hold. */
const textWithNumbers = fc
  .tuple(
    fc.json({ maxDepth: 4 }),
    fc.json({ maxDepth: 2 }),
    fc.array(numbers, { minLength: 1, maxLength: 3 }),
  )
  .map(([a, b, list]) => `{"a":${a},"n":[${list.join()}],"payload":${b},"z":{"q":${list[0]},"b":${b}}}`);

it('any JSON with long numbers in it reads as JSON does, and is written with its numbers as they were', () => {
  fc.assert(
    fc.property(textWithNumbers, (text) => {
      const value = parseJson(text);
      expect(JSON.stringify(asDoubles(value))).toBe(JSON.stringify(JSON.parse(text)));
      const written = wireJson(value);
      expect(wireJson(parseJson(written))).toBe(written);
      expect(JSON.stringify(JSON.parse(written))).toBe(JSON.stringify(JSON.parse(text)));
      // A list of numbers, each the same text but for those that JavaScript holds and writes shorter.
      const list = /"n":(\[[^\]]*\])/;
      expect(list.exec(written)?.[1]).toBe(
        list
          .exec(text)?.[1]
          ?.replaceAll('1.50', '1.5')
          .replaceAll(/\b1e2\b/g, '100'),
      );
    }),
    { numRuns: 1_000 },
  );
});

it('the documented form of its documented form is the same, whatever the numbers', () => {
  const field = fc.oneof(
    numbers,
    fc.constantFrom('"1"', '"200"', 'null', '""', '0', '1', 'true', '"true"', '[]'),
  );
  const names = ['ts', 'Ts', 'uid', 'platform', 'reason', 'time', 'code', 'retry', 'elapse', 'eventType'];
  const more = ['sendts', 'sid', 'details', 'sequence', 'cname', 'noticeID', 'noticeId', 'notifyMs'];
  const fields = fc
    .array(fc.tuple(fc.constantFrom(...names, ...more), field), { maxLength: 8 })
    .map((entries) => entries.map(([name, value]) => `"${name}":${value}`).join());
  const product = fc.constantFrom('1', '2', '3', '4', '"1"', '"2"', '"3"', '1.00000000000000000001', 'null');
  fc.assert(
    fc.property(product, fields, fields, (productId, outside, inside) => {
      const sent = `{"x":0${outside && `,${outside}`},"productId":${productId},"payload":{${inside}}}`;
      const once = toDocumentedForm(Object(parseJson(sent)));
      const text = wireJson(once);
      expect(wireJson(toDocumentedForm(once))).toBe(text);
      // Also from its text, as the projections read it.
      expect(wireJson(toDocumentedForm(Object(parseJson(text))))).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});
