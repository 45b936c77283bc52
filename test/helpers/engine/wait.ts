// Waits for something to become true.
import { setTimeout as sleep } from 'node:timers/promises';

/** How long to wait and how often to look. */
export interface WaitOptions {
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
}

/**
 * Calls `look` until it gives something other than undefined, and gives that.
 * @throws {Error} after `timeoutMs` (default 30 s): `what` did not come true.
 */
export const waitFor = async <Result>(
  what: string,
  look: () => Promise<Result | undefined>,
  { timeoutMs = 30_000, intervalMs = 150 }: WaitOptions = {},
): Promise<Result> => {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const result = await look();
    if (result !== undefined) return result;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s in vain for ${what}`);
    await sleep(intervalMs);
  }
};
