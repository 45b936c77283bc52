// What real senders send, byte for byte and signed, through the endpoint: what is on the bus for it.
import { setUp, signedRequest } from '../ingest/requests';

/** Posts the bytes and gives the one event of them. */
const eventOf = async (body: string) => {
  const { send, events } = setUp();
  // Once as text and once in Base64: API Gateway hands both over.
  const answers = [await send(signedRequest(body)), await send(signedRequest(Buffer.from(body)))];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(events[1]).toEqual(events[0]);
  const [event] = events;
  if (event === undefined) throw new Error('no event');
  return event;
};

const rtc = (payload: string, envelope = '"productId":1,"eventType":103,"notifyMs":1669111204500') =>
  `{"noticeId":"n",${envelope},"payload":{"channelName":"show68","channelSId":"c","uSId":"u",${payload}}}`;
const cdn = (payload: string, eventType: number | string = 1) =>
  `{"noticeId":"n","productId":2,"eventType":${eventType},"notifyMs":1669111259500,"payload":{"stream":"rtmp://push.example.com/live/show68?key=s3cr3t","channel":"show68",${payload}}}`;

const join = '"uid":90001,"ts":1669111204';
const publish = '"event":"PublishStream","time":1669111259400';
const joined = rtc(join);

/** What is sent and the detail that must be on the bus, both as text. */
const recognized: readonly (readonly [what: string, sent: string, detail: string])[] = [
  ['only what is needed, of a join', joined, joined],
  ['a byte order mark', `\ufeff${joined}`, joined],
  ['blanks around', `\r\n ${joined}\n`, joined],
  [
    'the numbers of the envelope as text',
    rtc(join, '"productId":"1","eventType":"103","notifyMs":"1669111204500"'),
    joined,
  ],
  [
    'the type inside, outside null',
    rtc(`${join},"eventType":103`, '"productId":1,"eventType":null,"notifyMs":1669111204500'),
    joined,
  ],
  [
    'the type inside as text, outside 0',
    rtc(`${join},"eventType":"103"`, '"productId":"1","eventType":0,"notifyMs":1669111204500'),
    joined,
  ],
  ['no notifyMs', rtc(join, '"productId":1,"eventType":103'), rtc(join, '"productId":1,"eventType":103')],
  [
    'notifyMs as text with a fraction',
    rtc(join, '"productId":1,"eventType":103,"notifyMs":"1669111204500.5"'),
    rtc(join, '"productId":1,"eventType":103,"notifyMs":1669111204500.5'),
  ],
  [
    'notifyMs in seconds',
    rtc(join, '"productId":1,"eventType":103,"notifyMs":1669111204'),
    rtc(join, '"productId":1,"eventType":103,"notifyMs":1669111204000'),
  ],
  ['null for what is not there', rtc(`${join},"platform":null,"reason":null`), joined],
  ['everything as text', rtc('"uid":"90001","ts":"1669111204","platform":"7"'), rtc(`${join},"platform":7`)],
  ['ts as text in milliseconds', rtc('"uid":90001,"ts":"1669111204000"'), joined],
  ['Ts beside an empty ts', rtc('"uid":90001,"ts":"","Ts":1669111204000'), joined],
  ['a user whose id is a word', rtc('"uid":"alice","ts":1669111204'), rtc('"uid":"alice","ts":1669111204')],
  [
    'a leave without a reason',
    rtc(join, '"productId":1,"eventType":104'),
    rtc(join, '"productId":1,"eventType":104'),
  ],
  ['escapes and 4-byte characters', rtc(`${join},"nick":"\\ud83d\\ude00"`), rtc(`${join},"nick":"😀"`)],
  [
    '64-bit numbers',
    rtc(`${join},"clientSeq":18446744073709551615`),
    rtc(`${join},"clientSeq":18446744073709551615`),
  ],
  ['a publish without reason and media', cdn(`${publish},"code":200`), cdn(`${publish},"code":200`)],
  [
    'CDN time in seconds',
    cdn('"event":"PublishStream","time":1669111259,"code":200'),
    cdn('"event":"PublishStream","time":1669111259000,"code":200'),
  ],
  [
    'CDN time in seconds as text',
    cdn('"event":"PublishStream","time":"1669111259","code":"200"'),
    cdn('"event":"PublishStream","time":1669111259000,"code":200'),
  ],
  [
    'a reason that is a number',
    cdn(`${publish},"code":31,"reason":31`),
    cdn(`${publish},"code":31,"reason":"31"`),
  ],
  [
    'media of null',
    cdn(`${publish},"code":200,"width":null,"videoCodec":null`),
    cdn(`${publish},"code":200`),
  ],
  [
    'a request without uid',
    cdn('"event":"PublishRequest","time":1669111259400', 5),
    cdn('"event":"PublishRequest","time":1669111259400', 5),
  ],
  [
    'a request with uid as a number',
    cdn('"event":"PublishRequest","time":1669111259400,"uid":52781', 5),
    cdn('"event":"PublishRequest","time":1669111259400,"uid":"52781"', 5),
  ],
  [
    'a first frame without elapse and retry',
    cdn('"event":"PublishFirstFrame","time":1669111259400', '"6"'),
    cdn('"event":"PublishFirstFrame","time":1669111259400', 6),
  ],
  [
    'retry 1 and a code, which this type has not',
    cdn('"event":"PublishFirstFrame","time":1669111259400,"retry":1,"code":null', 6),
    cdn('"event":"PublishFirstFrame","time":1669111259400,"retry":true', 6),
  ],
];

it.each(recognized)('%s', async (_, sent, detail) => {
  const event = await eventOf(sent);
  expect(event.detail).toBe(detail);
  expect(event.source).toBe(sent.includes('"stream"') ? 'anyrtc.cdn' : 'anyrtc.rtc');
});

/** What is sent, and the paths of what is wrong with it. */
const unrecognized: readonly (readonly [what: string, sent: string, paths: string])[] = [
  ['a uid of 64 bits', rtc('"uid":18446744073709551615,"ts":1669111204'), 'payload.uid'],
  ['an empty uid', rtc('"uid":"","ts":1669111204'), 'payload.uid'],
  ['no uid', rtc('"ts":1669111204'), 'payload.uid'],
  ['a null for a key', rtc('"uid":null,"ts":1669111204'), 'payload.uid'],
  ['text that is not canonical', rtc('"uid":1,"ts":1669111204,"platform":"07"'), 'payload.platform'],
  ['no time', rtc('"uid":1'), 'payload.ts'],
  ['a time of two days later', rtc('"uid":1,"ts":1669284005'), 'payload.ts'],
  ['a time of the year 2099', rtc('"uid":1,"ts":4102444799'), 'payload.ts'],
  ['a time of 1e400', rtc('"uid":1,"ts":1e400'), 'payload.ts'],
  [
    'an event of another type',
    cdn('"event":"PublishStream","time":1669111259400,"code":200', 2),
    'payload.event',
  ],
  ['no event', cdn('"time":1669111259400,"code":200'), 'payload.event'],
  ['no code where it is needed', cdn(publish), 'payload.code'],
  ['a code of words', cdn(`${publish},"code":"OK"`), 'payload.code'],
  ['notifyMs of words', rtc(join, '"productId":1,"eventType":103,"notifyMs":"now"'), 'notifyMs'],
  ['a type that nobody knows', rtc(join, '"productId":1,"eventType":113'), 'eventType'],
  ['no type at all', rtc(join, '"productId":1'), 'eventType'],
];

it.each(unrecognized)('%s is unrecognized', async (_, sent, paths) => {
  const event = await eventOf(sent);
  const detail = JSON.parse(event.detail);
  expect(event.source).toBe('anyrtc.unrecognized');
  expect(detail.issues.map(({ path }: { path: string }) => path).join()).toBe(paths);
});

it.each([
  ['two byte order marks', `\ufeff\ufeff${joined}`],
  ['a byte order mark alone', '\ufeff'],
  ['a byte order mark within', joined.replace('{', '{\ufeff')],
])('%s is not JSON', async (_, body) => {
  const { send, events } = setUp();
  expect(await send(signedRequest(body))).toMatchObject({ status: 400 });
  expect(events).toEqual([]);
});
