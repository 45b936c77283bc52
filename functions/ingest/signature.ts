// Is a request from anyRTC? The signature in the header `Ar-Signature`.
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** The header that carries the signature, in lower case. */
export const SIGNATURE_HEADER = 'ar-signature';

/** A hash, and room for two of its digests in hex: made once, since a comparison never waits for anything. */
const hashOf = (algorithm: string, hexDigits: number) => ({
  algorithm,
  expected: Buffer.alloc(hexDigits),
  given: Buffer.alloc(hexDigits),
});

/** The hash by the number of hex digits: the vendor sends SHA-1; the protocol's older twin SHA-256, too. */
const hashes: Readonly<Record<number, ReturnType<typeof hashOf>>> = {
  40: hashOf('sha1', 40),
  64: hashOf('sha256', 64),
};

/** Secrets as keys, which OpenSSL need not be given anew each time. A few: those valid now, and retired ones. */
const keys = new Map<string, KeyObject>();
const MAX_KEYS = 16;

const keyOf = (secret: string): KeyObject => {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  if (keys.size === MAX_KEYS) keys.clear();
  const key = createSecretKey(secret, 'utf8');
  keys.set(secret, key);
  return key;
};

/**
 * True where `signature` is the hex HMAC of the raw body's bytes with one of the secrets. The comparison takes
 * the same time wherever the first wrong byte is: both sides are digests of one length.
 */
export const isSignedWithOneOf = (
  secrets: readonly string[],
  body: Uint8Array,
  signature: string,
): boolean => {
  const hash = hashes[signature.length];
  if (hash === undefined || !/^[0-9a-f]+$/i.test(signature)) return false;
  const { algorithm, expected, given } = hash;
  given.write(signature.toLowerCase(), 'latin1');
  return secrets.some((secret) => {
    // As hex, since a digest as a string costs two thirds of one as a Buffer.
    expected.write(createHmac(algorithm, keyOf(secret)).update(body).digest('hex'), 'latin1');
    return timingSafeEqual(expected, given);
  });
};
