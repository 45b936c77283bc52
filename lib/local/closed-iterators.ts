// Lets dynalite close the iterators of its store.
import { createRequire } from 'node:module';

// dynalite's own copies: they make the iterators.
const require = createRequire(import.meta.url);
const dynaliteRequire = createRequire(require.resolve('dynalite'));
const levelRequire = createRequire(dynaliteRequire.resolve('level'));

interface Iterator {
  close(): Promise<void>;
  return?(): Promise<void>;
}
const iterators: Record<'AbstractKeyIterator' | 'AbstractValueIterator', { prototype: Iterator }> =
  levelRequire('abstract-level');

/**
 * dynalite 4 ends an iterator by `return`, which its store's iterators do not have: each query and scan would leave one
 * open. What an open one may still see is never freed: memory and folder would grow by every write, and queries would
 * pass over all that was ever overwritten.
 */
export const closeIterators = (): void => {
  for (const { prototype } of [iterators.AbstractKeyIterator, iterators.AbstractValueIterator]) {
    prototype.return ??= function (this: Iterator) {
      return this.close();
    };
  }
};
