// Lets the product's back-off pass at once, so that conflicts cost a test no time.
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/** Makes every pause of `node:timers/promises` another one, until the function that it returns is called. */
export const withPauses = (other: (ms: number, value: unknown) => Promise<unknown>): (() => void) => {
  const { setTimeout: original } = timers;
  const replace = (pause: unknown): void => {
    if (!Reflect.set(timers, 'setTimeout', pause)) throw new TypeError('timers cannot be replaced here');
    // What `import { setTimeout }` sees, where modules are real ones.
    syncBuiltinESMExports();
  };
  replace(other);
  return () => replace(original);
};

/**
 * Makes every pause of `node:timers/promises` end in the next turn of the event loop, until the function that
 * it returns is called. A pause is how long to wait, not whether: nothing may depend on its length.
 */
export const withoutPauses = (): (() => void) => withPauses((_ms, value) => timers.setImmediate(value));
