// What the endpoint must answer, decided from the request alone. Shares no code with the product; keep it so.
import { isUtf8 } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { FuzzRequest } from './fuzz-request';

/** What becomes of a request. */
export type Verdict = 'alive' | 'health test' | 'accepted' | 'too large' | 'unsigned' | 'unusable';

/** The statuses of the verdicts. */
export const statusOf: Readonly<Record<Verdict, number>> = {
  alive: 200,
  'health test': 200,
  accepted: 200,
  'too large': 413,
  unsigned: 401,
  unusable: 400,
};

/** Bytes of a body that are taken. */
export const BODY_LIMIT_BYTES = 65_536;
const MAX_NESTING = 64;

const headerOf = ({ headers }: FuzzRequest, name: string): string =>
  (Object.entries(headers).find(([header]) => header.toLowerCase() === name)?.[1] ?? '').trim();

/** Whether a request asks no more than whether the address is alive: unsigned, and empty or about no real channel. */
const isHealthTest = (request: FuzzRequest): boolean => {
  if (headerOf(request, 'ar-signature') + headerOf(request, 'ar-signature-v2') !== '') return false;
  if (request.bytes.length === 0) return true;
  const json = jsonOf(request.bytes);
  if (!isObject(json) || !isObject(json.payload)) return false;
  const { channelName, channel, cname } = json.payload;
  return (channelName ?? channel ?? cname) === 'test_webhook';
};

/** Whether the header Ar-Signature is the body's HMAC with one of the secrets. */
const isSigned = (request: FuzzRequest, secrets: readonly string[]): boolean => {
  const { bytes } = request;
  const given = headerOf(request, 'ar-signature').toLowerCase();
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
    // One byte order mark before the text is none of it.
    return JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
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

const ownValue = (object: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

const hasUsableEnvelope = (json: unknown): boolean => {
  if (!isObject(json) || nestingOf(json) > MAX_NESTING) return false;
  // The alias counts where the documented name is missing or says nothing.
  const isNamed = ![undefined, null, '', 0].some((nothing) => nothing === ownValue(json, 'noticeId'));
  const noticeId = ownValue(json, isNamed ? 'noticeId' : 'noticeID');
  return typeof noticeId === 'string' && noticeId.length > 0;
};

/** What must become of a request, in the order in which the endpoint checks. */
export const verdictOn = (request: FuzzRequest, secrets: readonly string[]): Verdict => {
  if (request.method !== 'POST') return 'alive';
  if (request.bytes.length > BODY_LIMIT_BYTES) return 'too large';
  if (isHealthTest(request)) return 'health test';
  if (!isSigned(request, secrets)) return 'unsigned';
  return hasUsableEnvelope(jsonOf(request.bytes)) ? 'accepted' : 'unusable';
};
