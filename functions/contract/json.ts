// JSON as senders write it: numbers that a double does not hold stay as they were sent, from the body to the bus.
import { isLosslessNumber, isSafeNumber, LosslessNumber, parse, stringify } from 'lossless-json';

/** A JSON object. Its keys are the sender's: look only known names up in it. */
export type JsonObject = Record<string, unknown>;

/** Deepest nesting of a usable envelope: objects and arrays in one another, the envelope itself counted. */
export const MAX_NESTING = 64;

/** True for a JSON object, false for an array and everything else. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);

/** True where `value` nests no more than `levels` objects and arrays in one another. Never recurses deeper. */
export const isNestedWithin = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null || isLosslessNumber(value)) return true;
  if (levels === 0) return false;
  for (const key in value) {
    if (!isNestedWithin((value as JsonObject)[key], levels - 1)) return false;
  }
  return true;
};

/** A value as an error message shows it: short, and never the content of an object. */
export const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (isJsonObject(value)) return 'an object';
  const json = wireJson(value);
  return json.length > 80 ? `${json.slice(0, 77)}...` : json;
};

const BYTE_ORDER_MARK = '\ufeff';

/**
 * A number that a double may not hold, where numbers stand in JSON: of sixteen digits and more, with an exponent,
 * or a negative zero. It may also be found within a string, which only costs time.
 */
const LONG_NUMBER = /(?:^|[\s:,[])-?(?:\d[\d.]{15}|[\d.]+[eE]|(?<=-)0)/;

/**
 * A double holds a number where it has the same value, and the same text if it is whole and of 2^53 and above:
 * `1.0`, `1e3` and `0.1`, but not `18446744073709551615`, `0.1000000000000000055`, `1e400` or `-0`, whose sign
 * JSON.stringify drops.
 */
const numberOf = (text: string): number | LosslessNumber => {
  const number = Number(text);
  return isSafeNumber(text) && !Object.is(number, -0) ? number : new LosslessNumber(text);
};

/**
 * Parses JSON. A number that a double does not hold becomes a `LosslessNumber`; everything else is as JSON.parse
 * gives it. A byte order mark before the text is none of it.
 *
 * Where nothing in the text looks like such a number, as in nearly every notification, this costs one scan.
 *
 * @throws SyntaxError where the text is not JSON
 */
export const parseJson = (text: string): unknown => {
  const json = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const value: unknown = JSON.parse(json);
  // What is nested deeper is refused as it is, and would exhaust the other parser's stack.
  if (!LONG_NUMBER.test(json) || !isNestedWithin(value, MAX_NESTING)) return value;
  return parse(json, undefined, { parseNumber: numberOf, onDuplicateKey: ({ newValue }) => newValue });
};

const holdsLosslessNumber = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (isLosslessNumber(value)) return true;
  for (const key in value) {
    if (holdsLosslessNumber((value as JsonObject)[key])) return true;
  }
  return false;
};

/** A parsed value with doubles alone, as whoever parses it with JSON.parse sees it: itself, where it holds no other number. */
export const asDoubles = <T>(value: T): T =>
  holdsLosslessNumber(value) ? JSON.parse(stringify(value) ?? 'null') : value;

// Looked for first: JSON of Latin letters alone, as most is, is known at once not to hold them.
const withoutNoncharacters = (json: string): string =>
  json.includes('\ufffe') || json.includes('\uffff')
    ? json.replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff')
    : json;

/**
 * JSON that SQS and EventBridge take: the two noncharacters that JSON.stringify leaves bare, U+FFFE and U+FFFF,
 * are escaped, since SQS refuses a message that holds them. A `LosslessNumber` is written as it was sent, so
 * nothing takes more than 3.5 times the bytes that it was sent in (`1e15` does).
 */
export const wireJson = (value: unknown): string =>
  withoutNoncharacters((holdsLosslessNumber(value) ? stringify(value) : JSON.stringify(value)) ?? 'null');
