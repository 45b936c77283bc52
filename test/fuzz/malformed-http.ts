// What is no HTTP, or no HTTP that asks for anything: as bytes on a connection.
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Random } from '../../lib/simulator/random';

const json = '{"noticeId":"malformed","productId":1,"eventType":101,"notifyMs":1,"payload":{}}';
const post = 'POST /notifications HTTP/1.1\r\n';
const host = 'Host: localhost\r\n';

const templates: readonly string[] = [
  '',
  '\r\n\r\n',
  'GET\r\n\r\n',
  'GET /elsewhere\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'POST /notifications HTTP/9.9\r\nHost: a\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  `${post}\r\n`,
  `${post}${host}Content-Length: -1\r\n\r\n${json}`,
  `${post}${host}Content-Length: 1e3\r\n\r\n${json}`,
  `${post}${host}Content-Length: 99999999999999999999999\r\n\r\n${json}`,
  `${post}${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\n${json}`,
  `${post}${host}Content-Length: 1000\r\n\r\n${json}`,
  `${post}${host}Content-Length: 2\r\n\r\n${json}`,
  `${post}${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  `${post}${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n${json}\r\n0\r\n\r\n`,
  `${post}${host}Transfer-Encoding: chunked\r\n\r\n${json.length.toString(16)}\r\n${json}\r\n0\r\n\r\n`,
  `${post}${host}Transfer-Encoding: gzip\r\n\r\n${json}`,
  `${post}${host}Ar-Signature: a\0b\r\nContent-Length: 0\r\n\r\n`,
  `${post}${host}Ar-Signature a\r\nContent-Length: 0\r\n\r\n`,
  `${post}${host}Ar-Signature: a\r\n b\r\nContent-Length: 0\r\n\r\n`,
  `${post}${host}: empty name\r\n\r\n`,
  `${post}${host}Ar-Signature: one\r\nAr-Signature: two\r\nContent-Length: 0\r\n\r\n`,
  `${post}${host}__proto__: x\r\nconstructor: y\r\nContent-Length: 0\r\n\r\n`,
  `${post}${host}X-Long: ${'h'.repeat(20_000)}\r\n\r\n`,
  `${post}${host}${'X: y\r\n'.repeat(3_000)}\r\n`,
  `POST /${'a'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`,
  `POST /notifications/../notifications HTTP/1.1\r\n${host}Content-Length: 0\r\n\r\n`,
  `POST //notifications HTTP/1.1\r\n${host}Content-Length: 0\r\n\r\n`,
  `POST /notifications%00 HTTP/1.1\r\n${host}Content-Length: 0\r\n\r\n`,
  `POST http://[::1/notifications HTTP/1.1\r\n${host}Content-Length: 0\r\n\r\n`,
  `PUT /notifications HTTP/1.1\r\n${host}Content-Length: 0\r\n\r\n`,
  `TRACE /notifications HTTP/1.1\r\n${host}\r\n`,
  `CONNECT localhost:1 HTTP/1.1\r\n${host}\r\n`,
  `OPTIONS * HTTP/1.1\r\n${host}\r\n`,
  `${post}${host}Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n`,
  `${post}${host}Content-Length: 0\r\n\r\n${post}${host}Content-Length: 0\r\n\r\n`,
];

/** One malformed request: a template, as it is or with some of its bytes changed, or no sense at all. */
export const malformedHttp = (random: Random): Buffer => {
  if (random.chance(0.1)) return Buffer.from(random.hex(2 * random.integer(1, 400)), 'hex');
  const bytes = Buffer.from(random.pick(templates), 'latin1');
  if (bytes.length === 0 || random.chance(0.5)) return bytes;
  // Never the method or the path, lest a GET of the endpoint comes out.
  for (let times = random.integer(1, 4); times > 0; times--) {
    const at = random.integer(Math.min(30, bytes.length - 1), bytes.length - 1);
    bytes[at] = random.integer(0, 255);
  }
  return bytes;
};

/** How long an answer may take before the connection is given up, in milliseconds. */
const PATIENCE_MS = 150;

/**
 * Sends bytes on a connection of their own and half closes it.
 *
 * @returns the statuses of the answers, none where the connection was closed, or left without one; and whether one
 *   of them accepts a notification, which an empty request, answered 200, is not
 */
export const sendRaw = async (
  port: number,
  bytes: Buffer,
): Promise<{ readonly statuses: readonly number[]; readonly accepted: boolean }> => {
  const socket = connect({ port, host: '127.0.0.1' });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // A connection that is reset is one way of refusing.
  socket.on('error', () => socket.destroy());
  const closed = once(socket, 'close');
  const timer = setTimeout(() => socket.destroy(), PATIENCE_MS);
  socket.write(bytes);
  // What is not whole yet stays so: the sender has gone.
  await closed;
  clearTimeout(timer);
  const text = Buffer.concat(chunks).toString('latin1');
  return {
    statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)),
    accepted: /"status":"(?!ok|refused)/.test(text),
  };
};
