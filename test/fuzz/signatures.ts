// Headers that a request may come with: right signatures, and every wrong one that has a chance.
import { createHmac } from 'node:crypto';
import type { Random } from '../../lib/simulator/random';
import { RETIRED_SECRET, SECRETS } from './corpus';

/** Headers by name, as a request has them. */
export type Headers = Readonly<Record<string, string>>;

const hmac = (algorithm: string, secret: string, body: Uint8Array): string =>
  createHmac(algorithm, secret).update(body).digest('hex');

const changedAt = (text: string, index: number): string => {
  const digit = text[index] === '0' ? '1' : '0';
  return text.slice(0, index) + digit + text.slice(index + 1);
};

const headerNames = ['Ar-Signature', 'ar-signature', 'AR-SIGNATURE', 'aR-sIGNATURE'] as const;

/** A request's headers with a signature that is right. */
export const signedHeaders = (body: Uint8Array, random: Random): Headers => {
  const signature = hmac(random.chance(0.75) ? 'sha1' : 'sha256', random.pick(SECRETS), body);
  const written = random.pickWeighted([
    [signature, 20],
    [signature.toUpperCase(), 1],
    [` ${signature}\t`, 1],
  ]);
  return { ...otherHeaders(random), [random.pick(headerNames)]: written };
};

type Forgery = (body: Uint8Array, original: Uint8Array, random: Random) => Headers;

const under = (signature: string): Headers => ({ 'ar-signature': signature });

const forgeries: readonly Forgery[] = [
  () => ({}),
  () => under(''),
  () => under(' '),
  // The bytes of another body, of half the body, of the body as it was before it was changed.
  (_, original) => under(hmac('sha1', SECRETS[0], Buffer.concat([original, Buffer.from(' ')]))),
  (body) => under(hmac('sha1', SECRETS[0], body.subarray(0, Math.floor(body.length / 2)))),
  (body) => under(hmac('sha1', SECRETS[0], Buffer.concat([body, Buffer.from('\n')]))),
  () => under(hmac('sha1', SECRETS[0], Buffer.alloc(0))),
  // Another key.
  (body) => under(hmac('sha1', RETIRED_SECRET, body)),
  (body) => under(hmac('sha256', RETIRED_SECRET, body)),
  (body) => under(hmac('sha1', '', body)),
  (body) => under(hmac('sha1', JSON.stringify(SECRETS), body)),
  (body) => under(hmac('sha1', SECRETS.join(','), body)),
  (body) => under(hmac('sha1', 'undefined', body)),
  // One digit wrong, wherever it is.
  (body, _, random) => under(changedAt(hmac('sha1', SECRETS[0], body), random.integer(0, 39))),
  (body, _, random) => under(changedAt(hmac('sha256', SECRETS[1], body), random.integer(0, 63))),
  // Too short, too long, of the other length.
  (body, _, random) => under(hmac('sha1', SECRETS[0], body).slice(0, random.integer(0, 39))),
  (body, _, random) => under(hmac('sha256', SECRETS[0], body).slice(0, random.integer(0, 63))),
  (body) => under(hmac('sha1', SECRETS[0], body).padEnd(64, '0')),
  (body) => under(hmac('sha256', SECRETS[0], body).slice(0, 40)),
  (body) => under(`${hmac('sha1', SECRETS[0], body)}0`),
  (body) => under(`${hmac('sha1', SECRETS[0], body)},${hmac('sha1', SECRETS[0], body)}`),
  // Another algorithm, encoding or notation.
  (body) => under(hmac('md5', SECRETS[0], body)),
  (body) => under(hmac('sha512', SECRETS[0], body)),
  (body) => under(createHmac('sha1', SECRETS[0]).update(body).digest('base64')),
  (body) => under(`sha1=${hmac('sha1', SECRETS[0], body)}`),
  (body) => under(hmac('sha1', SECRETS[0], body).replace(/[0-9]/, 'g')),
  (body) => under(hmac('sha1', SECRETS[0], body).replace(/[0-9]/, '０')),
  () => under('0'.repeat(40)),
  () => under('f'.repeat(64)),
  () => under('😀'.repeat(20)),
  () => under('a'.repeat(8_000)),
  // Under another name.
  (body) => ({ 'ar-signature-sha1': hmac('sha1', SECRETS[0], body) }),
  (body) => ({ 'x-ar-signature': hmac('sha1', SECRETS[0], body) }),
  (body) => ({ 'agora-signature': hmac('sha1', SECRETS[0], body) }),
  (body) => ({ authorization: hmac('sha1', SECRETS[0], body) }),
  () => ({ 'ar-signature': SECRETS[0] }),
  () => JSON.parse('{"__proto__":"ar-signature","constructor":"x"}') as Headers,
];

/**
 * A request's headers without a signature that is right.
 *
 * @param original - the body before it was changed
 */
export const forgedHeaders = (body: Uint8Array, original: Uint8Array, random: Random): Headers => ({
  ...otherHeaders(random),
  ...random.pick(forgeries)(body, original, random),
});

const otherHeaders = (random: Random): Headers => {
  if (random.chance(0.6)) return { 'content-type': 'application/json' };
  return {
    'content-type': random.pick([
      'application/json; charset=utf-8',
      'text/plain',
      'application/octet-stream',
      'multipart/form-data; boundary=x',
      '',
      'application/json; charset=utf-16',
    ]),
    ...(random.chance(0.3) && { 'content-encoding': random.pick(['gzip', 'identity', 'br']) }),
    ...(random.chance(0.3) && { 'x-forwarded-for': '203.0.113.9' }),
    ...(random.chance(0.2) && { 'x-long': 'h'.repeat(random.integer(1, 4_000)) }),
    ...(random.chance(0.2) && { cookie: 'a=b; __proto__=c' }),
  };
};
