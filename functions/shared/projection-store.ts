// How a projection changes an item: read, merge, write on condition that nobody else wrote in between.
import { isDeepStrictEqual } from 'node:util';
import { backOff } from './concurrency';
import { TooManyConflicts } from './errors';

/** What every item of every table has: `revision` counts its writes. */
export interface Revisioned {
  readonly revision: number;
}

/** An item as a merge returns it: the store counts the revision. */
export type Unrevised<Item extends Revisioned> = Omit<Item, 'revision'>;

/** The key of an item: the values of the table's key attributes by name. */
export type Key = Readonly<Record<string, string>>;

/** A table as the projections need it. Every read is strongly consistent. */
export interface ItemTable<Item extends Revisioned> {
  /** The items that exist, of up to 100 different keys, in any order. */
  get(keys: readonly Key[]): Promise<Item[]>;
  /**
   * Writes the whole item on condition that the stored one still has `expectedRevision` (`undefined`: that
   * there is none). False where the condition failed.
   */
  put(item: Item, expectedRevision: number | undefined): Promise<boolean>;
  /** All items of a partition, page by page. */
  query(partition: string): AsyncIterable<readonly Item[]>;
}

/** What an update did. */
export interface Update<Item> {
  readonly item: Item;
  /** False where the merge changed nothing, so that nothing was written. */
  readonly written: boolean;
  /** How often another writer was quicker. */
  readonly conflicts: number;
}

/** Tries of one update before its message goes back to the queue. */
export const MAX_TRIES = 10;
const BACK_OFF_BASE_MS = 10;
const BACK_OFF_MAX_MS = 500;

const withoutRevision = <Item extends Revisioned>({ revision: _, ...content }: Item) => content;

/**
 * Changes one item. `merge` gets the stored item, or `undefined` where there is none, and returns what the item must
 * be. Where that is what is stored, nothing is written.
 *
 * @param current - the item as it was read before; it may be stale, the condition finds that out
 * @throws TooManyConflicts after {@link MAX_TRIES} tries
 */
export const updateItem = async <Item extends Revisioned>(
  table: ItemTable<Item>,
  key: Key,
  current: Item | undefined,
  merge: (current: Item | undefined) => Unrevised<Item> | Promise<Unrevised<Item>>,
): Promise<Update<Item>> => {
  let stored = current;
  for (let conflicts = 0; conflicts < MAX_TRIES; conflicts++) {
    const content = await merge(stored);
    if (stored !== undefined && isDeepStrictEqual(content, withoutRevision(stored))) {
      return { item: stored, written: false, conflicts };
    }
    // Omit<Item, 'revision'> & Revisioned is an Item, which TypeScript cannot see for a type parameter.
    const item = { ...content, revision: (stored?.revision ?? 0) + 1 } as Item;
    if (await table.put(item, stored?.revision)) return { item, written: true, conflicts };
    await backOff(conflicts, BACK_OFF_BASE_MS, BACK_OFF_MAX_MS);
    [stored] = await table.get([key]);
  }
  throw new TooManyConflicts(`An item was changed by others at each of ${MAX_TRIES} tries`);
};

/** An item that also counts its writes by notifications. */
export interface Counted extends Revisioned {
  readonly facts?: number | undefined;
}

/** As {@link updateItem}, for a merge of notifications: where it changes anything, `facts` is one more. */
export const updateFacts = <Item extends Counted>(
  table: ItemTable<Item>,
  key: Key,
  current: Item | undefined,
  merge: (current: Item | undefined) => Unrevised<Item>,
): Promise<Update<Item>> =>
  updateItem(table, key, current, (stored) => {
    const content = merge(stored);
    return stored !== undefined && isDeepStrictEqual(content, withoutRevision(stored))
      ? content
      : { ...content, facts: (stored?.facts ?? 0) + 1 };
  });
