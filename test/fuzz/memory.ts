// How much memory is in use once everything that can be collected has been.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const collector = (): (() => void) => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this Node.js offers no way to collect garbage');
  return () => collect();
};

let collect: (() => void) | undefined;

/** Bytes in use after garbage collection: the heap and what lies outside it, buffers above all. */
export const usedBytes = async (): Promise<number> => {
  collect ??= collector();
  for (let round = 0; round < 2; round++) {
    collect();
    // Finalizers run in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
