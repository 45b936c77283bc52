// The environment of a function: parsed once, by a schema, when the function starts.
import * as v from 'valibot';
import { EnvironmentError } from './errors';

/** A variable that holds a name, an address or an ARN. */
export const nonEmptyText = v.pipe(v.string(), v.nonEmpty());

/** A variable that holds a whole number above zero. */
export const positiveInteger = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,14}$/, 'expected a whole number above 0'),
  v.transform(Number),
);

/** A variable that holds a JSON array of strings. */
export const stringList = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return JSON.parse(dataset.value) as unknown;
    } catch {
      addIssue({ message: 'expected a JSON array of strings' });
      return NEVER;
    }
  }),
  v.array(v.string()),
);

/** Settings that the two projections share. */
export const projectionVariables = {
  RETENTION_DAYS: positiveInteger,
  OPEN_RETENTION_DAYS: positiveInteger,
  IGNORED_CHANNELS: stringList,
};

/**
 * Reads the environment by a schema.
 *
 * @throws EnvironmentError naming each variable that is missing or wrong
 */
export const readEnvironment = <const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.InferOutput<v.ObjectSchema<Entries, undefined>> => {
  const result = v.safeParse(v.object(entries), process.env);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
  throw new EnvironmentError(`Set the function's environment right: ${problems.join('; ')}`);
};
