// Signed requests to measure with: every documented type, and the forms that real senders send.
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sign } from '../../lib/simulator/sign';

const FOLDER = resolve('test/fixtures/samples');

/** The secret that the requests are signed with. */
export const SECRET = 'local-secret';

/** A signed body. */
export interface SignedBody {
  readonly body: Buffer;
  readonly signature: string;
}

const samples = (prefixes: readonly string[]): SignedBody[] =>
  readdirSync(FOLDER)
    .filter((file) => prefixes.some((prefix) => file.startsWith(prefix)))
    .map((file) => {
      const body = readFileSync(resolve(FOLDER, file));
      return { body, signature: sign(body, SECRET) };
    });

/** One of each of the sixteen types, in the documented form. */
export const documented = samples(['rtc-', 'cdn-']);
/** What real senders do differently. */
export const wild = samples(['wild-']);

/** A body as the HTTP API's event brings it. */
export const httpEvent = ({ body, signature }: SignedBody) => ({
  version: '2.0',
  rawPath: '/notifications',
  headers: { 'content-type': 'application/json', 'ar-signature': signature },
  requestContext: { http: { method: 'POST', path: '/notifications' } },
  body: body.toString('utf8'),
  isBase64Encoded: false,
});
