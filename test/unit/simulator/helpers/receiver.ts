// A small HTTP receiver that notes what comes and answers as told.
import { createHmac } from 'node:crypto';
import http from 'node:http';

/** One POST as it came. */
export interface Received {
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly noticeId: string;
  readonly notifyMs: number;
  /** How often this notice id has come before. */
  readonly before: number;
  readonly signed: boolean;
}

/** What the receiver does with a POST: a status to answer, the answer of one without a secret, or nothing at all. */
export type Behaviour = (received: Received) => number | 'kept' | 'drop the connection';

/** Starts a receiver on a free port of 127.0.0.1. */
export const startReceiver = async (behave: Behaviour, secret = 'local-secret') => {
  const received: Received[] = [];
  const countById = new Map<string, number>();
  let underWay = 0;
  const state = { received, mostAtOnce: 0, connections: 0 };
  const server = http.createServer(async (request, response) => {
    state.mostAtOnce = Math.max(state.mostAtOnce, ++underWay);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    underWay--;
    if (request.method !== 'POST') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
      return;
    }
    const bytes = Buffer.concat(chunks);
    const body = bytes.toString();
    const json = JSON.parse(body);
    const noticeId: string = json.noticeId ?? json.noticeID;
    const before = countById.get(noticeId) ?? 0;
    countById.set(noticeId, before + 1);
    const signature = createHmac('sha1', secret).update(bytes).digest('hex');
    const signed = request.headers['ar-signature'] === signature;
    const item = { headers: request.headers, body, noticeId, notifyMs: json.notifyMs, before, signed };
    received.push(item);
    const answer = behave(item);
    if (answer === 'drop the connection') {
      request.socket.destroy();
      return;
    }
    if (answer === 'kept') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"kept"}');
      return;
    }
    const text = JSON.stringify(
      answer === 200 ? { status: 'accepted', noticeId } : { message: `says ${answer}` },
    );
    response.writeHead(answer, { 'content-type': 'application/json' }).end(text);
  });
  server.on('connection', () => state.connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  return {
    state,
    url: new URL(`http://127.0.0.1:${address.port}/notifications`),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
