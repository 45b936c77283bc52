// What the endpoint must answer, decided from the request alone. Shares no code with the product; keep it so.
import { isUtf8 } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { FuzzRequest } from './fuzz-request';

/** What becomes of a request. */
export type Verdict = 'alive' | 'accepted' | 'too large' | 'unsigned' | 'unusable';

/** The statuses of the verdicts. */
export const statusOf: Readonly<Record<Verdict, number>> = {
  alive: 200,
  accepted: 200,
  'too large': 413,
  unsigned: 401,
  unusable: 400,
};

/** Bytes of a body that are taken. */
export const BODY_LIMIT_BYTES = 65_536;
const MAX_NESTING = 64;

/** Whether the header Ar-Signature is the body's HMAC with one of the secrets. */
export const isSigned = ({ headers, bytes }: FuzzRequest, secrets: readonly string[]): boolean => {
  const header = Object.entries(headers).find(([name]) => name.toLowerCase() === 'ar-signature')?.[1];
  if (header === undefined) return false;
  const given = header.trim().toLowerCase();
  return secrets.some((secret) =>
    ['sha1', 'sha256'].some(
      (algorithm) => createHmac(algorithm, secret).update(bytes).digest('hex') === given,
    ),
  );
};

/** The JSON of a body; `undefined` where it is none. */
export const jsonOf = (bytes: Buffer): unknown => {
  if (!isUtf8(bytes)) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Levels of objects and arrays in one another, counted without recursion. */
const nestingOf = (value: unknown): number => {
  let level = 0;
  let containers = [value].filter((one) => typeof one === 'object' && one !== null);
  while (containers.length > 0) {
    level++;
    containers = containers
      .flatMap((one) => Object.values(one ?? {}))
      .filter((one) => typeof one === 'object' && one !== null);
  }
  return level;
};

const hasUsableEnvelope = (json: unknown): boolean => {
  if (!isObject(json) || nestingOf(json) > MAX_NESTING) return false;
  const noticeId = Object.hasOwn(json, 'noticeId') ? json.noticeId : json.noticeID;
  return typeof noticeId === 'string' && noticeId.length > 0;
};

/** What must become of a request, in the order in which the endpoint checks. */
export const verdictOn = (request: FuzzRequest, secrets: readonly string[]): Verdict => {
  if (request.method !== 'POST') return 'alive';
  if (request.bytes.length > BODY_LIMIT_BYTES) return 'too large';
  if (!isSigned(request, secrets)) return 'unsigned';
  return hasUsableEnvelope(jsonOf(request.bytes)) ? 'accepted' : 'unusable';
};
