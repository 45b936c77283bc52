// Damages a notification: its fields, its structure, its bytes.
import type { Random } from '../../lib/simulator/random';
import { isContainer, printJson, type Slot, setProperty, slotsOf, valueAt } from './json-edit';
import { awkwardNames, awkwardNumber, awkwardText, awkwardValue } from './values';

type Json = Record<string, unknown>;

/** Changes one field, mostly to another value of its type, so that much of it is still accepted. */
export const mutateField = (envelope: Json, random: Random): void => {
  const slots = slotsOf(envelope).filter((slot) => !isContainer(valueAt(slot)));
  if (slots.length === 0) return;
  const { holder, key } = random.pick(slots);
  const value = valueAt({ holder, key });
  const sameType =
    typeof value === 'string'
      ? awkwardText(random)
      : typeof value === 'number'
        ? awkwardNumber(random)
        : value;
  setProperty(holder, key, random.chance(0.7) ? sameType : awkwardValue(random));
};

type StructureMutation = (envelope: Json, random: Random) => unknown;

const anySlot = (envelope: Json, random: Random): Slot | undefined => {
  const slots = slotsOf(envelope);
  return slots.length === 0 ? undefined : random.pick(slots);
};

const structureMutations: readonly StructureMutation[] = [
  // A field is missing.
  (envelope, random) => {
    const slot = anySlot(envelope, random);
    if (slot !== undefined) Reflect.deleteProperty(slot.holder, slot.key);
    return envelope;
  },
  // A field has another name.
  (envelope, random) => {
    const slot = anySlot(envelope, random);
    if (slot === undefined) return envelope;
    const value = valueAt(slot);
    Reflect.deleteProperty(slot.holder, slot.key);
    setProperty(slot.holder, random.pick(awkwardNames), value);
    return envelope;
  },
  // Another field is there.
  (envelope, random) => {
    const holders = [envelope, ...slotsOf(envelope).map(valueAt).filter(isContainer)];
    setProperty(random.pick(holders), random.pick(awkwardNames), awkwardValue(random));
    return envelope;
  },
  // Two values have changed places.
  (envelope, random) => {
    const one = anySlot(envelope, random);
    const other = anySlot(envelope, random);
    if (one === undefined || other === undefined) return envelope;
    const value = structuredClone(valueAt(one));
    setProperty(one.holder, one.key, structuredClone(valueAt(other)));
    setProperty(other.holder, other.key, value);
    return envelope;
  },
  // The payload's fields are outside, the envelope's inside, or there is one more layer.
  ({ payload, ...rest }) => ({ ...rest, ...(isContainer(payload) && !Array.isArray(payload) && payload) }),
  (envelope) => ({ ...envelope, payload: envelope }),
  (envelope) => ({ ...envelope, payload: [envelope.payload] }),
  (envelope) => [envelope],
  (envelope) => ({ notification: envelope }),
  (envelope) => JSON.stringify(envelope),
  (_, random) => awkwardValue(random),
  (envelope, random) => ({ ...envelope, payload: awkwardValue(random) }),
  // The secret, or something in its place, is in the body.
  (envelope, random) => ({ ...envelope, secret: awkwardValue(random) }),
  // What an unsafe merge would follow into a prototype.
  (envelope, random) => {
    const holders = [envelope, ...slotsOf(envelope).map(valueAt).filter(isContainer)];
    const holder = random.pick(holders);
    if (random.chance(0.5)) setProperty(holder, '__proto__', { polluted: true, noticeId: 'polluted' });
    else setProperty(holder, 'constructor', { prototype: { polluted: true } });
    return envelope;
  },
  // Of another type than its payload.
  (envelope, random) => ({
    ...envelope,
    productId: random.integer(0, 4),
    eventType: random.pick([0, 1, 2, 3, 4, 5, 6, 40, 101, 102, 103, 104, 105, 108, 111, 112, 113]),
  }),
  // Beyond the size that is taken, or just not.
  (envelope, random) => ({ ...envelope, padding: 'x'.repeat(random.integer(62_000, 70_000)) }),
];

/** Changes the structure. What comes back may be no object any more. */
export const mutateStructure = (envelope: Json, random: Random): unknown =>
  random.pick(structureMutations)(envelope, random);

/** JSON text with one of its keys twice: which one counts is a matter of the parser. */
export const withDuplicateKey = (text: string, random: Random): string =>
  text.startsWith('{"')
    ? `{${JSON.stringify(random.pick(awkwardNames))}:${printJson(awkwardValue(random))},${text.slice(1)}`
    : text;

type ByteMutation = (bytes: Buffer, random: Random) => Buffer;

const splice = (bytes: Buffer, at: number, remove: number, insert: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);

/** Bytes that are no UTF-8, or odd within JSON. */
const awkwardBytes: readonly Buffer[] = [
  'ff',
  'c0af',
  'eda080',
  'f4908080',
  'efbbbf',
  'fffe',
  '00',
  'efbfbe',
  'efbfbf',
  'c2a0',
  'e280a8',
  '22',
  '5c',
  '7d',
  '5d',
  '2c',
  '1f',
].map((hex) => Buffer.from(hex, 'hex'));

const byteMutations: readonly ByteMutation[] = [
  (bytes, random) => {
    const flipped = Buffer.from(bytes);
    const at = random.integer(0, flipped.length - 1);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << random.integer(0, 7));
    return flipped;
  },
  (bytes, random) => splice(bytes, random.integer(0, bytes.length), 0, random.pick(awkwardBytes)),
  (bytes, random) => splice(bytes, random.integer(0, bytes.length), random.integer(1, 12), Buffer.alloc(0)),
  (bytes, random) => bytes.subarray(0, random.integer(0, bytes.length)),
  (bytes, random) => bytes.subarray(random.integer(0, bytes.length)),
  (bytes, random) => {
    const from = random.integer(0, bytes.length);
    return splice(
      bytes,
      random.integer(0, bytes.length),
      0,
      bytes.subarray(from, from + random.integer(1, 40)),
    );
  },
  (bytes, random) => Buffer.concat([bytes, random.pick([bytes, ...awkwardBytes, Buffer.from(' \n\t')])]),
  (bytes) => Buffer.concat([Buffer.from('\ufeff'), bytes]),
  (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  (_, random) => Buffer.from(random.hex(2 * random.integer(0, 300)), 'hex'),
  (bytes, random) => {
    const digits = [...bytes.toString('latin1').matchAll(/\d+/g)];
    if (digits.length === 0) return bytes;
    const { index, 0: run } = random.pick(digits);
    const number = Buffer.from(String(awkwardNumber(random)).replace('\u0001raw:', ''));
    return splice(bytes, index, run.length, number);
  },
];

/** Changes the bytes, whatever they mean. */
export const mutateBytes = (bytes: Buffer, random: Random): Buffer =>
  random.pick(byteMutations)(bytes, random);
