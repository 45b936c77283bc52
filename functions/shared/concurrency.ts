// Waiting, and doing several things at once within a bound.
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits a random time below a ceiling that doubles with each attempt (full jitter), at most `maxMs`. */
export const backOff = (attempt: number, baseMs: number, maxMs: number): Promise<void> =>
  sleep(Math.random() * Math.min(maxMs, baseMs * 2 ** attempt));

/**
 * Runs `action` for every item, at most `limit` at a time. Waits for all that it began; then throws the first
 * error, if there was one. After an error it begins nothing new.
 */
export const forEachConcurrently = async <T>(
  items: Iterable<T>,
  limit: number,
  action: (item: T) => Promise<void>,
): Promise<void> => {
  const iterator = items[Symbol.iterator]();
  const errors: unknown[] = [];
  const worker = async () => {
    for (let next = iterator.next(); !next.done && errors.length === 0; next = iterator.next()) {
      try {
        await action(next.value);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  if (errors.length > 0) throw errors[0];
};

/** Writes that a projection has under way at the same time. */
export const WRITES_AT_ONCE = 32;
