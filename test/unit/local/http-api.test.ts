import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { connect } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createHttpApi, type HttpHandler } from '../../../lib/local/http-api';

const CAP = 1000;
let server: Server;
let port: number;
let events: APIGatewayProxyEventV2[];
let faults: unknown[];
let handler: HttpHandler;

beforeEach(async () => {
  events = [];
  faults = [];
  handler = async () => ({
    statusCode: 200,
    body: '{"ok":true}',
    headers: { 'content-type': 'application/json' },
  });
  server = createHttpApi({
    path: '/notifications',
    methods: ['GET', 'HEAD', 'POST'],
    handler: (event, context) => {
      events.push(event);
      return handler(event, context);
    },
    bodyCapBytes: CAP,
    onFault: (error) => faults.push(error),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a port');
  port = address.port;
});

afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

const send = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);

/** Sends text as it is and gives all that comes back until the server ends the connection. */
const sendRaw = async (text: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

describe('the event of a request', () => {
  it('has text as it came, and the rest as API Gateway has it', async () => {
    await send('/notifications?a=1&b=2', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Ar-Signature': 'AbC', 'User-Agent': 'jest' },
      body: '{"é":1}',
    });
    expect(events).toMatchObject([
      {
        version: '2.0',
        routeKey: 'POST /notifications',
        rawPath: '/notifications',
        rawQueryString: 'a=1&b=2',
        headers: { 'content-type': 'application/json', 'ar-signature': 'AbC' },
        requestContext: {
          http: { method: 'POST', path: '/notifications', sourceIp: '127.0.0.1', userAgent: 'jest' },
          stage: '$default',
        },
        body: '{"é":1}',
        isBase64Encoded: false,
      },
    ]);
  });

  it.each([
    ['not UTF-8', 'application/json', Buffer.from([0x7b, 0xff, 0x7d])],
    ['not of a type of text', 'application/octet-stream', Buffer.from('{}')],
  ])('has a body in Base64 that is %s', async (_, type, body) => {
    await send('/notifications', { method: 'POST', headers: { 'content-type': type }, body });
    expect(events).toMatchObject([{ body: body.toString('base64'), isBase64Encoded: true }]);
  });

  it('keeps a byte order mark', async () => {
    await send('/notifications', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from('\uFEFF{}'),
    });
    expect(events[0]?.body).toBe('\uFEFF{}');
  });

  it('joins repeated headers by a comma and has cookies apart', async () => {
    await sendRaw(
      'GET /notifications HTTP/1.1\r\nhost: x\r\nx-a: 1\r\nX-A: 2\r\ncookie: a=1; b=2\r\n__proto__: x\r\nconnection: close\r\n\r\n',
    );
    expect(events[0]?.headers).toMatchObject({ 'x-a': '1,2' });
    expect(events[0]?.cookies).toEqual(['a=1', 'b=2']);
    expect(events[0]).not.toHaveProperty('body');
  });
});

describe('the answer', () => {
  it("is the handler's", async () => {
    handler = async () => ({ statusCode: 401, body: '{"no":1}', headers: { 'x-b': 'c' } });
    const response = await send('/notifications', { method: 'POST', body: '{}' });
    expect([response.status, response.headers.get('x-b'), await response.text()]).toEqual([
      401,
      'c',
      '{"no":1}',
    ]);
  });

  it('to HEAD has headers and no body', async () => {
    const response = await send('/notifications', { method: 'HEAD' });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/json',
      '',
    ]);
  });

  it.each([
    ['GET', '/'],
    ['POST', '/notifications/'],
    ['POST', '/Notifications'],
    ['PUT', '/notifications'],
    ['DELETE', '/notifications'],
    ['OPTIONS', '/notifications'],
    ['POST', '//notifications'],
  ])('to %s %s comes by the default route', async (method, path) => {
    await send(path, { method });
    expect(events).toMatchObject([
      { routeKey: '$default', rawPath: path, requestContext: { routeKey: '$default', http: { method } } },
    ]);
  });

  it('is a general 500 where the handler throws, and the fault is told', async () => {
    handler = async () => {
      throw new Error('secret detail');
    };
    const response = await send('/notifications', { method: 'POST', body: '{}' });
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(faults).toMatchObject([{ message: 'secret detail' }]);
  });

  it('to what is no HTTP is 400 in JSON', async () => {
    const answer = await sendRaw('nonsense\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toMatch(/\r\n\r\n\{"message":"Bad Request"\}$/);
  });
});

describe('a body without end', () => {
  it('is cut off, handed on above the limit, answered, and its connection ended', async () => {
    const upload = request({ port, host: '127.0.0.1', method: 'POST', path: '/notifications' });
    const written = setInterval(() => upload.write(Buffer.alloc(500, 'x')), 5);
    const errors: Error[] = [];
    upload.on('error', (error) => errors.push(error));
    const [response] = await once(upload, 'response');
    expect(response.headers.connection).toBe('close');
    const closed = once(upload, 'close');
    response.resume();
    await closed;
    clearInterval(written);
    expect(Buffer.from(events[0]?.body ?? '', 'base64')).toHaveLength(CAP);
  });

  it('that ends below the cap goes whole', async () => {
    await send('/notifications', { method: 'POST', body: 'x'.repeat(CAP) });
    expect(events[0]?.body).toHaveLength(CAP);
  });
});

describe('a sender that goes away in the middle of its body', () => {
  it('is no fault, and others are served', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /notifications HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect((await send('/notifications')).status).toBe(200);
    expect(faults).toEqual([]);
    expect(events).toHaveLength(1);
  });
});

describe('closing', () => {
  it('answers what has begun and ends kept connections', async () => {
    let release = () => {};
    handler = async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return { statusCode: 200, body: '{}' };
    };
    const sent = send('/notifications', { method: 'POST', body: '{}' });
    while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const closed = once(server, 'close');
    server.close();
    release();
    expect((await sent).headers.get('connection')).toBe('close');
    await closed;
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  });
});
