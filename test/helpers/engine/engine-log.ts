// What the engine writes down about the functions it runs.
import { readFileSync, statSync } from 'node:fs';
import type { EngineAddress } from './engine';
import { waitFor } from './wait';

/** A place in the engine's log, to look at what comes after it. */
export interface LogMark {
  /** Waits until what came since the mark matches, and gives it. */
  textThat(pattern: RegExp): Promise<string>;
}

/** Marks the present end of the log. */
export const markLog = ({ log }: EngineAddress): LogMark => {
  const from = statSync(log).size;
  const since = () => readFileSync(log).subarray(from).toString('utf8');
  return {
    textThat: (pattern) =>
      waitFor(`${pattern} in ${log}`, async () => {
        const text = since();
        return pattern.test(text) ? text : undefined;
      }),
  };
};
