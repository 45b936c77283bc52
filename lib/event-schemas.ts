// The schemas of the events on the bus, made from the contract: what EventBridge delivers, with its detail.
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { channelReportDetail, countChangedDetail } from '../functions/channel-reports/report-events';
import {
  type BusEvent,
  REPORT_SOURCE,
  reportDetailTypes,
  sourceByProduct,
  sources,
  UNRECOGNIZED_DETAIL_TYPE,
} from '../functions/contract/events';
import { type NotificationType, notificationTypes } from '../functions/contract/notification';

/** One kind of event on the bus. */
export interface EventDefinition {
  readonly source: BusEvent['source'];
  readonly detailType: string;
  /** The detail type in PascalCase: `BroadcasterJoinChannel`. */
  readonly name: string;
  /** What happened. */
  readonly meaning: string;
  /** What the envelope's `time` says. */
  readonly time: string;
  readonly detail: v.GenericSchema;
}

/** The detail of an unrecognized event: any usable envelope, with what the contract found. */
const unrecognizedDetail = v.object({
  noticeId: v.pipe(v.string(), v.nonEmpty(), v.description('identifies one event notice; a resend keeps it')),
  issues: v.pipe(
    v.array(
      v.object({
        path: v.pipe(
          v.string(),
          v.description('dotted path from the envelope, such as payload.ts; empty for the whole'),
        ),
        message: v.pipe(v.string(), v.description('what was expected there and what was received')),
      }),
    ),
    v.description('why the contract does not accept it'),
  ),
});

const pascalCase = (words: string): string =>
  words
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const definitionOf = ({ productId, eventName, meaning, schema }: NotificationType): EventDefinition => ({
  source: sourceByProduct[productId],
  detailType: eventName,
  name: pascalCase(eventName),
  meaning,
  time: 'when it happened, to the second',
  detail: schema,
});

/** Every kind of event: the notification types in the contract's order, the unrecognized one, and the reports. */
export const eventDefinitions: readonly EventDefinition[] = [
  ...notificationTypes.map(definitionOf),
  {
    source: sources.unrecognized,
    detailType: UNRECOGNIZED_DETAIL_TYPE,
    name: pascalCase(UNRECOGNIZED_DETAIL_TYPE),
    meaning:
      'An authentic notification that the contract does not accept: another product or type, or fields that do not fit.',
    time: 'when it was sent; when it was received, where it tells no possible time',
    detail: unrecognizedDetail,
  },
  {
    source: REPORT_SOURCE,
    detailType: reportDetailTypes.channelReport,
    name: pascalCase(reportDetailTypes.channelReport),
    meaning:
      'A life of a channel has ended and nothing new was known of it for a minute; again whenever a later count differs, as after a late leave: the greatest `basis` is the newest.',
    time: 'when it was put on the bus',
    detail: channelReportDetail,
  },
  {
    source: REPORT_SOURCE,
    detailType: reportDetailTypes.countChanged,
    name: pascalCase(reportDetailTypes.countChanged),
    meaning: 'One of the counts of who is online has changed: only where the setting `countEvents` is on.',
    time: 'when it was counted',
    detail: countChangedDetail,
  },
];

/** The name of an event's schema, in the registry and as a file: `anyrtc.rtc@BroadcasterJoinChannel`. */
export const schemaName = ({ source, name }: EventDefinition): string => `${source}@${name}`;

const described = (text: string) => v.pipe(v.string(), v.description(text));

/** What EventBridge delivers. Source: "AWS service event metadata" and "Archive and replay" in its user guide. */
const envelopeOf = ({ source, detailType, time, detail }: EventDefinition) =>
  v.object({
    version: described("version of EventBridge's envelope"),
    id: described("EventBridge's id of this event; another one where the same notice is delivered again"),
    'detail-type': v.pipe(v.literal(detailType), v.description('the name of the event')),
    source: v.pipe(v.literal(source), v.description('the category of the event')),
    account: described('AWS account of the bus'),
    time: v.pipe(v.string(), v.isoTimestamp(), v.description(time)),
    region: described('AWS region of the bus'),
    resources: v.pipe(v.array(v.string()), v.description('empty')),
    'replay-name': v.optional(described('name of the replay that delivered it; absent otherwise')),
    detail,
  });

const convert = (schema: v.GenericSchema, target: 'draft-07' | 'openapi-3.0'): JsonSchema =>
  toJsonSchema(schema, {
    target,
    // A check of a string has no form in JSON Schema: well-formed Unicode, and a limit in bytes, which the
    // maxLength beside it comes close to. Whatever else cannot be converted is an error.
    overrideAction: ({ valibotAction, jsonSchema }) =>
      valibotAction.type === 'check' && jsonSchema.type === 'string' ? jsonSchema : undefined,
    overrideSchema: ({ valibotSchema, jsonSchema }) => {
      if (valibotSchema.type === 'literal') return { ...jsonSchema, type: typeOf(jsonSchema) };
      // The contract's one custom schema is that of an object of whatever fields.
      return valibotSchema.type === 'custom' ? { type: 'object' } : undefined;
    },
  });

/** A literal is written without its type, which readers of schemas and code bindings want. */
const typeOf = ({ const: constant, enum: values }: JsonSchema) =>
  typeof (constant ?? values?.[0]) === 'number' ? ('integer' as const) : ('string' as const);

/** The JSON Schema (draft-07) of an event as EventBridge delivers it. Unknown fields are allowed everywhere. */
export const jsonSchemaOf = (definition: EventDefinition): JsonSchema => {
  const { $schema, ...schema } = convert(envelopeOf(definition), 'draft-07');
  return { $schema, title: definition.name, description: definition.meaning, ...schema };
};

/** A schema within an OpenAPI document, and the document, as far as EventBridge's registry needs them. */
export interface OpenApiDocument {
  readonly openapi: '3.0.0';
  readonly info: { readonly version: string; readonly title: string; readonly description: string };
  readonly paths: Readonly<Record<string, never>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/**
 * The same as an OpenAPI document for an EventBridge schema registry, which tells the event by the two `x-amazon`
 * properties of the schema `AWSEvent`. Detail and payload are schemas of their own: code bindings name classes
 * after them.
 */
export const openApiOf = (definition: EventDefinition): OpenApiDocument => {
  const { name, source, detailType, meaning } = definition;
  const { detail, ...envelope } = propertiesOf(convert(envelopeOf(definition), 'openapi-3.0'));
  const { payload, ...fields } = propertiesOf(detail);
  const reference = (schema: string) => ({ $ref: `#/components/schemas/${schema}` });
  return {
    openapi: '3.0.0',
    info: { version: '1.0.0', title: name, description: meaning },
    paths: {},
    components: {
      schemas: {
        AWSEvent: {
          type: 'object',
          required: requiredOf(convert(envelopeOf(definition), 'openapi-3.0')),
          'x-amazon-events-detail-type': detailType,
          'x-amazon-events-source': source,
          properties: { ...envelope, detail: reference(name) },
        },
        [name]: {
          type: 'object',
          required: requiredOf(detail),
          properties: { ...fields, ...(payload && { payload: reference('Payload') }) },
        },
        ...(payload && { Payload: payload }),
      },
    },
  };
};

/** The schemas of an object's properties. */
export const propertiesOf = (schema: JsonSchema | undefined): Record<string, JsonSchema> =>
  Object.fromEntries(
    Object.entries(schema?.properties ?? {}).flatMap(([name, property]) =>
      typeof property === 'object' ? [[name, property]] : [],
    ),
  );

/** The names of an object's properties that are always there. */
export const requiredOf = (schema: JsonSchema | undefined): readonly string[] => schema?.required ?? [];
