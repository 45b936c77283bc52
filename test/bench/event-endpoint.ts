// A local endpoint that answers PutEvents and GetSecretValue, in a thread of its own, and counts the calls.
import { createServer } from 'node:http';
import { parentPort, Worker, workerData } from 'node:worker_threads';

const serve = (secret: string): void => {
  const calls: Record<string, number> = {};
  const server = createServer((request, response) => {
    const operation =
      String(request.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? 'unknown';
    calls[operation] = (calls[operation] ?? 0) + 1;
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(
        operation === 'PutEvents'
          ? '{"FailedEntryCount":0,"Entries":[{"EventId":"11710aed-b79e-4468-a20b-bb3c0c3b4860"}]}'
          : JSON.stringify({ SecretString: secret, ARN: 'arn', Name: 'name' }),
      );
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    parentPort?.postMessage({ port: typeof address === 'object' ? address?.port : undefined });
  });
  parentPort?.on('message', () => parentPort?.postMessage({ calls }));
};

/** A running endpoint. */
export interface EventEndpoint {
  readonly url: string;
  /** Calls so far, by operation. */
  calls(): Promise<Readonly<Record<string, number>>>;
  stop(): Promise<void>;
}

/** Starts the endpoint. */
export const startEventEndpoint = async (secret: string): Promise<EventEndpoint> => {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { eventEndpoint: true, secret },
    execArgv: ['--import', 'tsx'],
  });
  const next = <T>(): Promise<T> => new Promise((done) => worker.once('message', done));
  const { port } = await next<{ port: number }>();
  return {
    url: `http://127.0.0.1:${port}`,
    calls: async () => {
      const answer = next<{ calls: Record<string, number> }>();
      worker.postMessage('calls');
      return (await answer).calls;
    },
    stop: async () => {
      await worker.terminate();
    },
  };
};

const data: unknown = workerData;
if (typeof data === 'object' && data !== null && 'eventEndpoint' in data && 'secret' in data) {
  serve(String(data.secret));
}
