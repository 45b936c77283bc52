// How much memory and time each function gets: deployed so by the constructs, kept to by `npm start`, reckoned with by the benches.

/** What a function may take. */
export interface FunctionLimits {
  /** Megabytes; its share of a processor grows with them. */
  readonly memoryMb: number;
  readonly timeoutMs: number;
}

/** Queues hide a message that was received for 60 s: the functions that read them are over before. */
const QUEUE_TIMEOUT_MS = 55_000;

/** The limits of each function, by its folder below `functions/`. */
export const functionLimits = {
  // The sender waits for 5 s, and each call is bounded: this is against hanging only.
  ingest: { memoryMb: 512, timeoutMs: 10_000 },
  republish: { memoryMb: 256, timeoutMs: QUEUE_TIMEOUT_MS },
  'rtc-sessions': { memoryMb: 512, timeoutMs: QUEUE_TIMEOUT_MS },
  'cdn-streams': { memoryMb: 512, timeoutMs: QUEUE_TIMEOUT_MS },
  // Room for the stays of several large channels at a time, and time to close 10⁵ of them in a few rounds.
  'channel-reports': { memoryMb: 1_024, timeoutMs: 120_000 },
} as const satisfies Record<string, FunctionLimits>;

/** The name of a function: its folder below `functions/`. */
export type FunctionName = keyof typeof functionLimits;
