// One HTTP request, with exactly the headers and bytes that a test wants.
import { type Agent, request } from 'node:http';
import type { Answer } from './target';

/** What to send and where. */
export interface HttpRequest {
  readonly port: number;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly agent?: Agent;
}

/** Sends a request to this machine. Rejects where no whole answer came. */
export const httpRequest = ({ port, path, method, headers, body, agent }: HttpRequest): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const bodiless = method === 'GET' || method === 'HEAD';
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        ...(agent && { agent }),
        headers: { ...headers, ...(!bodiless && { 'content-length': body.length }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          if (!response.complete) return;
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
            ),
            body: Buffer.concat(chunks).toString(),
          });
        });
        response.on('close', () => reject(new Error('the answer was cut off')));
      },
    );
    sent.on('error', reject);
    sent.end(bodiless ? undefined : body);
  });
