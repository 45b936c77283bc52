// A schema of the contract as a plain predicate: the answer of v.is, without the objects that valibot makes for it.
// Reading a notification is most of what ingest computes, and nearly every notification is valid.

/** What of a valibot schema or pipe action tells whether a value passes. */
interface SchemaPart {
  readonly type: string;
  readonly pipe?: readonly SchemaPart[];
  readonly entries?: Readonly<Record<string, SchemaPart>>;
  readonly options?: readonly unknown[];
  readonly wrapped?: SchemaPart;
  readonly literal?: unknown;
  readonly requirement?: unknown;
}

type Guard = (value: unknown) => boolean;

const isPart = (value: unknown): value is SchemaPart =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/**
 * Makes the predicate of a schema.
 *
 * @throws TypeError for a kind of schema that the contract has not used so far: teach it here first
 */
export const guardOf = (schema: SchemaPart): Guard => {
  const { pipe } = schema;
  if (pipe === undefined) return partGuard(schema);
  const [first, ...others] = pipe
    .filter(({ type }) => type !== 'description')
    .map((part) => (part.pipe === undefined ? partGuard(part) : guardOf(part)));
  if (first === undefined) throw unknownKind(schema);
  const [second, third, fourth, ...more] = others;
  if (second === undefined) return first;
  if (third === undefined) return (value) => first(value) && second(value);
  if (fourth === undefined) return (value) => first(value) && second(value) && third(value);
  const fourOf: Guard = (value) => first(value) && second(value) && third(value) && fourth(value);
  return more.length === 0 ? fourOf : (value) => fourOf(value) && more.every((guard) => guard(value));
};

const partGuard = (part: SchemaPart): Guard => {
  const { type, entries, options, wrapped, literal, requirement } = part;
  switch (type) {
    case 'string':
      return (value) => typeof value === 'string';
    case 'number':
      return (value) => typeof value === 'number' && !Number.isNaN(value);
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'literal':
      return (value) => value === literal;
    case 'non_empty':
      return (value) => typeof value === 'string' && value.length > 0;
    case 'safe_integer':
      return Number.isSafeInteger;
  }
  if (type === 'object' && entries !== undefined) return objectGuard(entries);
  if (type === 'union' && options !== undefined) {
    const guards = options.filter(isPart).map(guardOf);
    return (value) => guards.some((guard) => guard(value));
  }
  if (type === 'optional' && wrapped !== undefined) {
    const guard = guardOf(wrapped);
    return (value) => value === undefined || guard(value);
  }
  if (type === 'check' && typeof requirement === 'function') return (value) => requirement(value) === true;
  if (typeof requirement !== 'number') throw unknownKind(part);
  switch (type) {
    case 'max_length':
      return (value) => typeof value === 'string' && value.length <= requirement;
    case 'min_value':
      return (value) => typeof value === 'number' && value >= requirement;
    case 'max_value':
      return (value) => typeof value === 'number' && value <= requirement;
    default:
      throw unknownKind(part);
  }
};

// A missing property reads as undefined, which only an optional one takes.
const objectGuard = (entries: Readonly<Record<string, SchemaPart>>): Guard => {
  const guards = Object.entries(entries).map(([key, schema]) => ({ key, guard: guardOf(schema) }));
  return (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const object = value as Record<string, unknown>;
    for (const { key, guard } of guards) {
      if (!guard(object[key])) return false;
    }
    return true;
  };
};

const unknownKind = ({ type }: SchemaPart): TypeError =>
  new TypeError(`The contract's schemas are not known to have "${type}"`);
