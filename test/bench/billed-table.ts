// A table in memory that counts the calls made on it, and the units that DynamoDB would bill for them.
import type { ItemTable, Key, Revisioned } from '../../functions/shared/projection-store';
import type { TableDefinition } from '../../lib/tables';
import { MemoryTable } from '../helpers/memory-table';

/** Bytes of one write unit, and of one unit of a consistent read. */
const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;
/** A query's page ends at 1 MB. */
const PAGE_BYTES = 1_048_576;

const bytes = (text: string): number => Buffer.byteLength(text);

/** A value's size as DynamoDB's developer guide has it, "DynamoDB item sizes and formats". */
const valueBytes = (value: unknown): number => {
  switch (typeof value) {
    case 'string':
      return bytes(value);
    case 'number':
      // About one byte for two significant digits, and one more.
      return (
        Math.ceil(
          String(value)
            .replace(/^-|\.|e.*$/g, '')
            .replace(/^0+|0+$/g, '').length / 2,
        ) + 1
      );
    case 'boolean':
      return 1;
    default:
      if (typeof value !== 'object' || value === null) throw new TypeError(`no attribute value: ${value}`);
      // A list: 3 bytes, and 1 for each element.
      if (Array.isArray(value)) return 3 + value.reduce((sum: number, one) => sum + valueBytes(one) + 1, 0);
      // A map: 3 bytes, and 1 for each pair.
      return 3 + Object.entries(value).reduce((sum, [key, one]) => sum + bytes(key) + valueBytes(one) + 1, 0);
  }
};

/** Sizes that were worked out already, of items that nobody changes any more. */
const known = new WeakMap<object, number>();

/** An item's size in bytes, attribute names included. */
export const itemBytes = (item: object): number => {
  const size =
    known.get(item) ??
    Object.entries(item)
      .filter(([, value]) => value !== undefined)
      .reduce((sum, [name, value]) => sum + bytes(name) + valueBytes(value), 0);
  if (Object.isFrozen(item)) known.set(item, size);
  return size;
};

/** Units that a write of so many bytes takes. */
export const writeUnits = (size: number): number => Math.max(1, Math.ceil(size / WRITE_UNIT_BYTES));
/** Units that a consistent read of so many bytes takes. */
export const readUnits = (size: number): number => Math.max(1, Math.ceil(size / READ_UNIT_BYTES));

/** What has been done to a table so far. */
export interface Bill {
  readCalls: number;
  writeCalls: number;
  readUnits: number;
  /** Write units of the table itself and of each index. */
  readonly writeUnits: Record<string, number>;
  largestItemBytes: number;
}

/** The name of the table itself among its write units. */
export const TABLE_ITSELF = 'table';

const placeIn = (item: object, names: readonly string[]): string | undefined => {
  const values = names.map((name): unknown => Reflect.get(item, name));
  return values.every((value) => value !== undefined) ? JSON.stringify(values) : undefined;
};

/** Counts on the way to a {@link MemoryTable}. */
export class BilledTable<Item extends Revisioned> implements ItemTable<Item> {
  readonly memory: MemoryTable<Item>;
  readonly bill: Bill;
  /** Told of each item that was written, as the table's stream would be. */
  onWrite: (item: Item) => void = () => {};

  /** @param itemsPerPage - how many items of ordinary size fill a page of a query */
  constructor(
    private readonly definition: TableDefinition,
    itemsPerPage = Math.floor(PAGE_BYTES / 600),
  ) {
    this.memory = new MemoryTable<Item>({ ...definition, pageSize: itemsPerPage });
    this.bill = {
      readCalls: 0,
      writeCalls: 0,
      readUnits: 0,
      writeUnits: Object.fromEntries(
        [TABLE_ITSELF, ...definition.indexes.map(({ indexName }) => indexName)].map((name) => [name, 0]),
      ),
      largestItemBytes: 0,
    };
  }

  /** All units of writes so far, over the table and its indexes. */
  writeUnitsInAll(): number {
    return Object.values(this.bill.writeUnits).reduce((sum, units) => sum + units, 0);
  }

  async get(keys: readonly Key[]): Promise<Item[]> {
    const items = await this.memory.get(keys);
    this.bill.readCalls++;
    // Each item is rounded up by itself; one that is not there costs a unit, too.
    this.bill.readUnits += items.reduce(
      (sum, item) => sum + readUnits(itemBytes(item)),
      keys.length - items.length,
    );
    return items;
  }

  async put(item: Item, expectedRevision: number | undefined): Promise<boolean> {
    const [before] = await this.memory.get([this.#keyOf(item)]);
    const written = await this.memory.put(item, expectedRevision);
    this.bill.writeCalls++;
    const [old, now] = [before ? itemBytes(before) : 0, itemBytes(item)];
    // The larger of both; a condition that fails costs what the stored item does.
    this.#count(TABLE_ITSELF, writeUnits(written ? Math.max(old, now) : old));
    if (!written) return false;
    this.bill.largestItemBytes = Math.max(this.bill.largestItemBytes, now);
    for (const { indexName, partitionKey, sortKey, keysOnly } of this.definition.indexes) {
      const from = before && placeIn(before, [partitionKey, sortKey]);
      const to = placeIn(item, [partitionKey, sortKey]);
      // Every write changes the revision: an entry that stays is written where that is projected. One that moves is
      // deleted and put.
      if (from !== undefined && from === to) {
        if (!keysOnly) this.#count(indexName, writeUnits(Math.max(old, now)));
      } else {
        if (from !== undefined) this.#count(indexName, keysOnly ? 1 : writeUnits(old));
        if (to !== undefined) this.#count(indexName, keysOnly ? 1 : writeUnits(now));
      }
    }
    this.onWrite(item);
    return true;
  }

  async *query(partition: string): AsyncGenerator<readonly Item[]> {
    for await (const page of this.memory.query(partition)) {
      this.bill.readCalls++;
      this.bill.readUnits += readUnits(page.reduce((sum, item) => sum + itemBytes(item), 0));
      yield page;
    }
  }

  #keyOf(item: Item): Key {
    const { partitionKey, sortKey } = this.definition;
    const names = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
    return Object.fromEntries(names.map((name) => [name, String(Reflect.get(item, name))]));
  }

  #count(name: string, units: number): void {
    this.bill.writeUnits[name] = (this.bill.writeUnits[name] ?? 0) + units;
  }
}
