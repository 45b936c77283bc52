// Numbers that a double does not hold come out on the bus digit for digit as they were sent.
import { asDoubles, parseJson, wireJson } from '../../../functions/contract/json';
import { readEnvelope, readNotification } from '../../../functions/contract/notification';
import { eventMessage, readParked } from '../../../functions/shared/parking-queue';
import { eventOf } from './reading';

/** Numbers with the reason why JSON.parse and JSON.stringify would alter them. */
const altered = [
  '9007199254740993', // rounded
  '-9007199254740993',
  '18446744073709551615',
  '18446744073709551616', // held, but written with other digits
  '1524831183200260097',
  '1000000000000000000000', // held, but written as 1e+21
  '1e400', // Infinity, then null
  '-1e400',
  '1E+400',
  '1e-400', // 0
  '-0', // without its sign
  '-0.0',
  '-0e5',
  '0.1000000000000000055', // 0.1
  '0.30000000000000001',
  '1.0000000000000000000000000000000000000001',
  '1669111204.123456789',
  '9007199254740992.5',
  '9007199254740993.0',
  '2.2250738585072011e-308',
  '1.7976931348623157e308', // held, but written as 1.7976931348623157e+308
  `${'1234567890'.repeat(100)}.${'9876543210'.repeat(100)}`,
];

/** Numbers of the same value, and how they are written. */
const held: readonly (readonly [sent: string, written: string])[] = [
  ['0', '0'],
  ['-1', '-1'],
  ['1.0', '1'],
  ['1e3', '1000'],
  ['1E+2', '100'],
  ['0.1e1', '1'],
  ['1.50', '1.5'],
  ['0.1', '0.1'],
  ['1e-7', '1e-7'],
  ['5e-324', '5e-324'],
  ['1.5e-300', '1.5e-300'],
  ['9007199254740991', '9007199254740991'],
  ['1669111204.123', '1669111204.123'],
  ['123456789.12345678', '123456789.12345678'],
];

const payload = '"channelName":"show68","ts":1669111199,"channelSId":"6383f0a1b7e4"';
const create = (more: string, envelope = '') =>
  `{"noticeId":"n","productId":1,"eventType":101,"notifyMs":1669111199210${envelope},"payload":{${payload}${more}}}`;

describe.each(altered)('%s', (number) => {
  it('is as it was sent in a recognized event, wherever it stands', () => {
    const fields = `,"clientSeq":${number},"deep":{"list":[1,${number},{"a":${number}}]}`;
    const body = create(fields, `,"traceId":${number}`);
    const event = eventOf(body);
    expect(event).toMatchObject({ source: 'anyrtc.rtc', detailType: 'channel create', issues: [] });
    expect(event.time).toEqual(new Date(1669111199000));
    expect(event.detail).toBe(body);
  });

  it('is as it was sent in an unrecognized event', () => {
    const body = `{"noticeId":"n","productId":9,"taskId":${number},"payload":{"list":[${number}]}}`;
    const event = eventOf(body);
    expect(event.source).toBe('anyrtc.unrecognized');
    expect(event.detail.startsWith(body.slice(0, -1))).toBe(true);
  });

  it('is quoted as it was sent where it is refused', () => {
    const quoted = number.length > 80 ? `${number.slice(0, 77)}...` : number;
    const unknown = eventOf(`{"noticeId":"n","productId":${number}}`);
    // What a double takes for product 1 is that.
    if (!['0', '1'].includes(String(Number(number)))) {
      expect(unknown.issues).toEqual([
        { path: 'productId', message: expect.stringMatching(/^expected one of /) },
      ]);
      expect(unknown.issues[0]?.message.endsWith(` but received ${quoted}`)).toBe(true);
    }
    for (const field of ['channelName', 'channelSId']) {
      const event = eventOf(create(`,"${field}":${number}`));
      expect(event.issues.map(({ path }) => path)).toEqual([`payload.${field}`]);
      expect(event.issues[0]?.message.slice(0, 100)).toBe(
        `Invalid type: Expected string but received ${number}`.slice(0, 100),
      );
    }
  });

  it('goes through the parking queue and comes back the same', () => {
    const { issues: _, ...event } = eventOf(create(`,"clientSeq":${number}`));
    expect(readParked(eventMessage(event))).toEqual({ kind: 'event', event });
  });

  it('reads as a double, as whoever consumes the event reads it', () => {
    const body = create(`,"clientSeq":${number}`);
    const reading = readNotification(Object(parseJson(body)));
    expect(reading.recognized && reading.notification).toEqual(JSON.parse(body));
    expect(asDoubles(parseJson(body))).toEqual(JSON.parse(body));
  });
});

it.each(held)('%s is written as %s, also beside one that is kept', (sent, written) => {
  expect(wireJson(parseJson(`[${sent}]`))).toBe(`[${written}]`);
  expect(wireJson(parseJson(`[${sent},1e400]`))).toBe(`[${written},1e400]`);
});

describe('a number in a field of the contract', () => {
  const join = (uid: string, more = '') =>
    `{"noticeId":"n","productId":1,"eventType":103,"notifyMs":1669111200180,"payload":{"channelName":"show68","uid":${uid},"platform":7,"ts":1669111200,"channelSId":"s","uSId":"u"${more}}}`;

  it.each(['9007199254740992', '9007199254740993', '18446744073709551615', '1e400', '-9007199254740993'])(
    'uid %s is refused, and the issue quotes it',
    (uid) => {
      const event = eventOf(join(uid));
      expect(event.source).toBe('anyrtc.unrecognized');
      expect(event.issues.map(({ path }) => path)).toEqual(['payload.uid']);
      expect(event.issues[0]?.message).toMatch(/^Invalid /);
      expect(event.issues[0]?.message.endsWith(` but received ${uid}`)).toBe(true);
      expect(event.detail).toContain(`"uid":${uid},`);
    },
  );

  it('a CDN uid of that size, too', () => {
    const event = eventOf(
      '{"noticeId":"n","productId":2,"eventType":5,"payload":{"event":"PublishRequest","stream":"rtmp://a/b/c","time":1669111259000,"channel":"show68","uid":18446744073709551615}}',
    );
    expect(event.issues).toEqual([
      {
        path: 'payload.uid',
        message: 'Invalid type: Expected string but received 18446744073709551615',
      },
    ]);
  });

  it('a time with more digits than a double has is a time, and stays as it was sent', () => {
    const event = eventOf(
      '{"noticeId":"n","productId":1,"eventType":101,"payload":{"channelName":"c","ts":1669111199.123456789,"channelSId":"s"}}',
    );
    expect(event).toMatchObject({ source: 'anyrtc.rtc', time: new Date('2022-11-22T09:59:59.123Z') });
    expect(event.detail).toContain('"ts":1669111199.123456789,');
  });

  it('one in milliseconds is brought to seconds', () => {
    const event = eventOf(
      '{"noticeId":"n","productId":1,"eventType":101,"payload":{"channelName":"c","ts":1669111199123.4567891234,"channelSId":"s"}}',
    );
    expect(event).toMatchObject({ source: 'anyrtc.rtc', time: new Date('2022-11-22T09:59:59.123Z') });
  });

  it('a product and a type that are one to a double are that, so that rules match them', () => {
    const body =
      '{"noticeId":"n","productId":1.00000000000000000001,"eventType":101.00000000000000000001,"payload":{"channelName":"c","ts":"1669111199","channelSId":"s"}}';
    const event = eventOf(body);
    expect(event).toMatchObject({
      source: 'anyrtc.rtc',
      detail: body.replace(/\.0+1/g, '').replace('"1669111199"', '1669111199'),
    });
    expect(readNotification(JSON.parse(event.detail)).recognized).toBe(true);
  });

  it('a payload that is one is no object', () => {
    const event = eventOf('{"noticeId":"n","productId":1,"eventType":101,"payload":18446744073709551615}');
    expect(event.issues).toEqual([
      { path: 'payload', message: 'Invalid type: Expected Object but received 18446744073709551615' },
    ]);
  });

  it('a notice id that is one is unusable, and shown as it was sent', () => {
    expect(readEnvelope(parseJson('{"noticeId":18446744073709551615}'))).toEqual({
      usable: false,
      issue: { path: 'noticeId', message: 'expected a non-empty string but received 18446744073709551615' },
    });
  });

  it('a whole body that is one is unusable', () => {
    expect(readEnvelope(parseJson('1e400'))).toMatchObject({
      usable: false,
      issue: { message: 'expected an object but received 1e400' },
    });
  });

  it('one where the time of sending should be gives an unrecognized event no time', () => {
    const event = eventOf('{"noticeId":"n","productId":9,"notifyMs":1e400}');
    expect(event).not.toHaveProperty('time');
    expect(eventOf('{"noticeId":"n","productId":9,"notifyMs":1669111206000.1234567}').time).toEqual(
      new Date(1669111206000),
    );
  });
});
