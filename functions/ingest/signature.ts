// Is a request from anyRTC? The signature in the header `Ar-Signature`.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header that carries the signature, in lower case. */
export const SIGNATURE_HEADER = 'ar-signature';

/** The hash by the number of hex digits: the vendor sends SHA-1; the protocol's older twin SHA-256, too. */
const algorithms: Readonly<Record<number, string>> = { 40: 'sha1', 64: 'sha256' };

/**
 * True where `signature` is the hex HMAC of the raw body's bytes with one of the secrets. The comparison takes
 * the same time wherever the first wrong byte is: both sides are digests of one length.
 */
export const isSignedWithOneOf = (
  secrets: readonly string[],
  body: Uint8Array,
  signature: string,
): boolean => {
  const algorithm = algorithms[signature.length];
  if (algorithm === undefined || !/^[0-9a-f]+$/i.test(signature)) return false;
  const given = Buffer.from(signature, 'hex');
  return secrets.some((secret) =>
    timingSafeEqual(createHmac(algorithm, secret).update(body).digest(), given),
  );
};
