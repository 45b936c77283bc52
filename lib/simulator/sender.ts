// Sends deliveries over HTTP as the vendor does: signed, three tries each, anything but 200 is a failure.
import http from 'node:http';
import https from 'node:https';
import { type Delivery, sentAtMs } from './delivery';
import { SIGNATURE_HEADER, sign } from './sign';

/** Tries per notification, after the vendor. */
const TRIES = 3;

/** Longest wait for an answer, in milliseconds. */
const ANSWER_TIMEOUT_MS = 10_000;

/** How many characters of an answer's body are kept to be shown. */
const SHOWN_LENGTH = 300;

/** How deliveries are sent. */
export interface SenderOptions {
  readonly url: URL;
  readonly secret: string;
  /** Most requests under way at once. */
  readonly concurrency: number;
  /** Milliseconds from a failed try to the next one. */
  readonly retryMs: number;
  /** Ends the run early; what is not settled by then counts as neither accepted nor refused. */
  readonly signal?: AbortSignal;
  /** Called with the first try that fails, for a hint while the run goes on. */
  readonly onFirstFailure?: (answer: Answer) => void;
}

/** What a try brought: an HTTP status, or what went wrong on the way, such as `ECONNREFUSED`. */
export interface Answer {
  readonly status: string;
  /** The beginning of the body, or of the error's message. */
  readonly detail: string;
}

/** How far a run is. The fields grow while it goes on. */
export interface Tally {
  /** Deliveries accepted with 200. */
  accepted: number;
  /** Of these, deliveries that the receiver only keeps, since it has no signing secret to check them with. */
  kept: number;
  /** Deliveries given up after the last try. */
  refused: number;
  /** HTTP requests made, all tries counted. */
  requests: number;
  /** Failed tries that were followed by another one, by status. */
  readonly retried: Map<string, number>;
  /** Deliveries given up, by the status of the last try, with one answer as an example. */
  readonly refusals: Map<string, { count: number; example: string }>;
  /** Milliseconds from request to answer, of every try that was answered. */
  readonly latenciesMs: number[];
}

/** A tally before the first request. */
export const emptyTally = (): Tally => ({
  accepted: 0,
  kept: 0,
  refused: 0,
  requests: 0,
  retried: new Map(),
  refusals: new Map(),
  latenciesMs: [],
});

interface Attempt {
  readonly delivery: Delivery;
  readonly number: number;
}

/**
 * Sends every delivery, in the order of the list as far as `concurrency` allows. While a failed one waits for
 * its next try, others go on. Resolves when all are settled or the signal aborts; failures are in the tally.
 *
 * @param tally - counts what happens, so that the caller can show it meanwhile
 */
export const sendAll = (
  deliveries: readonly Delivery[],
  options: SenderOptions,
  tally: Tally,
): Promise<void> => {
  const { concurrency, retryMs, signal } = options;
  const agent = agentFor(options.url, concurrency);
  const due: Attempt[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let next = 0;
  let underWay = 0;
  let failedBefore = false;

  return new Promise<void>((resolve, reject) => {
    const end = (): void => {
      for (const timer of timers) clearTimeout(timer);
      agent.destroy();
      resolve();
    };

    const take = (): Attempt | undefined => {
      const retry = due.shift();
      if (retry !== undefined) return retry;
      const delivery = deliveries[next];
      if (delivery === undefined) return undefined;
      next++;
      return { delivery, number: 0 };
    };

    const settle = ({ delivery, number }: Attempt, answer: Answer): void => {
      if (answer.status === '200') {
        tally.accepted++;
        if (answer.detail.startsWith('{"status":"kept"')) tally.kept++;
        return;
      }
      if (!failedBefore) options.onFirstFailure?.(answer);
      failedBefore = true;
      if (number + 1 < TRIES) {
        tally.retried.set(answer.status, (tally.retried.get(answer.status) ?? 0) + 1);
        const timer = setTimeout(() => {
          timers.delete(timer);
          due.push({ delivery, number: number + 1 });
          pump();
        }, retryMs);
        timers.add(timer);
        return;
      }
      tally.refused++;
      const { count } = tally.refusals.get(answer.status) ?? { count: 0 };
      tally.refusals.set(answer.status, { count: count + 1, example: answer.detail });
    };

    const pump = (): void => {
      if (signal?.aborted) return;
      while (underWay < concurrency) {
        const attempt = take();
        if (attempt === undefined) break;
        underWay++;
        tally.requests++;
        const startedAt = performance.now();
        post(attempt, options, agent)
          .then((answer) => {
            underWay--;
            if (signal?.aborted) return;
            if (/^\d/.test(answer.status)) tally.latenciesMs.push(performance.now() - startedAt);
            settle(attempt, answer);
            pump();
          })
          .catch(reject);
      }
      if (tally.accepted + tally.refused === deliveries.length) end();
    };

    if (signal?.aborted) return end();
    signal?.addEventListener('abort', end, { once: true });
    pump();
  });
};

/**
 * Asks with a GET whether the address is alive, as the vendor's console does.
 *
 * @returns the status of the answer, whichever it is, or the code of the network error
 */
export const probe = (url: URL): Promise<Answer> =>
  exchange(url, { method: 'GET', headers: { connection: 'close' } }, undefined);

const agentFor = (url: URL, concurrency: number): http.Agent =>
  new (url.protocol === 'https:' ? https : http).Agent({ keepAlive: true, maxSockets: concurrency });

const post = (
  { delivery, number }: Attempt,
  { url, secret, retryMs }: SenderOptions,
  agent: http.Agent,
): Promise<Answer> => {
  const notifyMs = sentAtMs(delivery.notification) + number * Math.max(1, Math.round(retryMs));
  const body = Buffer.from(JSON.stringify({ ...delivery.body, notifyMs }));
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    [SIGNATURE_HEADER]: sign(body, secret),
  };
  return exchange(url, { method: 'POST', agent, headers }, body);
};

/** One HTTP exchange. Never rejects: a failure is an answer too. */
const exchange = (url: URL, options: http.RequestOptions, body: Uint8Array | undefined): Promise<Answer> =>
  new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void =>
      resolve({ status: error.code ?? 'failed', detail: printable(error.message).slice(0, SHOWN_LENGTH) });
    const request = (url.protocol === 'https:' ? https : http).request(url, options, (response) => {
      let detail = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        if (detail.length < SHOWN_LENGTH) detail = (detail + text).slice(0, SHOWN_LENGTH);
      });
      response.on('end', () => resolve({ status: String(response.statusCode), detail: printable(detail) }));
      response.on('error', failed);
    });
    const timer = setTimeout(() => {
      const error: NodeJS.ErrnoException = new Error(`no answer within ${ANSWER_TIMEOUT_MS / 1_000} s`);
      error.code = 'no answer';
      request.destroy(error);
    }, ANSWER_TIMEOUT_MS);
    request.on('error', failed);
    request.on('close', () => clearTimeout(timer));
    request.end(body);
  });

/** On one line, whatever the answer holds: it goes to a terminal. */
const printable = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();
