// A table in memory that keeps the promises DynamoDB keeps: conditions, consistent reads, keys, pages.
import type { ItemTable, Key, Revisioned } from '../../functions/shared/projection-store';

/** The keys of a table, and how much a page of a query holds. */
export interface MemoryTableOptions {
  readonly partitionKey: string;
  /** Absent where the partition key is the whole key. */
  readonly sortKey?: string;
  /** Items on one page of a query: 2 by default, so that most queries have several pages. */
  readonly pageSize?: number;
}

const MAX_KEYS_PER_GET = 100;

/** Makes sure that nobody changes a stored item. */
const freezeDeeply = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return;
  Object.values(value).forEach(freezeDeeply);
  Object.freeze(value);
};

/** The items of one partition, by their sort keys, and these in order. */
interface Partition<Item> {
  readonly items: Map<string, Item>;
  readonly sorts: string[];
}

/** The index of the first key that is not less. */
const placeAmong = (sorts: readonly string[], sort: string): number => {
  let from = 0;
  let to = sorts.length;
  // Most often a new key comes after all others.
  if (to > 0 && (sorts[to - 1] ?? '') < sort) return to;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorts[middle] ?? '') < sort) from = middle + 1;
    else to = middle;
  }
  return from;
};

/** An {@link ItemTable} in memory. What it returns is frozen: a merge must not change what it was given. */
export class MemoryTable<Item extends Revisioned> implements ItemTable<Item> {
  readonly #partitions = new Map<string, Partition<Item>>();
  readonly #options: Required<Pick<MemoryTableOptions, 'pageSize'>> & MemoryTableOptions;
  /** Writes that took effect. */
  writes = 0;
  /** Writes whose condition failed. */
  conflicts = 0;

  constructor(options: MemoryTableOptions) {
    this.#options = { pageSize: 2, ...options };
  }

  /** @throws RangeError for keys that DynamoDB would refuse: too many, or one twice */
  async get(keys: readonly Key[]): Promise<Item[]> {
    const places = keys.map((key) => this.#placeOf(key));
    if (places.length > MAX_KEYS_PER_GET) throw new RangeError(`${places.length} keys in one read`);
    if (new Set(places.map((place) => JSON.stringify(place))).size < places.length) {
      throw new RangeError('one key twice in one read');
    }
    return places.flatMap(([partition, sort]) => this.#partitions.get(partition)?.items.get(sort) ?? []);
  }

  /** @throws TypeError for an item without its keys */
  async put(item: Item, expectedRevision: number | undefined): Promise<boolean> {
    const [partition, sort] = this.#placeOf(item);
    const { items, sorts } = this.#partitions.get(partition) ?? { items: new Map<string, Item>(), sorts: [] };
    if (items.get(sort)?.revision !== expectedRevision) {
      this.conflicts++;
      return false;
    }
    // Leaves out what is undefined, as marshalling does. Not structuredClone: within jest its objects have
    // prototypes of another realm, so that no stored item would ever equal a merged one.
    const stored: Item = JSON.parse(JSON.stringify(item));
    freezeDeeply(stored);
    if (!items.has(sort)) sorts.splice(placeAmong(sorts, sort), 0, sort);
    items.set(sort, stored);
    this.#partitions.set(partition, { items, sorts });
    this.writes++;
    return true;
  }

  /** Each page is read when it is asked for, and begins after the last key of the one before. */
  async *query(partition: string): AsyncGenerator<readonly Item[]> {
    let after: string | undefined;
    for (;;) {
      const { items, sorts } = this.#partitions.get(partition) ?? {
        items: new Map<string, Item>(),
        sorts: [],
      };
      const from = after === undefined ? 0 : placeAmong(sorts, after) + 1;
      const page = sorts.slice(from, from + this.#options.pageSize);
      yield page.flatMap((sort) => items.get(sort) ?? []);
      after = page.at(-1);
      // A full page may be the last one: then an empty one follows, as with DynamoDB.
      if (page.length < this.#options.pageSize) return;
    }
  }

  /** Every item, in the order of the keys. */
  items(): Item[] {
    const byKey = ([left]: [string, unknown], [right]: [string, unknown]) =>
      left < right ? -1 : left > right ? 1 : 0;
    return [...this.#partitions]
      .sort(byKey)
      .flatMap(([, { items }]) => [...items].sort(byKey).map(([, item]) => item));
  }

  #placeOf(holder: object): [partition: string, sort: string] {
    const { partitionKey, sortKey } = this.#options;
    return [keyText(holder, partitionKey), sortKey === undefined ? '' : keyText(holder, sortKey)];
  }
}

const keyText = (holder: object, name: string): string => {
  const value: unknown = Reflect.get(holder, name);
  if (typeof value !== 'string' || value === '') throw new TypeError(`no key attribute ${name}`);
  return value;
};
