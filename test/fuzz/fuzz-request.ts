// One request of the fuzzer: everything about it follows from the seed and its index.
import { isUtf8 } from 'node:buffer';
import type { Notification } from '../../functions/contract/notification';
import { Random } from '../../lib/simulator/random';
import { wildForm } from '../../lib/simulator/wild-form';
import { type Corpus, SECRETS } from './corpus';
import { printJson, rawJson } from './json-edit';
import { mutateBytes, mutateField, mutateStructure, withDuplicateKey } from './mutations';
import { forgedHeaders, type Headers, signedHeaders } from './signatures';

/** What was done to the notification. */
export type Level = 'none' | 'field' | 'structure' | 'bytes';

/** A request to the endpoint. */
export interface FuzzRequest {
  readonly index: number;
  readonly level: Level;
  readonly method: 'POST' | 'GET' | 'HEAD';
  readonly headers: Headers;
  /** The bytes that the sender sends. */
  readonly bytes: Buffer;
  /** How the event holds them. */
  readonly isBase64Encoded: boolean;
  /** For an undamaged notification: the notification that must be on the bus, if the signature is right. */
  readonly expected?: Notification;
  /** For some of them: text that must stand in the event as it was sent, a number that no double holds. */
  readonly exactly?: string;
}

interface Body {
  readonly level: Level;
  readonly bytes: Buffer;
  /** The bytes before they were damaged. */
  readonly original: Buffer;
  readonly expected?: Notification;
  readonly exactly?: string;
}

/** Numbers that JSON.parse and JSON.stringify would alter. */
const LONG_NUMBERS = [
  '18446744073709551615',
  '-9007199254740993',
  '1e400',
  '-0',
  '0.1000000000000000055',
] as const;

/** Requests by seed and index; streams 0 and 1 of the seed are the simulator's. */
const FIRST_STREAM = 1_000;

/** The request with this index. */
export const makeRequest = (seed: number, index: number, corpus: Corpus): FuzzRequest => {
  const random = new Random(seed, FIRST_STREAM + index);
  const { level, bytes, original, expected, exactly } = makeBody(corpus, random);
  const method = random.pickWeighted([
    ['POST', 100],
    ['GET', 1],
    ['HEAD', 1],
  ] as const);
  const signed = random.chance(0.8);
  const headers = signed ? signedHeaders(bytes, random) : forgedHeaders(bytes, original, random);
  // API Gateway hands text over as it is, and in Base64 what is none; it may also do so with text.
  const isBase64Encoded = !isUtf8(bytes) || random.chance(0.4);
  return {
    index,
    level,
    method,
    headers,
    bytes,
    isBase64Encoded,
    ...(expected && { expected }),
    ...(exactly !== undefined && { exactly }),
  };
};

const makeBody = (corpus: Corpus, random: Random): Body => {
  const level = random.pickWeighted([
    ['none', 3],
    ['field', 4],
    ['structure', 2],
    ['bytes', 2],
  ] as const);
  const notification = random.pick(corpus.notifications);
  const wild = random.chance(0.4);
  const envelope: Record<string, unknown> = wild
    ? wildForm(notification, random, random.pick(SECRETS))
    : structuredClone({ ...notification });
  if (level === 'none' && random.chance(0.3)) {
    const number = random.pick(LONG_NUMBERS);
    const bytes = Buffer.from(printJson({ ...envelope, traceId: rawJson(number) }));
    // As a double, which is how the expectation is compared; the text is looked for beside that.
    const expected = Object.assign({ ...notification }, { traceId: Number(number) });
    return { level, bytes, original: bytes, expected, exactly: `"traceId":${number}` };
  }
  if (level === 'none') {
    const bytes = Buffer.from(printJson(envelope));
    return { level, bytes, original: bytes, expected: notification };
  }
  // A notice id stands for one content: what is changed gets an id of its own.
  envelope['noticeId' in envelope ? 'noticeId' : 'noticeID'] = `fuzz-${random.hex(24)}`;
  const original = Buffer.from(printJson(envelope));
  if (level === 'field') {
    for (let times = random.integer(1, 3); times > 0; times--) mutateField(envelope, random);
    return { level, bytes: Buffer.from(printJson(envelope)), original };
  }
  if (level === 'structure') {
    const text = printJson(mutateStructure(envelope, random));
    return {
      level,
      bytes: Buffer.from(random.chance(0.15) ? withDuplicateKey(text, random) : text),
      original,
    };
  }
  let bytes: Buffer = random.chance(0.3) ? random.pick(corpus.samples) : original;
  for (let times = random.integer(1, 3); times > 0; times--) bytes = mutateBytes(bytes, random);
  return { level, bytes, original };
};
