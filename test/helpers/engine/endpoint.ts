// HTTP requests to an API of the engine, whose host name resolves nowhere but here.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Answer } from '../target';
import type { EngineAddress } from './engine';

/** Sends requests to one API. */
export interface EngineEndpoint {
  /** Posts (or what `method` says) a body to a path of the API, or to a URL of it. */
  send(
    pathOrUrl: string,
    body?: string | Uint8Array,
    headers?: Readonly<Record<string, string>>,
    method?: string,
  ): Promise<Answer>;
  close(): void;
}

/** An answer that takes longer than this is an error. */
const ANSWER_WITHIN_MS = 40_000;

const loopback: LookupFunction = (_host, options, found) => {
  if (options.all) found(null, [{ address: '127.0.0.1', family: 4 }]);
  else found(null, '127.0.0.1', 4);
};

/** An endpoint for the API that this URL (an output of the stack) belongs to. */
export const engineEndpoint = (address: EngineAddress, url: string): EngineEndpoint => {
  const [apiId] = new URL(url).hostname.split('.');
  const host = `${apiId}.execute-api.localhost`;
  const ca = readFileSync(address.certificate);
  const agent = new Agent({ ca, keepAlive: true, maxSockets: 16, lookup: loopback });
  const send: EngineEndpoint['send'] = (pathOrUrl, body, headers = {}, method = 'POST') =>
    new Promise((resolve, reject) => {
      const { pathname, search } = new URL(pathOrUrl, url);
      const path = `${pathname}${search}`;
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const sent = request(
        {
          host,
          servername: host,
          port: address.port,
          path,
          method,
          agent,
          headers: { ...length, ...headers },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: Object.fromEntries(
                Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
              ),
              body: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        },
      );
      sent.setTimeout(ANSWER_WITHIN_MS, () => sent.destroy(new Error(`no answer from ${method} ${path}`)));
      sent.once('error', reject);
      sent.end(body);
    });
  return { send, close: () => agent.destroy() };
};

/** The header that a sender who knows the secret puts on a body. */
export const signed = (secret: string, body: string | Uint8Array): Record<string, string> => ({
  'content-type': 'application/json',
  'ar-signature': createHmac('sha1', secret).update(body).digest('hex'),
});
