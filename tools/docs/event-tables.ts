// The tables of the event catalogue: fields, codes and the events of a source.
import type { JsonSchema } from '@valibot/to-json-schema';
import { cdnCodes } from '../../functions/contract/cdn';
import { sources } from '../../functions/contract/events';
import { notificationTypes } from '../../functions/contract/notification';
import { leaveReasons, platforms } from '../../functions/contract/rtc';
import {
  type EventDefinition,
  eventDefinitions,
  jsonSchemaOf,
  propertiesOf,
  requiredOf,
  schemaName,
} from '../../lib/event-schemas';
import { table } from './markdown';

/** A field of codes, whose meanings have a table of their own. */
interface Codes {
  readonly heading: string;
  readonly meanings: Readonly<Record<number, string>>;
}

export const rtcCodes: Readonly<Record<string, Codes>> = {
  platform: { heading: 'Platforms', meanings: platforms },
  reason: { heading: 'Leave reasons', meanings: leaveReasons },
};
export const cdnFieldCodes: Readonly<Record<string, Codes>> = {
  code: { heading: 'Push codes', meanings: cdnCodes },
};

/** A field as the tables show it. */
interface Field {
  readonly type: string;
  readonly meaning: string;
}

const typeText = ({ type, anyOf }: JsonSchema): string =>
  anyOf === undefined
    ? String(type)
    : anyOf.map((option) => (typeof option === 'object' ? typeText(option) : 'any')).join(' or ');

const fieldOf = (schema: JsonSchema): Field => ({
  type: typeText(schema),
  meaning: schema.description ?? '',
});

export const detailOf = (definition: EventDefinition): JsonSchema =>
  propertiesOf(jsonSchemaOf(definition)).detail ?? {};
export const payloadOf = (definition: EventDefinition): JsonSchema =>
  propertiesOf(detailOf(definition)).payload ?? {};

/**
 * The fields of several schemas together.
 *
 * @throws Error where a field does not mean the same in all of them: one table could not show both
 */
export const fieldsOf = (schemas: readonly JsonSchema[]): ReadonlyMap<string, Field> => {
  const fields = new Map<string, Field>();
  for (const schema of schemas) {
    for (const [name, property] of Object.entries(propertiesOf(schema))) {
      const field = fieldOf(property);
      const known = fields.get(name) ?? field;
      if (known.type !== field.type || known.meaning !== field.meaning) {
        throw new Error(
          `${name} differs: ${known.type}, "${known.meaning}"; ${field.type}, "${field.meaning}"`,
        );
      }
      fields.set(name, known);
    }
  }
  return fields;
};

export const fieldTable = (
  schemas: readonly JsonSchema[],
  codesOf: Readonly<Record<string, Codes>> = {},
): string =>
  table(
    ['field', 'type', 'meaning'],
    [...fieldsOf(schemas)].map(([name, { type, meaning }]) => {
      const codes = codesOf[name];
      return [`\`${name}\``, type, codes === undefined ? meaning : withLink(meaning, codes)];
    }),
  );

/** The contract's words without the list of codes that follows them, and a link to it. */
const withLink = (meaning: string, { heading }: Codes): string =>
  `${meaning.split(':')[0]}: [${heading.toLowerCase()}](#${heading.toLowerCase().replaceAll(' ', '-')})`;

export const schemaLink = (definition: EventDefinition): string =>
  `[${definition.name}](events/${schemaName(definition)}.json)`;

export const definitionsOf = (source: string): readonly EventDefinition[] =>
  eventDefinitions.filter((definition) => definition.source === source);

/** The fields of a payload, those that may be missing with a question mark. */
const payloadNames = (definition: EventDefinition): string => {
  const payload = payloadOf(definition);
  const required = requiredOf(payload);
  return Object.keys(propertiesOf(payload))
    .map((name) => (required.includes(name) ? `\`${name}\`` : `\`${name}\`?`))
    .join(', ');
};

const eventTypeOf = ({ detailType }: EventDefinition): string =>
  String(notificationTypes.find(({ eventName }) => eventName === detailType)?.eventType ?? 'any other');

export const sourceTable = (source: string): string =>
  table(
    ['detail type', '`eventType`', 'what happened', 'payload', 'schema'],
    definitionsOf(source).map((definition) => [
      `\`${definition.detailType}\``,
      eventTypeOf(definition),
      definition.meaning,
      payloadNames(definition),
      schemaLink(definition),
    ]),
  );

export const codeTables = (codesOf: Readonly<Record<string, Codes>>): string =>
  Object.values(codesOf)
    .map(
      ({ heading, meanings }) =>
        `### ${heading}\n\n${table(
          ['code', 'meaning'],
          Object.entries(meanings).map(([number, meaning]) => [number, meaning]),
        )}`,
    )
    .join('\n\n');

export const detailWithoutPayload = (definition: EventDefinition): JsonSchema => {
  const { payload, ...fields } = propertiesOf(detailOf(definition));
  return { properties: fields };
};

export const eventBridgeTable = (): string => {
  const { detail, ...envelope } = propertiesOf(jsonSchemaOf(firstOf(sources.rtc)));
  return fieldTable([{ properties: envelope }]);
};

export const firstOf = (source: string): EventDefinition => {
  const [definition] = definitionsOf(source);
  if (definition === undefined) throw new Error(`no event has the source ${source}`);
  return definition;
};
