// Is a request from anyRTC? The signature in its headers.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Signatures, SignedRequest } from '../shared/signed-request';

/** The header that carries the signature, in lower case. */
export const SIGNATURE_HEADER = 'ar-signature';
/** Its successor, as the protocol's older twin sends it: read where {@link SIGNATURE_HEADER} is absent. */
export const SIGNATURE_V2_HEADER = 'ar-signature-v2';

/** A hash, and what its digests look like in hex. */
const hashes = [
  { algorithm: 'sha1', hex: /^[0-9a-f]{40}$/i },
  { algorithm: 'sha256', hex: /^[0-9a-f]{64}$/i },
] as const;

/** True where a request has no signature at all. */
export const isUnsigned = ({ signature, signatureV2 }: Signatures): boolean =>
  signature === undefined && signatureV2 === undefined;

/** True where a request's signature is the hex HMAC of its raw body's bytes with one of the secrets. */
export const isSignedWithOneOf = (
  secrets: readonly string[],
  { body, signature, signatureV2 }: SignedRequest,
): boolean => {
  const given = signature ?? signatureV2 ?? '';
  const hash = hashes.find(({ hex }) => hex.test(given));
  if (hash === undefined || (signature === undefined && hash.algorithm === 'sha1')) return false;
  const digest = Buffer.from(given, 'hex');
  return secrets.some((secret) =>
    timingSafeEqual(createHmac(hash.algorithm, secret).update(body).digest(), digest),
  );
};
