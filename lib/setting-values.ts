// The values that settings take, as props or as text, and how what is allowed is said.
import { Token } from 'aws-cdk-lib';
import * as v from 'valibot';

/** A kind of value: how it is read, and what is allowed, in words. */
export interface Value<Schema extends v.GenericSchema = v.GenericSchema> {
  readonly schema: Schema;
  readonly allowed: string;
}

const value = <const Schema extends v.GenericSchema>(schema: Schema, allowed: string): Value<Schema> => ({
  schema,
  allowed,
});

const number = v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]);

/** A whole number, also as text: `-c key=value` always gives a string. */
export const wholeNumber = (min: number, max: number) =>
  value(
    v.pipe(
      number,
      v.check((given) => Number.isInteger(given) && given >= min && given <= max),
    ),
    `a whole number from ${min} to ${max}`,
  );

/** One of some numbers, also as text. */
export const oneOfNumbers = <const Options extends readonly number[]>(options: Options, why: string) =>
  value(v.pipe(number, v.picklist(options)), `one of ${options.join(', ')}${why}`);

/** One of some words. */
export const oneOf = <const Options extends readonly string[]>(options: Options) =>
  value(v.picklist(options), `one of ${options.join(', ')}`);

/** A switch, also as text. */
export const yesOrNo = value(
  v.union([
    v.boolean(),
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((text) => text === 'true'),
    ),
  ]),
  'true or false',
);

/** A text of a form, or one that is known only when it is deployed: another resource's attribute, or a parameter. */
export const textOrToken = (schema: v.GenericSchema<string, string>, allowed: string) =>
  value(
    v.union([v.custom<string>((given) => typeof given === 'string' && Token.isUnresolved(given)), schema]),
    allowed,
  );

/** A value that need not be there. */
export const optional = <const Schema extends v.GenericSchema>({ schema, allowed }: Value<Schema>) =>
  value(v.optional(schema), allowed);

/** Lambda takes 4 KB of environment variables, the names as a JSON array among them. */
const MAX_CHANNELS_BYTES = 3_072;

const parseNames = (names: string): unknown => {
  if (!names.startsWith('[')) return names.split(',');
  try {
    return JSON.parse(names);
  } catch {
    return names.split(',');
  }
};

/** Channel names from a list, from its JSON, or from one string with commas between them. */
export const channelNames = value(
  v.pipe(
    v.unknown(),
    v.transform((names) => (typeof names === 'string' ? parseNames(names) : names)),
    v.array(v.string()),
    v.transform((names) => names.map((name) => name.trim()).filter((name) => name !== '')),
    v.check((names) => Buffer.byteLength(JSON.stringify(names)) <= MAX_CHANNELS_BYTES),
  ),
  `channel names with commas between them, or a JSON array of them, of ${MAX_CHANNELS_BYTES} bytes as JSON at most`,
);
