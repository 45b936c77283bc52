// Worker threads of the embedded stack: start one, learn that it is ready or why not, end it.
import { parentPort, Worker, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import { errorProperty } from './startup-failures';

/** Why something in a thread did not start: an error's code, where it has one, and its message. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError';
  constructor(
    readonly code: string,
    /** The system call that failed, if it was one. */
    readonly syscall: string,
    message: string,
  ) {
    super(message);
  }
}

const threadMessage = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('failed'), code: v.string(), syscall: v.string(), message: v.string() }),
]);

/** A running thread. */
export interface Thread {
  /** Asks the thread to close what it has open, and waits until it has ended. */
  close(): Promise<void>;
}

/**
 * Starts a module of this folder in a thread of its own. The thread dies with the process, however that ends.
 *
 * @param module - the file's URL; it calls {@link serveThread}
 * @param data - structured-cloneable input of the module
 * @param onCrash - called when the thread ends by itself after it was ready
 * @returns once the thread is ready
 * @throws ThreadError when it cannot start
 */
export const startThread = (module: URL, data: unknown, onCrash: (error: Error) => void): Promise<Thread> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./thread.mjs', import.meta.url), {
      workerData: { module: module.href, data },
      // What libraries print in there is nobody's business here.
      stdout: true,
    });
    worker.stdout.resume();
    let closing = false;
    let ready = false;
    const ended = new Promise<void>((done) => worker.once('exit', () => done()));
    const fail = (error: Error) => {
      if (!ready) reject(error);
      else if (!closing) onCrash(error);
    };
    worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
    worker.once('exit', (code) => fail(new Error(`the thread ended with code ${code}`)));
    worker.once('message', (message: unknown) => {
      const read = v.parse(threadMessage, message);
      if (read.kind === 'failed') {
        void worker.terminate();
        reject(new ThreadError(read.code, read.syscall, read.message));
        return;
      }
      ready = true;
      resolve({
        close: async () => {
          closing = true;
          worker.postMessage('close');
          await ended;
        },
      });
    });
  });

/**
 * The other side: runs what a thread is for. Tells the starting side when it is ready or why it is not, and
 * ends the thread when asked to.
 *
 * @param schema - of the `data` that {@link startThread} was given
 * @param start - starts the service; returns what closes it
 */
export const serveThread = async <Data>(
  schema: v.GenericSchema<unknown, Data>,
  start: (data: Data) => Promise<() => Promise<void>>,
): Promise<void> => {
  const port = parentPort;
  if (port === null) throw new Error('This module runs in a worker thread only.');
  try {
    const { data } = v.parse(v.object({ data: schema }), workerData);
    const close = await start(data);
    port.once('message', () => {
      void close().finally(() => port.close());
    });
    port.postMessage({ kind: 'ready' });
  } catch (error) {
    const cause = deepestCause(error);
    port.postMessage({
      kind: 'failed',
      code: errorProperty(cause, 'code'),
      syscall: errorProperty(cause, 'syscall'),
      message: cause instanceof Error ? cause.message : String(cause),
    });
    port.close();
  }
};

/** LevelDB says why only in the innermost cause. */
const deepestCause = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? deepestCause(error.cause) : error;
