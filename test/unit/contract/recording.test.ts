// Cloud recording, productId 3: the names of the protocol's page, and the loose contract.
import { notificationTypes } from '../../../functions/contract/notification';
import { sampleNamed } from '../../helpers/samples';
import { eventOf } from './reading';

/** Type and name, as the protocol's page lists them. */
const names: readonly (readonly [eventType: number, name: string])[] = [
  [1, 'cloud recording error'],
  [2, 'warning'],
  [3, 'status update'],
  [4, 'file infos'],
  [11, 'session exit'],
  [12, 'session failover'],
  [30, 'uploader started'],
  [31, 'uploaded'],
  [32, 'backuped'],
  [33, 'uploading progress'],
  [40, 'recorder started'],
  [41, 'recorder leave'],
  [42, 'recorder slice start'],
  [43, 'audio stream state changed'],
  [44, 'video stream state changed'],
  [45, 'snapshot file'],
  [60, 'vod started'],
  [61, 'vod triggered'],
  [70, 'web recorder started'],
  [71, 'web recorder stopped'],
  [72, 'web recorder capability limit'],
  [73, 'web recorder reload'],
  [90, 'download failed'],
  [100, 'rtmp publish status'],
  [1001, 'postpone transcode final result'],
];

const body = (eventType: unknown, payload: string, envelope = '') =>
  `{"noticeId":"n","productId":3,"eventType":${eventType},"notifyMs":1669111206000${envelope},"payload":{${payload}}}`;
const common =
  '"cname":"show68","uid":"527841","sid":"9bd1","sequence":0,"sendts":1669111205900,"serviceType":1';

it('the contract knows these types and no others', () => {
  const known = notificationTypes.filter(({ productId }) => productId === 3);
  expect(known.map(({ eventType, eventName }) => [eventType, eventName])).toEqual([
    ...names,
    [undefined, 'recording event'],
  ]);
});

it.each(names)('%i is %s, forwarded as it was sent', (eventType, detailType) => {
  for (const payload of [
    `${common},"details":{"msgName":"x","status":0}`,
    '"sid":"9bd1","sendts":1669111205900',
  ]) {
    const sent = body(eventType, payload);
    expect(eventOf(sent)).toEqual({
      source: 'anyrtc.recording',
      detailType,
      time: new Date('2022-11-22T10:00:05.900Z'),
      detail: sent,
      issues: [],
    });
  }
});

it.each([0, 5, 34, 46, 999, 1002, -1, 103])('%i, which no page names, is a recording event', (eventType) => {
  const sent = body(eventType, common);
  expect(eventOf(sent)).toMatchObject({
    source: 'anyrtc.recording',
    detailType: 'recording event',
    detail: sent,
  });
});

it('the sample of a recorder that started', () => {
  const { body: sample } = sampleNamed('other-40-recorder-started');
  expect(eventOf(sample.toString())).toMatchObject({
    source: 'anyrtc.recording',
    detailType: 'recorder started',
    detail: sample.toString(),
  });
});

it('the sample of an upload whose details are text', () => {
  const event = eventOf(sampleNamed('wild-31-uploaded-details-as-text').body.toString());
  expect(event).toMatchObject({ source: 'anyrtc.recording', detailType: 'uploaded' });
  expect(JSON.parse(event.detail)).toEqual({
    noticeId: 'ntc-w3',
    productId: 3,
    eventType: 31,
    notifyMs: 1669114801000,
    payload: {
      cname: 'show68',
      uid: '527841',
      sid: '9bd1',
      sequence: 7,
      sendts: 1669114800900,
      serviceType: 2,
      details: {
        msgName: 'uploaded',
        status: 0,
        fileList: [
          { fileName: '9bd1_show68.m3u8', trackType: 'audio_and_video', sliceStartTime: 1669111206000 },
        ],
      },
    },
  });
});

describe('brought to the documented form', () => {
  it.each([
    ['details as text', '"details":"{\\"a\\":[1,{}]}"', '"details":{"a":[1,{}]}'],
    ['text with blanks and a mark', '"details":" {\\n} "', '"details":{}'],
    ['empty details', '"details":""', ''],
    ['null', '"details":null,"cname":null,"uid":null,"sequence":null,"serviceType":null', ''],
    ['null as text', '"details":"null"', ''],
    [
      'long numbers within the text',
      '"details":"{\\"size\\":18446744073709551615}"',
      '"details":{"size":18446744073709551615}',
    ],
    ['filename', '"details":{"fileList":[{"filename":"a"}]}', '"details":{"fileList":[{"fileName":"a"}]}'],
    [
      'filename beside fileName, and beside an empty one',
      '"details":{"fileList":[{"filename":"a","fileName":"b"},{"fileName":"","filename":"c"}]}',
      '"details":{"fileList":[{"fileName":"b"},{"fileName":"c"}]}',
    ],
    ['an empty list of files', '"details":{"fileList":[]}', '"details":{"fileList":[]}'],
    ['a list that is none', '"details":{"fileList":"a.m3u8"}', '"details":{"fileList":"a.m3u8"}'],
    [
      'a list of what is no file',
      '"details":{"fileList":["a",null,5]}',
      '"details":{"fileList":["a",null,5]}',
    ],
    ['numbers as text', '"sequence":"3","serviceType":"2"', '"sequence":3,"serviceType":2'],
    ['uid and cname as numbers', '"uid":527841,"cname":5', '"uid":"527841","cname":"5"'],
    [
      'keys that objects inherit',
      '"details":"{\\"__proto__\\":{\\"a\\":1}}"',
      '"details":{"__proto__":{"a":1}}',
    ],
  ])('%s', (_, sent, documented) => {
    const needed = '"sid":"9bd1","sendts":1669111205900';
    const event = eventOf(body(40, [needed, sent].join()));
    expect(event.detail).toBe(body(40, [needed, documented].filter((text) => text !== '').join()));
    expect(event.source).toBe('anyrtc.recording');
  });

  it.each([
    ['sid as a number', '"sid":9,"sendts":1669111205900', '"sid":"9","sendts":1669111205900'],
    ['sendts as text', '"sid":"9","sendts":"1669111205900"', '"sid":"9","sendts":1669111205900'],
    ['sendts in seconds', '"sid":"9","sendts":1669111205', '"sid":"9","sendts":1669111205000'],
  ])('%s', (_, sent, documented) => {
    expect(eventOf(body('"40"', sent))).toMatchObject({
      source: 'anyrtc.recording',
      detail: body(40, documented),
    });
  });
});

it.each([
  ['no sid', '"sendts":1669111205900', 'payload.sid'],
  ['an empty sid', '"sid":"","sendts":1669111205900', 'payload.sid'],
  ['no sendts', '"sid":"9"', 'payload.sendts'],
  ['a sendts that is none', '"sid":"9","sendts":5', 'payload.sendts'],
  ['a sendts of two days later', '"sid":"9","sendts":1669284006000', 'payload.sendts'],
  ['details that are no object', '"sid":"9","sendts":1669111205900,"details":[1]', 'payload.details'],
  ['details of text that is no JSON', '"sid":"9","sendts":1669111205900,"details":"{"', 'payload.details'],
  ['details of text that is a list', '"sid":"9","sendts":1669111205900,"details":"[]"', 'payload.details'],
  [
    'details of text that is nested too deep',
    `"sid":"9","sendts":1669111205900,"details":"${'{\\"a\\":'.repeat(63)}1${'}'.repeat(63)}"`,
    'payload.details',
  ],
])('%s is unrecognized', (_, payload, path) => {
  const event = eventOf(body(40, payload));
  expect(event.source).toBe('anyrtc.unrecognized');
  expect(event.issues.map((issue) => issue.path)).toEqual([path]);
});

it('without a type it is unrecognized', () => {
  for (const eventType of ['null', '"x"', '1.5', '9007199254740993']) {
    const event = eventOf(body(eventType, common));
    expect(event.source).toBe('anyrtc.unrecognized');
    expect(event.issues.map(({ path }) => path)).toEqual(['eventType']);
  }
});
