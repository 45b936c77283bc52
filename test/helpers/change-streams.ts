// The streams of tables: every write that came through, with the item before and after it, in batches.
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ItemTable, Revisioned } from '../../functions/shared/projection-store';
import type { Random } from '../../lib/simulator/random';
import { type TableName, tableDefinitions } from '../../lib/tables';
import type { Task } from './beside';
import type { Wire } from './faulty-table';
import type { Item } from './oracle/item';

/** A batch of a stream as Lambda hands it over. */
export interface StreamEvent {
  readonly Records: readonly ReturnType<typeof toRecord>[];
}

/** What takes the batches of a stream, over a wire. */
export type StreamHandler = (
  event: StreamEvent,
  context: { getRemainingTimeInMillis(): number },
) => Promise<void>;

/** A write that came through. */
export interface Change {
  readonly table: TableName;
  /** Table and key of the item. */
  readonly key: string;
  readonly sequence: number;
  readonly before: Item | undefined;
  readonly after: Item;
}

/** Thrown where writes go on and on: something undoes what something else has done. */
export class NeverAtRest extends Error {
  override readonly name = 'NeverAtRest';
}

/** How often a batch that was processed comes again all the same. */
const AGAIN = 0.05;
const SHARDS = 2;

/**
 * The streams of all observed tables. Changes of one partition of a table come in their order, a batch at a
 * time; a batch that failed comes again, perhaps cut differently. Two tables' batches run side by side.
 */
export class ChangeStreams {
  readonly #shards = new Map<string, Change[]>();
  readonly #busy = new Set<string>();
  /** The last state of each item, by table and key. */
  readonly #items = new Map<string, Item>();
  #sequence = 0;
  #last = '';

  /** @param mostWrites - more are never at rest */
  constructor(private readonly mostWrites: number) {}

  /** Writes that came through, into tables without a stream too. */
  writes = 0;
  /** Told of each of them. */
  readonly observers: ((change: Change) => void)[] = [];

  /** The table, its writes observed. */
  observe<I extends Revisioned>(table: TableName, observed: ItemTable<I>): ItemTable<I> {
    return {
      get: (keys) => observed.get(keys),
      query: (partition) => observed.query(partition),
      put: async (item, expectedRevision) => {
        const written = await observed.put(item, expectedRevision);
        if (written) this.#add(table, Object.fromEntries(Object.entries(item)));
        return written;
      },
    };
  }

  #add(table: TableName, after: Item): void {
    this.writes++;
    this.#last = `the last into ${table}: ${JSON.stringify(after)}`;
    const { partitionKey, sortKey = partitionKey } = keysOf(table);
    const key = JSON.stringify([table, after[partitionKey], after[sortKey]]);
    const change = { table, key, sequence: ++this.#sequence, before: this.#items.get(key), after };
    this.#items.set(key, after);
    for (const observer of this.observers) observer(change);
    if (!hasStream(table)) return;
    const shard = `${table}/${hashOf(String(after[partitionKey])) % SHARDS}`;
    this.#shards.set(shard, [...(this.#shards.get(shard) ?? []), change]);
  }

  /** True where no change waits and no batch is under way. */
  get areEmpty(): boolean {
    return this.#busy.size === 0 && [...this.#shards.values()].every((changes) => changes.length === 0);
  }

  /**
   * Takes a batch that may be processed now.
   *
   * @param maxBatch - changes in one batch at most
   * @throws NeverAtRest where there have been far too many writes
   */
  take(random: Random, maxBatch: number, start: (wire: Wire) => StreamHandler): Task | undefined {
    if (this.writes > this.mostWrites) throw new NeverAtRest(`${this.writes} writes, ${this.#last}`);
    const free = [...this.#shards].filter(([shard, changes]) => !this.#busy.has(shard) && changes.length > 0);
    if (free.length === 0) return undefined;
    const [shard, changes] = random.pick(free);
    const batch = changes.slice(0, random.integer(1, maxBatch));
    this.#busy.add(shard);
    return {
      run: async (wire, getRemainingTimeInMillis) => {
        await start(wire)({ Records: batch.map(toRecord) }, { getRemainingTimeInMillis });
      },
      ended: (succeeded) => {
        this.#busy.delete(shard);
        if (!succeeded || random.chance(AGAIN)) return;
        this.#shards.set(shard, (this.#shards.get(shard) ?? []).slice(batch.length));
      },
    };
  }
}

const keysOf = (table: TableName): { readonly partitionKey: string; readonly sortKey?: string } =>
  tableDefinitions[table];
const hasStream = (table: TableName): boolean => 'hasStream' in tableDefinitions[table];

const hashOf = (text: string): number => [...text].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);

const imageOf = (item: Item) => marshall({ ...item }, { removeUndefinedValues: true });

const toRecord = ({ table, sequence, before, after }: Change) => {
  const { partitionKey, sortKey } = keysOf(table);
  const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  return {
    eventID: String(sequence),
    eventName: before === undefined ? 'INSERT' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    eventSourceARN: `arn:aws:dynamodb:us-east-1:000000000000:table/${table}/stream/2026-01-01T00:00:00.000`,
    dynamodb: {
      Keys: imageOf(Object.fromEntries(keys.map((name) => [name, after[name]]))),
      NewImage: imageOf(after),
      ...(before === undefined ? {} : { OldImage: imageOf(before) }),
      SequenceNumber: String(sequence),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  };
};
