// Values that have broken programs before, and those on both sides of each of the contract's limits.
import type { Random } from '../../lib/simulator/random';
import { rawJson, setProperty } from './json-edit';

const EARLIEST_MS = Date.UTC(2000, 0, 1);
const END_MS = Date.UTC(2100, 0, 1);

/** Names that mean something to JavaScript, to the contract or to a table. */
export const awkwardNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'toJSON',
  'hasOwnProperty',
  'then',
  'length',
  '0',
  '',
  'secret',
  'noticeId',
  'noticeID',
  'productId',
  'eventType',
  'payload',
  'issues',
  'revision',
  'asOf',
  'Ts',
  'ts',
  'uid',
  'stream',
  'channel',
  'channelName',
] as const;

const numbers: readonly unknown[] = [
  0,
  1,
  -1,
  0.1,
  1.5,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 64,
  1e21,
  1e300,
  1e-300,
  5e-324,
  -1e300,
  1e11,
  1e11 - 1,
  ...[EARLIEST_MS, END_MS].flatMap((ms) => [
    ms - 1,
    ms,
    ms + 0.5,
    ms / 1000,
    ms / 1000 - 0.001,
    ms / 1000 + 1e-7,
  ]),
  1669111200.123456,
  1669111200123.4,
  rawJson('-0'),
  rawJson('1e400'),
  rawJson('-1e400'),
  rawJson('1E+2'),
  rawJson('101.0'),
  rawJson('1.0000000000000000000000000000000000000001'),
  rawJson('123456789012345678901234567890123456789012345678901234567890'),
  rawJson('0.1e1'),
];

const strings: readonly string[] = [
  '',
  ' ',
  '0',
  '-0',
  '007',
  '1e3',
  '200',
  '9007199254740992',
  'true',
  'null',
  'NaN',
  '\0',
  '\t\r\n',
  '\u007f\u0080\u009f',
  '\u2028\u2029',
  '\ufeff',
  '\ufffe',
  '\uffff',
  '\ufdd0',
  '\u202e',
  '\ud800',
  'a\udfffb',
  '😀',
  'é',
  'e\u0301',
  '"\\/',
  "'; DROP TABLE users; --",
  '$' + '{jndi:ldap://x}',
  '<script>',
  '%s%n',
  '../../etc/passwd',
  'test_webhook',
  '2026-01-01T00:00:00.000Z#0#a',
  'a#b',
];

/** Lengths around the limits of keys, in bytes. */
const lengths = [1_023, 1_024, 1_025, 2_047, 2_048, 2_049, 4_096, 30_000] as const;

/** A string whose UTF-8 has about the length of a limit, in one- to four-byte characters. */
const nearLimit = (random: Random): string => {
  const bytes = random.pick(lengths);
  const [character, size] = random.pick([
    ['a', 1],
    ['é', 2],
    ['汉', 3],
    ['\ud800', 3],
    ['😀', 4],
  ] as const);
  return character.repeat(Math.floor(bytes / size)) + 'b'.repeat(bytes % size);
};

/** Arrays and objects that are wide, deep, or grow when they are printed again. */
const awkwardContainer = (random: Random): unknown => {
  const kind = random.integer(0, 6);
  if (kind === 0) return [];
  if (kind === 1) return {};
  if (kind === 2) return Array.from({ length: random.integer(1, 2_000) }, (_, index) => index);
  // Five bytes each as sent, 22 as JavaScript prints it.
  if (kind === 3) return rawJson(`[${'1e20,'.repeat(random.integer(1, 12_500))}1]`);
  if (kind === 4) {
    const levels = random.pick([61, 62, 63, 64, 65, 1_000, 20_000]);
    return rawJson(`${'['.repeat(levels)}${']'.repeat(levels)}`);
  }
  if (kind === 5) {
    const levels = random.pick([61, 62, 63, 64, 65, 1_000]);
    return rawJson(`${'{"__proto__":'.repeat(levels)}1${'}'.repeat(levels)}`);
  }
  const object = {};
  for (const name of random.shuffled(awkwardNames).slice(0, random.integer(1, 6))) {
    setProperty(object, name, random.pick<unknown>([1, 'x', null, { polluted: true }, ['polluted']]));
  }
  return object;
};

/** A value that may break something. */
export const awkwardValue = (random: Random): unknown => {
  const kind = random.fraction();
  if (kind < 0.4) return random.pick(strings);
  if (kind < 0.7) return random.pick(numbers);
  if (kind < 0.8) return nearLimit(random);
  if (kind < 0.9) return random.pick([null, true, false]);
  return awkwardContainer(random);
};

/** A string that is as likely allowed as not: for fields that hold text. */
export const awkwardText = (random: Random): string => {
  if (random.chance(0.4)) return nearLimit(random);
  if (random.chance(0.1)) return `${random.hex(4)}${random.pick(['\ud800', '\udfff', '\udc00\ud800'])}`;
  return `${random.pick(strings)}${random.chance(0.5) ? random.hex(random.integer(1, 6)) : ''}`;
};

/** A number for a field that holds one. */
export const awkwardNumber = (random: Random): unknown =>
  random.chance(0.3) ? String(random.pick(numbers)).replace('\u0001raw:', '') : random.pick(numbers);
