import { type Issue, notificationTypes, readNotification } from '../../../functions/contract/notification';
import {
  documentedType,
  documentedTypes,
  type FieldKind,
  notificationOf,
} from '../../helpers/documented-types';
import { envelopeOf } from './reading';

/** Reads JSON as ingest does. */
const read = (json: unknown) => readNotification(envelopeOf(JSON.stringify(json)));

const issuesOf = (json: unknown): readonly Issue[] => {
  const reading = read(json);
  return reading.recognized ? [] : reading.issues;
};

const without = (object: object, name: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

const cases = documentedTypes.map((type) => [`${type.eventType} ${type.eventName}`, type] as const);

/** Values of a wrong type, as JSON can hold them. */
const wrongValues: Readonly<Record<FieldKind, readonly unknown[]>> = {
  text: [5, true, {}, []],
  words: [1.5, true, {}, []],
  number: ['x', true, {}, [], 1.5],
  flag: ['yes', 2, {}, []],
  seconds: ['x', true, {}, []],
  milliseconds: ['x', true, {}, []],
  id: ['', true, {}, [], 1.5, 2 ** 53],
};

describe('the notification types', () => {
  it("are the sixteen of the vendor's page, by number and name, and those of cloud recording", () => {
    const numbers = ({ productId, eventType, eventName }: (typeof notificationTypes)[number]) => ({
      productId,
      eventType,
      eventName,
    });
    const { length } = documentedTypes;
    expect(notificationTypes.slice(length).every(({ productId }) => productId === 3)).toBe(true);
    expect(notificationTypes.slice(0, length).map(numbers)).toEqual(
      documentedTypes.map(({ productId, eventType, eventName }) => ({ productId, eventType, eventName })),
    );
  });

  it('say in words what happened, and describe every field', () => {
    for (const { meaning, schema } of notificationTypes) {
      expect(meaning).toMatch(/^.{10,}\.$/);
      for (const [name, entry] of Object.entries(schema.entries.payload.entries)) {
        const pipe = JSON.stringify(entry);
        expect(`${name} ${pipe}`).toContain('"description"');
      }
    }
  });
});

describe.each(cases)('%s', (_, type) => {
  it('is accepted with every documented field, and nothing of it is changed', () => {
    const notification = notificationOf(type);
    const reading = read(notification);
    expect(reading).toMatchObject({
      recognized: true,
      type: { productId: type.productId, eventType: type.eventType, eventName: type.eventName },
    });
    expect(reading.recognized && reading.notification).toEqual(notification);
  });

  it('is accepted with fields that nobody knows yet, which are kept', () => {
    const notification = { ...notificationOf(type, { appId: '5f2c', nested: { a: [1] } }), more: null };
    const reading = read(notification);
    expect(reading.recognized && reading.notification).toEqual(notification);
  });

  const fields = Object.entries(type.fields);

  it.each(fields.filter(([, { optional }]) => !optional).map(([name]) => name))(
    'is refused without %s, by its path and name',
    (name) => {
      const notification = notificationOf(type);
      expect(issuesOf({ ...notification, payload: without(notification.payload, name) })).toEqual([
        { path: `payload.${name}`, message: `Invalid key: Expected "${name}" but received undefined` },
      ]);
    },
  );

  it.each(
    fields.flatMap(([name, { kind, optional }]) =>
      [...wrongValues[kind], ...(optional ? [] : [null])].map((value) => [
        name,
        JSON.stringify(value),
        value,
      ]),
    ),
  )('is refused with %s %s, saying what was got and expected', (name, _json, value) => {
    const issues = issuesOf(notificationOf(type, { [String(name)]: value }));
    expect(issues.map(({ path }) => path)).toEqual([`payload.${name}`]);
    expect(issues[0]?.message).toMatch(/^Invalid [a-z ]+: Expected .+ but received .+$/);
  });

  it.each([
    ['notifyMs', 'yesterday'],
    ['notifyMs', '01669111260000'],
    ['notifyMs', 0],
    ['notifyMs', {}],
    ['payload', undefined],
    ['payload', null],
    ['payload', 'text'],
  ])('is refused with the envelope field %s %s', (name, value) => {
    const issues = issuesOf({ ...notificationOf(type), [name]: value });
    expect(issues.map(({ path }) => path)).toEqual([name]);
    expect(issues[0]?.message).toMatch(/^Invalid (type|key|value): Expected .+ but received .+$/);
  });

  it('tells every fault of a notification that has several', () => {
    const [first = '', second = ''] = fields.filter(([, { optional }]) => !optional).map(([name]) => name);
    const issues = issuesOf(notificationOf(type, { [first]: null, [second]: {} }));
    expect(issues.map(({ path }) => path).sort()).toEqual([`payload.${first}`, `payload.${second}`].sort());
  });
});

const optionalFields = documentedTypes.flatMap((type) =>
  Object.entries(type.fields)
    .filter(([, { optional }]) => optional)
    .map(([name]) => [type.eventName, name, type] as const),
);

describe('the optional fields', () => {
  it('are those that the tables do without', () => {
    const names = optionalFields.map(([, name]) => name);
    expect([...new Set(names)].sort()).toEqual([
      'audioChannels',
      'audioCodec',
      'audioProfile',
      'audioSampleRate',
      'elapse',
      'height',
      'platform',
      'reason',
      'retry',
      'uid',
      'videoCodec',
      'videoProfile',
      'width',
    ]);
    // Eight media fields of two types; platform of six, reason of three and four, uid of two, elapse and retry.
    expect(names).toHaveLength(16 + 6 + 3 + 4 + 2 + 2);
  });

  it.each(optionalFields)('%s is accepted without %s, and null is as if it were absent', (_, name, type) => {
    const notification = notificationOf(type);
    const absent = { ...notification, payload: without(notification.payload, name) };
    for (const sent of [absent, notificationOf(type, { [name]: null })]) {
      const reading = read(sent);
      expect(reading.recognized && reading.notification).toEqual(absent);
    }
  });

  it.each(cases)('%s is accepted without notifyMs, and null is as if it were absent', (_, type) => {
    const absent = without(notificationOf(type), 'notifyMs');
    for (const sent of [absent, { ...absent, notifyMs: null }]) {
      const reading = read(sent);
      expect(reading.recognized && reading.notification).toEqual(absent);
    }
  });
});

describe('what the contract does not know', () => {
  const notification = notificationOf(documentedType(1, 101));

  it.each([
    [4, '4'],
    [0, '0'],
    ['01', '"01"'],
    ['1.0', '"1.0"'],
    [null, 'null'],
    [{}, 'an object'],
    [undefined, 'nothing'],
    ['__proto__', '"__proto__"'],
  ])('is a product %j', (productId, shown) => {
    expect(issuesOf({ ...notification, productId })).toEqual([
      { path: 'productId', message: `expected one of 1, 2, 3 but received ${shown}` },
    ]);
  });

  it.each([
    [1, 113, '101, 102, 103, 104, 105, 106, 107, 108, 111, 112'],
    [1, '0101', '101, 102, 103, 104, 105, 106, 107, 108, 111, 112'],
    [1, undefined, '101, 102, 103, 104, 105, 106, 107, 108, 111, 112'],
    [2, 101, '1, 2, 3, 4, 5, 6'],
    [2, 'constructor', '1, 2, 3, 4, 5, 6'],
  ])('is the event type of product %i: %j', (productId, eventType, known) => {
    const received = eventType === undefined ? 'nothing' : JSON.stringify(eventType);
    expect(issuesOf({ ...notification, productId, eventType })).toEqual([
      { path: 'eventType', message: `expected one of ${known} but received ${received}` },
    ]);
  });

  it('is the event name of another type', () => {
    const publish = documentedType(2, 1);
    expect(issuesOf(notificationOf(publish, { event: 'UnpublishStream' }))).toEqual([
      {
        path: 'payload.event',
        message: 'Invalid type: Expected "PublishStream" but received "UnpublishStream"',
      },
    ]);
  });

  it('is told in a message of bounded length', () => {
    const publish = documentedType(2, 1);
    const [issue] = issuesOf(notificationOf(publish, { event: 'x'.repeat(60_000) }));
    expect(issue?.message).toHaveLength(300);
    const [unknown] = issuesOf({ ...notification, productId: 'x'.repeat(60_000) });
    expect(unknown?.message.length).toBeLessThan(150);
  });
});
