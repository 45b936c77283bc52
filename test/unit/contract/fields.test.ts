import { readNotification } from '../../../functions/contract/notification';
import { documentedType, notificationOf } from '../../helpers/documented-types';

/** The issues of a notification of a type with some fields of its payload replaced; none where it is accepted. */
const issuesOf = (productId: number, eventType: number, replaced: Readonly<Record<string, unknown>>) => {
  // Without notifyMs, and as if it came at the end of the century: then every time of it has been.
  const { notifyMs: _, ...notification } = notificationOf(documentedType(productId, eventType), replaced);
  const reading = readNotification(notification, Date.UTC(2100, 0, 1));
  return reading.recognized ? [] : reading.issues;
};

// What each field may have in bytes of UTF-8, where it is a key of a table or index.
const keyFields: readonly [productId: number, eventType: number, field: string, maxBytes: number][] = [
  [1, 101, 'channelName', 2048],
  [1, 101, 'channelSId', 2048],
  [1, 103, 'channelName', 2048],
  [1, 103, 'channelSId', 2048],
  [1, 103, 'uid', 2048],
  [1, 103, 'uSId', 1024],
  [2, 2, 'channel', 2048],
  [2, 2, 'stream', 1024],
  [2, 5, 'uid', 2048],
];

// One character each of 1, 2, 3 and 4 bytes in UTF-8; the last is two UTF-16 units.
const characters = [
  ['x', 1],
  ['é', 2],
  ['频', 3],
  ['😀', 4],
] as const;

describe.each(keyFields)('product %i, type %i: %s', (productId, eventType, field, maxBytes) => {
  it.each(characters)(`is counted in bytes of UTF-8: of %s, at most ${maxBytes}`, (character, bytes) => {
    const count = maxBytes / bytes;
    const fitting = character.repeat(Math.floor(count)) + 'x'.repeat(maxBytes % bytes);
    expect(Buffer.byteLength(fitting)).toBe(maxBytes);
    expect(issuesOf(productId, eventType, { [field]: fitting })).toEqual([]);
    const issues = issuesOf(productId, eventType, { [field]: `${fitting}x` });
    expect(new Set(issues.map(({ path }) => path))).toEqual(new Set([`payload.${field}`]));
    expect(issues.at(-1)?.message).toBe(
      `Invalid key: Expected well-formed Unicode of at most ${maxBytes} bytes in UTF-8 but received ${maxBytes + 1} bytes`,
    );
  });

  it('is not empty', () => {
    expect(issuesOf(productId, eventType, { [field]: '' })).toEqual([
      { path: `payload.${field}`, message: expect.stringMatching(/Expected .* but received/) },
    ]);
  });

  it.each([
    ['a high one at the end', 'x\ud83d'],
    ['a low one at the start', '\ude00x'],
    ['two in the wrong order', '\ude00\ud83d'],
  ])('has no lone surrogate: %s', (_, value) => {
    expect(issuesOf(productId, eventType, { [field]: value })).toEqual([
      { path: `payload.${field}`, message: expect.stringMatching(/but received a lone surrogate$/) },
    ]);
  });
});

describe('noticeId', () => {
  const withNoticeId = (noticeId: string) => {
    const reading = readNotification({ ...notificationOf(documentedType(1, 101)), noticeId });
    return reading.recognized ? [] : reading.issues.map(({ path }) => path);
  };

  it('is part of the order keys in an item: bounded and well-formed', () => {
    expect(withNoticeId('频'.repeat(341))).toEqual([]);
    expect(withNoticeId('频'.repeat(342))).toEqual(['noticeId']);
    expect(withNoticeId('\ud83d')).toEqual(['noticeId']);
  });
});

describe('free text', () => {
  it.each(['reason', 'videoCodec', 'videoProfile', 'audioCodec', 'audioProfile'])(
    '%s may be empty and long, but has no lone surrogate',
    (field) => {
      expect(issuesOf(2, 1, { [field]: '' })).toEqual([]);
      expect(issuesOf(2, 1, { [field]: '频'.repeat(5000) })).toEqual([]);
      expect(issuesOf(2, 1, { [field]: '\ud83d' })).toEqual([
        {
          path: `payload.${field}`,
          message: 'Invalid text: Expected well-formed Unicode but received a lone surrogate',
        },
      ]);
    },
  );
});

describe('times', () => {
  const seconds = (iso: string) => Date.parse(iso) / 1000;
  const first = '2000-01-01T00:00:00.000Z';
  const last = '2099-12-31T23:59:59.999Z';

  it.each([[seconds(first)], [seconds(last)], [1669111204.123]])(
    'ts %p lies in the years 2000–2099',
    (ts) => {
      expect(issuesOf(1, 101, { ts })).toEqual([]);
    },
  );

  it.each([[seconds(first) - 0.001], [seconds('2100-01-01T00:00:00.000Z')], [0], [-1], [1e300], [-1e300]])(
    'ts %p does not',
    (ts) => {
      expect(issuesOf(1, 101, { ts })).toEqual([
        {
          path: 'payload.ts',
          message: expect.stringMatching(/^Invalid value: Expected [<>]=\d.* but received -?\d/),
        },
      ]);
    },
  );

  it.each([[Date.parse(first)], [Date.parse(last)]])('time %p lies in the years 2000–2099', (time) => {
    expect(issuesOf(2, 2, { time })).toEqual([]);
  });

  it.each([[Date.parse(first) - 1], [Date.parse(last) + 1], [0], [1669111259], [1e300]])(
    'time %p does not',
    (time) => {
      expect(issuesOf(2, 2, { time })).toEqual([
        {
          path: 'payload.time',
          message: expect.stringMatching(/^Invalid value: Expected [<>]=\d.* but received -?\d/),
        },
      ]);
    },
  );
});

describe('a time in the future', () => {
  const DAY_MS = 86_400_000;
  const received = Date.parse('2026-11-26T12:00:00Z');
  const issuesAt = (productId: number, eventType: number, timeMs: number, notifyMs?: number) => {
    const time = productId === 1 ? { ts: timeMs / 1000 } : { time: timeMs };
    const { notifyMs: _, ...notification } = notificationOf(documentedType(productId, eventType), time);
    const reading = readNotification({ ...notification, ...(notifyMs && { notifyMs }) }, received);
    return reading.recognized ? [] : reading.issues;
  };

  it.each([
    [1, 101, 'ts'],
    [1, 104, 'ts'],
    [2, 1, 'time'],
    [2, 5, 'time'],
  ])('of product %i, type %i is none from a day after the sending on', (productId, eventType, field) => {
    const path = `payload.${field}`;
    for (const sentAt of [Date.parse('2022-11-22T10:00:00Z'), Date.parse('2031-01-01T00:00:00Z')]) {
      expect(issuesAt(productId, eventType, sentAt + DAY_MS, sentAt)).toEqual([]);
      const late = sentAt + DAY_MS + 1;
      expect(issuesAt(productId, eventType, late, sentAt)).toEqual([
        {
          path,
          message: `Invalid time: Expected at most a day after notifyMs but received ${productId === 1 ? late / 1000 : late}`,
        },
      ]);
    }
    expect(issuesAt(productId, eventType, received + DAY_MS)).toEqual([]);
    expect(issuesAt(productId, eventType, received + DAY_MS + 1)).toEqual([
      { path, message: expect.stringMatching(/^Invalid time: Expected at most a day after now but/) },
    ]);
  });
});

describe('numbers', () => {
  it.each([
    [1, 103, 'platform'],
    [1, 104, 'reason'],
    [2, 2, 'code'],
    [2, 1, 'width'],
    [2, 6, 'elapse'],
  ])('product %i, type %i: %s is whole and exact', (productId, eventType, field) => {
    for (const value of [0, -1, 999, 2 ** 53 - 1]) {
      expect(issuesOf(productId, eventType, { [field]: value })).toEqual([]);
    }
    for (const value of [0.5, 2 ** 53, 1e300]) {
      expect(issuesOf(productId, eventType, { [field]: value })).toEqual([
        {
          path: `payload.${field}`,
          message: `Invalid number: Expected a whole number below 2^53 but received ${value}`,
        },
      ]);
    }
  });
});
