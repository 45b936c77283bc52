// Bounds of the AWS calls: time-outs and retries of the clients, and a deadline for whole calls.
import { CallTimeout } from './errors';

/**
 * Client settings with which no attempt waits longer than `requestTimeoutMs` for its answer to begin, nor for
 * any next part of it. Between attempts the SDK waits up to 50 ms, after throttling up to 1 s, doubled each
 * time; and 5 s more where the service asks for it. What must not wait so long needs {@link within}, too.
 */
export const boundedBy = ({
  attempts,
  connectionTimeoutMs,
  requestTimeoutMs,
}: {
  readonly attempts: number;
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
}) => ({
  maxAttempts: attempts,
  // Else the SDK puts its chain of middleware together anew for every call: 6 to 8 % of a call's CPU time.
  cacheMiddleware: true,
  requestHandler: {
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    // The time-out above ends with the answer's headers; its body may still never come.
    socketTimeout: requestTimeoutMs,
    // Without this, the SDK only warns when the time is up.
    throwOnRequestTimeout: true,
  },
});

/** For the projections: DynamoDB answers within milliseconds, and the queue tries again after the last attempt. */
export const PROJECTION_CALLS = { attempts: 5, connectionTimeoutMs: 1_000, requestTimeoutMs: 3_000 } as const;

/**
 * Makes one call that is given up after `timeoutMs`, repetitions and pauses included.
 *
 * @param call - must hand the options on to the client's `send`, so that a call given up is not repeated
 * @throws CallTimeout when the time is up: the call may have had its effect
 */
export const within = async <T>(
  timeoutMs: number,
  call: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> => {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new CallTimeout(`The call was given up after ${timeoutMs} ms`));
      controller.abort();
    }, timeoutMs);
  });
  try {
    // A race, since the SDK does not look at the signal while it pauses between two attempts.
    return await Promise.race([call({ abortSignal: controller.signal }), timeUp]);
  } finally {
    clearTimeout(timer);
  }
};
