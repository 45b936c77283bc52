// Bounds of the AWS calls: time-outs and retries of the clients, and a deadline for whole calls.
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { HttpRequest } from '@smithy/core/protocols';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { CallTimeout } from './errors';

/** How long an AWS call may take, and how often it is tried. */
export interface CallBounds {
  readonly attempts: number;
  /** How long an attempt waits for its answer to begin, the connection included, and for each next part of it. */
  readonly requestTimeoutMs: number;
  /** When the call is given up, repetitions and pauses included. */
  readonly callTimeoutMs: number;
}

/**
 * The bounds of every call. The first three add up to the endpoint's worst case, on a cold start with everything
 * hanging, whatever the SDK would still wait for: 4.1 s. The sender waits for 5 s.
 */
export const callBounds = {
  /** A cold environment's first call takes its time to get under way. */
  getSecretValue: { attempts: 1, requestTimeoutMs: 800, callTimeoutMs: 1_100 },
  putEvents: { attempts: 2, requestTimeoutMs: 700, callTimeoutMs: 1_700 },
  sendMessage: { attempts: 2, requestTimeoutMs: 500, callTimeoutMs: 1_300 },
  /** Ten calls at most, of 256 KiB each: the republish function ends before its time. */
  republish: { attempts: 2, requestTimeoutMs: 2_000, callTimeoutMs: 5_000 },
  /**
   * DynamoDB answers within milliseconds, and the queue tries again after the last attempt. What was begun in the first
   * 39 s of a projection's 55 s is given up in time to hand its messages back by name.
   */
  dynamoDb: { attempts: 5, requestTimeoutMs: 3_000, callTimeoutMs: 16_000 },
} as const satisfies Readonly<Record<string, CallBounds>>;

/** How the endpoint's PutEvents calls name themselves to AWS. */
const USER_AGENT = 'anyrtc-notifications';

/** The SDK's own retries, of which none begins once the call has been given up. */
class RetriesInTime extends StandardRetryStrategy {
  readonly #begun = new WeakMap<object, number>();

  constructor(
    attempts: number,
    private readonly callTimeoutMs: number,
  ) {
    super(attempts);
  }

  override async acquireInitialRetryToken(scope: string) {
    const token = await super.acquireInitialRetryToken(scope);
    this.#begun.set(token, performance.now());
    return token;
  }

  override async refreshRetryTokenForRetry(
    ...[token, failure]: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>
  ) {
    const begun = this.#begun.get(token) ?? 0;
    // Returns after the pause.
    const next = await super.refreshRetryTokenForRetry(token, failure);
    if (performance.now() - begun >= this.callTimeoutMs) throw new CallTimeout('The call has been given up');
    this.#begun.set(next, begun);
    return next;
  }
}

/**
 * Client settings that keep the bounds of each attempt. Between attempts the SDK waits up to 50 ms, after throttling up
 * to 1 s, doubled each time; and 5 s more where the service asks for it. Each call needs {@link within}, too.
 */
export const boundedBy = ({ attempts, requestTimeoutMs, callTimeoutMs }: CallBounds) => ({
  maxAttempts: attempts,
  retryStrategy: new RetriesInTime(attempts, callTimeoutMs),
  // Else the SDK puts its chain of middleware together anew for every call. It keeps the chain for calls without
  // options only, which is why no call here has an abort signal.
  cacheMiddleware: true,
  requestHandler: {
    requestTimeout: requestTimeoutMs,
    // The time-out above ends with the answer's headers; its body may still never come.
    socketTimeout: requestTimeoutMs,
    // Without this, the SDK only warns when the time is up.
    throwOnRequestTimeout: true,
  },
});

/**
 * Waits for a call, and gives it up when its time is up: the attempt that is under way is left to its own end.
 *
 * @throws CallTimeout when the time is up: the call may have had its effect
 */
export const within = async <T>({ callTimeoutMs }: CallBounds, call: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new CallTimeout(`The call was given up after ${callTimeoutMs} ms`)),
      callTimeoutMs,
    );
  });
  try {
    return await Promise.race([call, timeUp]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * A plugin for a client whose calls are many: sends one and the same User-Agent. The SDK puts its own together anew for
 * every call, which takes 3 to 5 % of the call's CPU time.
 */
export const fixedUserAgent: Parameters<EventBridgeClient['middlewareStack']['use']>[0] = {
  applyToStack: (stack) => {
    stack.remove('getUserAgentMiddleware');
    stack.add(
      (next) => (args) => {
        if (HttpRequest.isInstance(args.request)) args.request.headers['user-agent'] = USER_AGENT;
        return next(args);
      },
      { step: 'build', name: 'fixedUserAgent' },
    );
  },
};
