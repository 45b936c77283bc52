// The signature that the sender puts in the header Ar-Signature.
import { createHmac } from 'node:crypto';

/** The name of the header that carries the signature. */
export const SIGNATURE_HEADER = 'Ar-Signature';

/** Lowercase hex HMAC-SHA1 of the request body's bytes, keyed with the project's secret, as the vendor's own receiver checks it. */
export const sign = (body: Uint8Array, secret: string): string =>
  createHmac('sha1', secret).update(body).digest('hex');
