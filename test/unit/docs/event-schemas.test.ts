// The published schemas accept what the bundle puts on the bus, and nothing that is damaged.
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import * as v from 'valibot';
import { notificationTypes, readNotification } from '../../../functions/contract/notification';
import { eventDefinitions, jsonSchemaOf, openApiOf, schemaName } from '../../../lib/event-schemas';
import { planDeliveries } from '../../../lib/simulator/delivery';
import { generateHistory } from '../../../lib/simulator/history';
import { documentedType, documentedTypes, notificationOf } from '../../helpers/documented-types';
import { sampleFileNames, samples } from '../../helpers/samples';
import { type Delivered, throughIngest } from './delivered';

type Json = Record<string, unknown>;

const published = (name: string): Json =>
  JSON.parse(readFileSync(`${process.cwd()}/docs/events/${name}.json`, 'utf8'));

const formats = { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/ };
const draft07 = new Ajv({ allErrors: true, formats });
const validators = new Map<string, ValidateFunction>(
  eventDefinitions.map((definition) => {
    const name = schemaName(definition);
    return [name, draft07.compile(published(name))];
  }),
);

// OpenAPI's schemas are a dialect: its own keywords are let through, and checked below.
const openApi = new Ajv({ allErrors: true, strict: false, formats });
for (const definition of eventDefinitions) openApi.addSchema(openApiOf(definition), schemaName(definition));

const nameOf = (event: Readonly<Json>): string => {
  const definition = eventDefinitions.find(
    ({ source, detailType }) => source === event.source && detailType === event['detail-type'],
  );
  if (definition === undefined) throw new Error(`no schema for ${event.source} ${event['detail-type']}`);
  return schemaName(definition);
};

/** What the two forms of an event's schema find wrong with it: [] where both accept it. */
const faultsOf = (event: Readonly<Json>, name = nameOf(event)): readonly string[] => {
  const validate = validators.get(name);
  const validateOpenApi = openApi.getSchema(`${name}#/components/schemas/AWSEvent`);
  if (validate === undefined || validateOpenApi === undefined) throw new Error(`no schema ${name}`);
  const faults = [validate, validateOpenApi].map((one) => {
    one(event);
    return (one.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  });
  // Both say the same of every event, each in its keywords.
  expect((faults[0]?.length ?? 0) > 0).toBe((faults[1]?.length ?? 0) > 0);
  return faults[0] ?? [];
};

const bytesOf = (json: unknown): Buffer => Buffer.from(JSON.stringify(json));
const copyOf = <T>(value: T): T => structuredClone(value);
const without = (object: Readonly<Json>, name: string): Json =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
const payloadOf = ({ detail }: Delivered): Json => Object(detail.payload);
const withPayload = (event: Delivered, payload: Json): Delivered => ({
  ...event,
  detail: { ...event.detail, payload },
});

describe('the schemas', () => {
  it('are one for each notification type, the unrecognized one, and the two of the reports', () => {
    expect(eventDefinitions.map(schemaName)).toEqual([
      'anyrtc.rtc@ChannelCreate',
      'anyrtc.rtc@ChannelDestroy',
      'anyrtc.rtc@BroadcasterJoinChannel',
      'anyrtc.rtc@BroadcasterLeaveChannel',
      'anyrtc.rtc@AudienceJoinChannel',
      'anyrtc.rtc@AudienceLeaveChannel',
      'anyrtc.rtc@UserJoinChannelWithCommunicationMode',
      'anyrtc.rtc@UserLeaveChannelWithCommunicationMode',
      'anyrtc.rtc@ClientRoleChangeToBroadcaster',
      'anyrtc.rtc@ClientRoleChangeToAudience',
      'anyrtc.cdn@PublishStream',
      'anyrtc.cdn@UnpublishStream',
      'anyrtc.cdn@PublishStatus',
      'anyrtc.cdn@UpdateTranscoding',
      'anyrtc.cdn@PublishRequest',
      'anyrtc.cdn@PublishFirstFrame',
      'anyrtc.recording@CloudRecordingError',
      'anyrtc.recording@Warning',
      'anyrtc.recording@StatusUpdate',
      'anyrtc.recording@FileInfos',
      'anyrtc.recording@SessionExit',
      'anyrtc.recording@SessionFailover',
      'anyrtc.recording@UploaderStarted',
      'anyrtc.recording@Uploaded',
      'anyrtc.recording@Backuped',
      'anyrtc.recording@UploadingProgress',
      'anyrtc.recording@RecorderStarted',
      'anyrtc.recording@RecorderLeave',
      'anyrtc.recording@RecorderSliceStart',
      'anyrtc.recording@AudioStreamStateChanged',
      'anyrtc.recording@VideoStreamStateChanged',
      'anyrtc.recording@SnapshotFile',
      'anyrtc.recording@VodStarted',
      'anyrtc.recording@VodTriggered',
      'anyrtc.recording@WebRecorderStarted',
      'anyrtc.recording@WebRecorderStopped',
      'anyrtc.recording@WebRecorderCapabilityLimit',
      'anyrtc.recording@WebRecorderReload',
      'anyrtc.recording@DownloadFailed',
      'anyrtc.recording@RtmpPublishStatus',
      'anyrtc.recording@PostponeTranscodeFinalResult',
      'anyrtc.recording@RecordingEvent',
      'anyrtc.unrecognized@UnrecognizedNotification',
      'anyrtc.report@ChannelReport',
      'anyrtc.report@ChannelCountChanged',
    ]);
  });

  it('keep the limits of the contract, although a check has no form in them', () => {
    const { properties }: { properties: { detail: { properties: { noticeId: Json; payload: Json } } } } =
      JSON.parse(JSON.stringify(published('anyrtc.rtc@BroadcasterJoinChannel')));
    expect(properties.detail.properties.noticeId).toMatchObject({
      type: 'string',
      minLength: 1,
      maxLength: 1024,
    });
    expect(properties.detail.properties.payload).toMatchObject({
      properties: {
        channelName: { type: 'string', minLength: 1, maxLength: 2048 },
        uSId: { type: 'string', minLength: 1, maxLength: 1024 },
        ts: { minimum: 946_684_800, maximum: 4_102_444_799.999 },
        platform: { type: 'integer', maximum: Number.MAX_SAFE_INTEGER },
      },
    });
  });

  it('cannot be made where a schema says what JSON Schema cannot', () => {
    const convert = (field: v.GenericSchema) => () =>
      jsonSchemaOf({
        source: 'anyrtc.rtc',
        detailType: 'a b',
        name: 'AB',
        meaning: '',
        time: '',
        detail: v.object({ field }),
      });
    expect(convert(v.date())).toThrow('date');
    expect(
      convert(
        v.pipe(
          v.number(),
          v.check(() => true),
        ),
      ),
    ).toThrow('check');
    expect(
      convert(
        v.pipe(
          v.string(),
          v.check(() => true),
        ),
      ),
    ).not.toThrow();
  });

  it.each(eventDefinitions.map(schemaName))('%s has an example, which it accepts', (name) => {
    const examples = published(name).examples;
    expect(Array.isArray(examples) && examples.length).toBe(1);
    for (const example of Array.isArray(examples) ? examples : []) {
      expect(nameOf(example)).toBe(name);
      expect(faultsOf(example)).toEqual([]);
      expect(JSON.stringify(example)).not.toContain('local-secret');
    }
  });
});

describe('what is put on the bus', () => {
  it('of every sample is accepted', async () => {
    expect(samples.map(({ name }) => name).sort()).toEqual(sampleFileNames().sort());
    for (const { name, body } of samples) {
      const event = await throughIngest(body);
      expect({ name, faults: faultsOf(event) }).toEqual({ name, faults: [] });
    }
  });

  it('of a thousand generated notifications, half of them in wild forms, is accepted', async () => {
    const history = generateHistory({
      seed: 6,
      now: Date.UTC(2026, 4, 1, 12),
      channels: 20,
      users: 30,
      streams: 80,
    });
    const { deliveries } = planDeliveries(history, {
      seed: 6,
      loss: 0,
      duplicates: 0,
      shuffle: true,
      wild: 0.5,
      secret: 'secret-of-the-sender',
    });
    const thousand = deliveries.slice(0, 1_000);
    expect(thousand).toHaveLength(1_000);
    const seen = new Map<string, number>();
    for (const { body } of thousand) {
      const event = await throughIngest(bytesOf(body));
      expect({ event, faults: faultsOf(event) }).toEqual({ event, faults: [] });
      const name = nameOf(event);
      seen.set(name, (seen.get(name) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual(
      eventDefinitions
        .map(schemaName)
        // No history has a recording or what nobody knows.
        .filter((name) => /^anyrtc\.(rtc|cdn)@/.test(name))
        .sort(),
    );
  });

  it.each([
    ['another product', { noticeId: 'n', productId: 9 }],
    ['no product', { noticeId: 'n' }],
    ['another type', { noticeId: 'n', productId: 1, eventType: 113, notifyMs: 1, payload: { a: [null] } }],
    ['a field that does not fit', { ...notificationOf(documentedType(1, 101)), payload: 'text' }],
    ['an envelope that has issues of its own', { noticeId: 'n', productId: 3, issues: 'mine' }],
  ])('of an unrecognized notification is accepted: %s', async (_, notification) => {
    const event = await throughIngest(bytesOf(notification));
    expect(nameOf(event)).toBe('anyrtc.unrecognized@UnrecognizedNotification');
    expect(faultsOf(event)).toEqual([]);
  });

  it('of a replay is accepted', async () => {
    const event = await throughIngest(bytesOf(notificationOf(documentedType(1, 103))));
    expect(faultsOf({ ...event, 'replay-name': 'replay-of-monday' })).toEqual([]);
  });
});

/** Values that a field of a type must not have, unlike any that its type allows. */
const damagedValues = (value: unknown): readonly unknown[] =>
  typeof value === 'string' ? [5, null, {}, ''] : [{}, null, 'x', []];

describe.each(documentedTypes.map((type) => [type.eventName, type] as const))('an event %s', (_, type) => {
  let event: Delivered;
  beforeAll(async () => {
    event = await throughIngest(bytesOf(notificationOf(type)));
  });

  it('is accepted with fields that nobody knows yet, at every level', () => {
    const more = { ...event, more: 1, detail: { ...event.detail, more: { a: [1] } } };
    expect(faultsOf(withPayload(more, { ...payloadOf(event), more: null }))).toEqual([]);
  });

  it('is refused without any field of the envelope, the detail or the payload', () => {
    for (const name of Object.keys(event)) {
      expect([name, faultsOf(without(event, name), nameOf(event)).length]).toEqual([name, 1]);
    }
    for (const name of Object.keys(event.detail)) {
      const faults = faultsOf({ ...event, detail: without(event.detail, name) });
      expect([name, faults.length]).toEqual([name, name === 'notifyMs' ? 0 : 1]);
    }
    for (const [name, { optional }] of Object.entries(type.fields)) {
      const damaged = withPayload(event, without(payloadOf(event), name));
      expect([name, faultsOf(damaged).length]).toEqual([name, optional ? 0 : 1]);
    }
  });

  it('is refused with a value of a wrong type in any field, as the contract refuses it', () => {
    for (const [name, { kind, value }] of Object.entries(type.fields)) {
      for (const wrong of damagedValues(value)) {
        if (kind === 'id' && wrong === 'x') continue;
        const damaged = withPayload(event, { ...payloadOf(event), [name]: wrong });
        const accepted = readNotification(copyOf(damaged.detail)).recognized;
        expect([name, wrong, faultsOf(damaged).length === 0]).toEqual([name, wrong, accepted]);
        if (wrong !== '') expect(accepted).toBe(false);
      }
    }
  });

  it('is refused with a number or a time beyond the limits', () => {
    for (const [name, { kind }] of Object.entries(type.fields)) {
      const beyond = { number: 2 ** 53, seconds: 1, milliseconds: 1e13, id: 1.5 } as const;
      if (kind === 'text' || kind === 'words' || kind === 'flag') continue;
      const damaged = withPayload(event, { ...payloadOf(event), [name]: beyond[kind] });
      expect([name, faultsOf(damaged).length > 0]).toEqual([name, true]);
    }
  });

  it('is refused under the schema of any other event', () => {
    for (const name of validators.keys()) {
      expect([name, faultsOf(event, name).length === 0]).toEqual([name, name === nameOf(event)]);
    }
  });
});

describe('the schema of unrecognized events', () => {
  it.each([
    ['without issues', { noticeId: 'n' }],
    ['without a notice id', { issues: [] }],
    ['with an issue that has no message', { noticeId: 'n', issues: [{ path: '' }] }],
    ['with issues that are no list', { noticeId: 'n', issues: {} }],
    ['with an empty notice id', { noticeId: '', issues: [] }],
  ])('refuses one %s', async (_, detail) => {
    const event = await throughIngest(bytesOf({ noticeId: 'n', productId: 9 }));
    expect(faultsOf({ ...event, detail })).not.toEqual([]);
  });
});

describe('the OpenAPI documents', () => {
  /** The fields of a Schema Object in OpenAPI 3.0.0, as far as they occur, and the registry's own two. */
  const keywords = new Set([
    '$ref',
    'additionalProperties',
    'anyOf',
    'description',
    'enum',
    'format',
    'items',
    'maxLength',
    'maximum',
    'minLength',
    'minimum',
    'properties',
    'required',
    'type',
    'x-amazon-events-detail-type',
    'x-amazon-events-source',
  ]);
  const types = new Set(['array', 'boolean', 'integer', 'number', 'object', 'string']);

  const check = (schema: unknown): void => {
    expect(schema).toEqual(expect.any(Object));
    const { properties = {}, additionalProperties, items, anyOf = [], ...rest } = Object(schema);
    for (const key of Object.keys(Object(schema))) expect(keywords).toContain(key);
    if (!('$ref' in rest) && anyOf.length === 0) expect(types).toContain(rest.type);
    for (const inner of [...Object.values(properties), ...anyOf]) check(inner);
    if (items !== undefined) check(items);
    if (additionalProperties !== undefined) check(additionalProperties);
  };

  it.each(eventDefinitions.map((definition) => [schemaName(definition), definition] as const))(
    '%s obeys the rules of the registry',
    (_, definition) => {
      const document = openApiOf(definition);
      expect(Object.keys(document)).toEqual(['openapi', 'info', 'paths', 'components']);
      expect(document).toMatchObject({
        openapi: '3.0.0',
        info: { version: '1.0.0', title: definition.name },
        paths: {},
      });
      const { schemas } = document.components;
      expect(schemas.AWSEvent).toMatchObject({
        'x-amazon-events-source': definition.source,
        'x-amazon-events-detail-type': definition.detailType,
      });
      for (const schema of Object.values(schemas)) check(schema);
      const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
      for (const [, reference = ''] of references) expect(Object.keys(schemas)).toContain(reference);
      // Every schema but the event itself is referred to, and the registry takes no more than 100,000 characters.
      expect(references).toHaveLength(Object.keys(schemas).length - 1);
      expect(JSON.stringify(document).length).toBeLessThan(100_000);
    },
  );

  it('are as many as the contract has types, and three', () => {
    expect(eventDefinitions).toHaveLength(notificationTypes.length + 3);
  });
});
