// Bounds of the AWS calls: time-outs and retries of the clients, and a deadline for whole calls.
import { StandardRetryStrategy } from '@smithy/core/retry';
import { CallTimeout } from './errors';

/** How long an AWS call may take, and how often it is tried. */
export interface CallBounds {
  readonly attempts: number;
  /**
   * Whether a throttled attempt is repeated, too.
   *
   * @default true
   */
  readonly repeatThrottled?: boolean;
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
  /** What a throttled bus does not take is parked at once. */
  putEvents: { attempts: 2, repeatThrottled: false, requestTimeoutMs: 700, callTimeoutMs: 1_700 },
  sendMessage: { attempts: 2, requestTimeoutMs: 500, callTimeoutMs: 1_300 },
  /** Ten calls at most, of 256 KiB each: the republish function ends before its time. */
  republish: { attempts: 2, requestTimeoutMs: 2_000, callTimeoutMs: 5_000 },
  /**
   * DynamoDB answers within milliseconds, and the queue tries again after the last attempt. What was begun in the first
   * 39 s of a projection's 55 s is given up in time to hand its messages back by name.
   */
  dynamoDb: { attempts: 5, requestTimeoutMs: 3_000, callTimeoutMs: 16_000 },
} as const satisfies Readonly<Record<string, CallBounds>>;

/** The SDK's own repetitions, but for those that the bounds rule out. */
class BoundedRetries extends StandardRetryStrategy {
  readonly #begun = new WeakMap<object, number>();

  constructor(private readonly bounds: CallBounds) {
    super(bounds.attempts);
  }

  override async acquireInitialRetryToken(scope: string) {
    const token = await super.acquireInitialRetryToken(scope);
    this.#begun.set(token, performance.now());
    return token;
  }

  override async refreshRetryTokenForRetry(
    ...[token, failure]: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>
  ) {
    const { repeatThrottled = true, callTimeoutMs } = this.bounds;
    // Where something else can take what was to be sent, waiting for a service that is too busy would only multiply the
    // execution environments that wait.
    if (failure.errorType === 'THROTTLING' && !repeatThrottled) throw failure.error;
    const begun = this.#begun.get(token) ?? 0;
    // Returns after the pause.
    const next = await super.refreshRetryTokenForRetry(token, failure);
    // Nothing is begun of a call that has been given up: its messages are on their way to somebody else.
    if (performance.now() - begun >= callTimeoutMs) throw new CallTimeout('The call has been given up');
    this.#begun.set(next, begun);
    return next;
  }
}

/**
 * Client settings that keep the bounds of each attempt. Between attempts the SDK waits up to 50 ms, after throttling up
 * to 1 s, doubled each time; and 5 s more where the service asks for it. Each call needs {@link within}, too.
 */
export const boundedBy = (bounds: CallBounds) => ({
  maxAttempts: bounds.attempts,
  retryStrategy: new BoundedRetries(bounds),
  // Else the SDK puts its chain of middleware together anew for every call.
  cacheMiddleware: true,
  requestHandler: {
    requestTimeout: bounds.requestTimeoutMs,
    // The time-out above ends with the answer's headers; its body may still never come.
    socketTimeout: bounds.requestTimeoutMs,
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
