// Settings of the AWS clients: bounded time-outs and retries on every call.

/**
 * Client settings with which no call outlasts `attempts` × `requestTimeoutMs` and the pauses in between: the
 * SDK waits up to 100 ms before the first repetition, 500 ms after throttling, and doubles from there.
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
  requestHandler: {
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    // Without this, the SDK only warns when the time is up.
    throwOnRequestTimeout: true,
  },
});

/** For the projections: DynamoDB answers within milliseconds, and the queue tries again after the last attempt. */
export const PROJECTION_CALLS = { attempts: 5, connectionTimeoutMs: 1_000, requestTimeoutMs: 3_000 } as const;
