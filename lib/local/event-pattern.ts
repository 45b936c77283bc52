// EventBridge's matching of events by pattern, as far as the rules of this stack use it: exact values.

type Scalar = string | number | boolean | null;

/** A pattern of exact values: for each field the values that it may have, or a pattern of the fields within it. */
export interface EventPattern {
  readonly [field: string]: readonly Scalar[] | EventPattern;
}

type Matcher = (value: unknown) => boolean;

const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Makes the test of one pattern. An event matches where every field of the pattern is in it with one of the
 * values; where the event has an array, one element is enough.
 *
 * @param pattern - as a rule's `EventPattern`
 * @throws Error on anything but exact values, so that no rule matches more here than on AWS
 */
export const compilePattern = (pattern: unknown, path = 'pattern'): Matcher => {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) {
    throw new Error(`${path}: expected an object with at least one field`);
  }
  const fields = Object.entries(pattern).map(([field, allowed]): [string, Matcher] => {
    const fieldPath = `${path}.${field}`;
    if (field.startsWith('$')) throw new Error(`${fieldPath}: the operator ${field} is not known here`);
    if (!Array.isArray(allowed)) return [field, compilePattern(allowed, fieldPath)];
    const values = new Set<unknown>(allowed);
    for (const value of values) {
      if (!isScalar(value)) {
        throw new Error(`${fieldPath}: the operator ${JSON.stringify(value)} is not known here`);
      }
    }
    return [
      field,
      (value) => (Array.isArray(value) ? value.some((one) => values.has(one)) : values.has(value)),
    ];
  });
  return (event) =>
    isObject(event) &&
    fields.every(([field, matches]) => Object.hasOwn(event, field) && matches(event[field]));
};
