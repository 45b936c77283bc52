// The bounds of the AWS calls, against servers that keep them waiting.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { boundedBy, type CallBounds, callBounds, within } from '../../../functions/shared/aws-clients';
import { CallTimeout } from '../../../functions/shared/errors';

it('the endpoint has given up every call before the sender gives it up, and the document says when', () => {
  const { getSecretValue, putEvents, sendMessage } = callBounds;
  const sum = getSecretValue.callTimeoutMs + putEvents.callTimeoutMs + sendMessage.callTimeoutMs;
  expect(sum).toBeLessThanOrEqual(4_100);
  const page = readFileSync(join(process.cwd(), 'docs/reliability.md'), 'utf8');
  for (const [row, { attempts, requestTimeoutMs, callTimeoutMs }] of [
    ['GetSecretValue', getSecretValue],
    ['PutEvents, endpoint', putEvents],
    ['SendMessage', sendMessage],
    ['PutEvents, republish', callBounds.republish],
    ['DynamoDB', callBounds.dynamoDb],
  ] as const) {
    expect(page).toContain(
      `| ${row} | ${attempts} × ${requestTimeoutMs / 1000} s | ${callTimeoutMs / 1000} s`,
    );
  }
});

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const listening = async (server: Server): Promise<number> => {
  closers.push(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return port;
};

const clientOf = (endpoint: string, bounds: CallBounds): EventBridgeClient => {
  const client = new EventBridgeClient({
    ...boundedBy(bounds),
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  closers.push(() => client.destroy());
  return client;
};

const call = (endpoint: string, bounds: CallBounds): Promise<unknown> =>
  within(bounds, clientOf(endpoint, bounds).send(new PutEventsCommand({ Entries: [] })));

/** Counts what a server is asked. */
const httpServer = async (answer: RequestListener) => {
  const asked = { times: 0 };
  const server = createHttpServer((request, response) => {
    asked.times++;
    answer(request, response);
  });
  closers.push(() => server.closeAllConnections());
  return { url: `http://127.0.0.1:${await listening(server)}`, asked };
};

const MANY = { attempts: 3, requestTimeoutMs: 10_000, callTimeoutMs: 10_000 };

it('an attempt waits no longer for a connection than for an answer', async () => {
  let connections = 0;
  // Takes the connection and never answers the TLS handshake.
  const port = await listening(
    createServer((socket) => {
      connections++;
      closers.push(() => socket.destroy());
    }),
  );
  const bounds = { attempts: 2, requestTimeoutMs: 50, callTimeoutMs: 10_000 };
  await expect(call(`https://127.0.0.1:${port}`, bounds)).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(connections).toBe(2);
});

it('a call is repeated as often as it may be', async () => {
  const { url, asked } = await httpServer((_, response) => response.writeHead(503).end());
  await expect(call(url, MANY)).rejects.toMatchObject({ $metadata: { attempts: 3 } });
  expect(asked.times).toBe(3);
});

/** What AWS answers where a quota is used up. */
const throttle: RequestListener = (_, response) => {
  response.writeHead(400, { 'x-amzn-errortype': 'ThrottlingException' });
  response.end('{"__type":"ThrottlingException","message":"Rate exceeded"}');
};

it('a throttled call is repeated, but for those that something else can take', async () => {
  const { url, asked } = await httpServer(throttle);
  await expect(call(url, MANY)).rejects.toMatchObject({ name: 'ThrottlingException' });
  expect(asked.times).toBe(3);
  asked.times = 0;
  await expect(call(url, { ...MANY, repeatThrottled: false })).rejects.toMatchObject({
    name: 'ThrottlingException',
    $metadata: { attempts: 1 },
  });
  expect(asked.times).toBe(1);
});

it('a call that is not repeated after throttling is repeated after a connection that broke', async () => {
  const { url, asked } = await httpServer((request) => request.socket.destroy());
  await expect(call(url, { ...MANY, repeatThrottled: false })).rejects.toThrow();
  expect(asked.times).toBe(3);
});

it('the endpoint parks what a throttled bus does not take, without a second try', () => {
  expect(callBounds.putEvents).toMatchObject({ attempts: 2, repeatThrottled: false });
});

it('a call is given up when its time is up, and not repeated after that', async () => {
  const { url, asked } = await httpServer(async (_, response) => {
    await sleep(150);
    response.writeHead(503).end();
  });
  await expect(call(url, { ...MANY, callTimeoutMs: 100 })).rejects.toBeInstanceOf(CallTimeout);
  // The answer, the longest pause after it, and as long again.
  await sleep(300);
  expect(asked.times).toBe(1);
});

it('a call is given up when its time is up, though the service asks to wait longer', async () => {
  const { url } = await httpServer((_, response) =>
    response.writeHead(503, { 'x-amz-retry-after': '500' }).end(),
  );
  const begun = performance.now();
  await expect(call(url, { ...MANY, callTimeoutMs: 100 })).rejects.toBeInstanceOf(CallTimeout);
  expect(performance.now() - begun).toBeLessThan(500);
});

it('calls of one client share what the SDK has put together', async () => {
  const { url } = await httpServer((_, response) => response.end('{"FailedEntryCount":0,"Entries":[]}'));
  let made = 0;
  const client = clientOf(url, MANY);
  client.middlewareStack.add(
    (next) => {
      made++;
      return next;
    },
    { step: 'initialize' },
  );
  for (let n = 0; n < 3; n++) await within(MANY, client.send(new PutEventsCommand({ Entries: [] })));
  expect(made).toBe(1);
});
