// The published schemas, and what they find wrong with an event.
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { eventDefinitions, openApiOf, schemaName } from '../../../lib/event-schemas';

export type Json = Record<string, unknown>;

/** The JSON Schema that is published under a name. */
export const published = (name: string): Json =>
  JSON.parse(readFileSync(`${process.cwd()}/docs/events/${name}.json`, 'utf8'));

const formats = { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/ };
const draft07 = new Ajv({ allErrors: true, formats });
/** The checks of the published schemas, by name. */
export const validators = new Map<string, ValidateFunction>(
  eventDefinitions.map((definition) => {
    const name = schemaName(definition);
    return [name, draft07.compile(published(name))];
  }),
);

// OpenAPI's schemas are a dialect: its own keywords are let through, and checked in event-schemas.test.ts.
const openApi = new Ajv({ allErrors: true, strict: false, formats });
for (const definition of eventDefinitions) openApi.addSchema(openApiOf(definition), schemaName(definition));

/** The name of the schema of an event. @throws Error where it has none */
export const nameOf = (event: Readonly<Json>): string => {
  const definition = eventDefinitions.find(
    ({ source, detailType }) => source === event.source && detailType === event['detail-type'],
  );
  if (definition === undefined) throw new Error(`no schema for ${event.source} ${event['detail-type']}`);
  return schemaName(definition);
};

/** What the two forms of an event's schema find wrong with it: [] where both accept it. */
export const faultsOf = (event: Readonly<Json>, name = nameOf(event)): readonly string[] => {
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
