// The published schemas: which there are, what they keep of the contract, and their form for the registry.
import * as v from 'valibot';
import { notificationTypes } from '../../../functions/contract/notification';
import { eventDefinitions, jsonSchemaOf, openApiOf, schemaName } from '../../../lib/event-schemas';
import { faultsOf, type Json, nameOf, published } from './published-schemas';

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
