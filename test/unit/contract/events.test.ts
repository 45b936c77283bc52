import { eventPatterns, sources } from '../../../functions/contract/events';
import { type JsonObject, wireJson } from '../../../functions/contract/json';
import { readEnvelope } from '../../../functions/contract/notification';
import { documentedType, documentedTypes, notificationOf } from '../../helpers/documented-types';
import { sampleJson } from '../../helpers/samples';
import { eventOf } from './reading';

const eventOfJson = (json: object) => eventOf(JSON.stringify(json));

const detailOf = ({ detail }: { readonly detail: string }): JsonObject => JSON.parse(detail);

describe('sources and patterns', () => {
  it('are what rules of others are written against', () => {
    expect(sources).toEqual({
      rtc: 'anyrtc.rtc',
      cdn: 'anyrtc.cdn',
      recording: 'anyrtc.recording',
      unrecognized: 'anyrtc.unrecognized',
    });
    expect(eventPatterns).toEqual({
      rtc: { source: ['anyrtc.rtc', 'anyrtc.unrecognized'], detail: { productId: [1, '1'] } },
      cdn: { source: ['anyrtc.cdn', 'anyrtc.unrecognized'], detail: { productId: [2, '2'] } },
    });
  });
});

describe('the event of a recognized notification', () => {
  it.each(documentedTypes.map((type) => [type.eventName, type] as const))('%s', (eventName, type) => {
    const notification = notificationOf(type);
    expect(eventOfJson(notification)).toEqual({
      source: type.productId === 1 ? 'anyrtc.rtc' : 'anyrtc.cdn',
      detailType: eventName,
      time: new Date(type.productId === 1 ? 1669111200000 : 1669111259400),
      detail: JSON.stringify(notification),
      issues: [],
    });
  });

  it('keeps unknown fields, drops the secret and has the documented form', () => {
    const { detail } = eventOfJson(sampleJson('wild-103-as-the-demo-sends'));
    expect(JSON.parse(detail)).toEqual({
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
    expect(detail).not.toContain('local-secret');
  });

  it('is of the millisecond where the sender counts them', () => {
    const event = eventOfJson(notificationOf(documentedType(1, 101), { ts: 1669111204123 }));
    expect(event.time).toEqual(new Date('2022-11-22T10:00:04.123Z'));
  });
});

describe('the event of an unrecognized notification', () => {
  it('is of an unknown product', () => {
    const json = sampleJson('other-cloud-player');
    const event = eventOfJson(json);
    expect(event).toMatchObject({
      source: 'anyrtc.unrecognized',
      detailType: 'Unrecognized Notification',
      time: new Date(1669111207000),
    });
    expect(detailOf(event)).toEqual({
      ...json,
      issues: [{ path: 'productId', message: 'expected one of 1, 2, 3 but received 4' }],
    });
  });

  it('has the path and message of everything that was not accepted', () => {
    const notification = notificationOf(documentedType(1, 103), { ts: 1e300, uSId: '' });
    const event = eventOfJson({ ...notification, secret: 'local-secret', extra: [1] });
    const detail = detailOf(event);
    expect(detail).toEqual({ ...notification, extra: [1], issues: event.issues });
    expect(event.issues.map(({ path }) => path).sort()).toEqual(['payload.ts', 'payload.uSId']);
    expect(event.source).toBe('anyrtc.unrecognized');
  });

  it.each([
    [undefined],
    [null],
    ['yesterday'],
    [1e300],
    [0],
    [-1],
    [Date.UTC(2000, 0, 1) - 1],
    [Date.UTC(2100, 0, 1)],
  ])('has no time where notifyMs is %p', (notifyMs) => {
    expect(eventOfJson({ noticeId: 'n', productId: 9, notifyMs })).not.toHaveProperty('time');
  });

  it.each([[Date.UTC(2000, 0, 1)], [Date.UTC(2100, 0, 1) - 1]])(
    'has a time where notifyMs is %p',
    (notifyMs) => {
      expect(eventOfJson({ noticeId: 'n', productId: 9, notifyMs }).time).toEqual(new Date(notifyMs));
    },
  );
});

describe('keys that name what objects inherit', () => {
  const hostile = '"__proto__":{"polluted":true,"isAdmin":1},"constructor":{"prototype":{"polluted":true}}';
  const payload = JSON.stringify(notificationOf(documentedType(1, 101)).payload).slice(1, -1);
  const recognized = `{"noticeId":"n","productId":1,"eventType":101,"notifyMs":1669111260000,${hostile},"payload":{${payload},${hostile}}}`;
  const unrecognized = `{"noticeId":"n","productId":9,${hostile},"payload":{${hostile}}}`;

  it.each([
    ['recognized', recognized, 'anyrtc.rtc'],
    ['unrecognized', unrecognized, 'anyrtc.unrecognized'],
  ])('are kept in the detail of a %s notification and pollute nothing', (_, text, source) => {
    const event = eventOf(text);
    expect(event.source).toBe(source);
    const detail = detailOf(event);
    for (const object of [detail, detail.payload]) {
      expect(Object.keys(Object(object))).toEqual(expect.arrayContaining(['__proto__', 'constructor']));
    }
    expect(event.detail).toContain('"__proto__":{"polluted":true,"isAdmin":1}');
    expect(Reflect.has({}, 'polluted')).toBe(false);
    expect(Reflect.has([], 'isAdmin')).toBe(false);
  });

  it('give a notification no field that it does not have', () => {
    const fields = JSON.stringify(notificationOf(documentedType(1, 101)).payload);
    const event = eventOf(
      `{"noticeId":"n","productId":1,"eventType":101,"notifyMs":1669111260000,"payload":{"__proto__":${fields}}}`,
    );
    expect(event.issues.map(({ path }) => path)).toEqual([
      'payload.channelName',
      'payload.ts',
      'payload.channelSId',
    ]);
  });

  it('name no notice', () => {
    expect(readEnvelope(JSON.parse('{"__proto__":{"noticeId":"n"}}')).usable).toBe(false);
  });
});

describe('wireJson', () => {
  it('escapes the noncharacters that SQS refuses, and reads back the same', () => {
    const value = { a: 'x\ufffe\uffff\ud83dy', b: '频😀' };
    const text = wireJson(value);
    expect(text).toBe('{"a":"x\\ufffe\\uffff\\ud83dy","b":"频😀"}');
    expect(JSON.parse(text)).toEqual(value);
  });
});
