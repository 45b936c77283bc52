// A table whose partitions, and those of its indexes, take so many units a second, behind a client that tries again.

import { callBounds } from '../../../functions/shared/aws-clients';
import type { ItemTable, Key, Revisioned } from '../../../functions/shared/projection-store';
import { itemBytes, readUnits, writeUnits } from '../billed-table';
import { assumptions } from '../prices';
import type { SimulatedClock } from './simulated-clock';

/** What one partition takes, as DynamoDB's developer guide has it: 1,000 write units and 3,000 read units a second. */
export const PARTITION = { writesPerSecond: 1_000, readsPerSecond: 3_000 };
/** The SDK's pauses after throttling: up to a second, doubled each time. */
const PAUSE_MS = 1_000;
/** The SDK's quota of repetitions for each client: what one costs, and what there is. */
const QUOTA = 500;
const REPETITION_COST = 5;
/** One page of a query, within the region: 1 MB. */
const PAGE_MS = 20;

/** Units that come back with time, up to one second's. */
class Bucket {
  #units: number;
  #atMs = 0;

  constructor(
    private readonly perSecond: number,
    private readonly clock: SimulatedClock,
  ) {
    this.#units = perSecond;
  }

  /** Whether there is anything left: a call is let in then, and what is more than there was is owed. */
  get isOpen(): boolean {
    const { nowMs } = this.clock;
    this.#units = Math.min(this.perSecond, this.#units + ((nowMs - this.#atMs) * this.perSecond) / 1000);
    this.#atMs = nowMs;
    return this.#units >= 1;
  }

  take(units: number): void {
    this.#units -= units;
  }
}

/** The buckets of a table and its indexes, by the value of the partition key. */
export class Partitions {
  throttled = 0;
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    private readonly clock: SimulatedClock,
    private readonly speed: typeof PARTITION,
  ) {}

  of(kind: 'reads' | 'writes', name: string): Bucket {
    const key = `${kind} ${name}`;
    const bucket = this.#buckets.get(key) ?? new Bucket(this.speed[`${kind}PerSecond`], this.clock);
    this.#buckets.set(key, bucket);
    return bucket;
  }
}

/** The client of one execution environment: how often it may try again. */
export class Client {
  #quota = QUOTA;

  constructor(private readonly clock: SimulatedClock) {}

  /**
   * Calls as the SDK does: throttled, it waits and tries again, within the bounds of a call of DynamoDB.
   *
   * @throws Error where that is not enough
   */
  async call(
    callMs: number,
    partitions: Partitions,
    buckets: readonly Bucket[],
    units: number,
  ): Promise<void> {
    const { attempts, callTimeoutMs } = callBounds.dynamoDb;
    const givenUpMs = this.clock.nowMs + callTimeoutMs;
    let taken = 0;
    for (let attempt = 0; attempt < attempts; attempt++) {
      await this.clock.sleep(callMs);
      if (buckets.every(({ isOpen }) => isOpen)) {
        for (const bucket of buckets) bucket.take(units);
        this.#quota = Math.min(QUOTA, this.#quota + Math.max(1, taken));
        return;
      }
      partitions.throttled++;
      if (this.#quota < REPETITION_COST || attempt === attempts - 1) break;
      this.#quota -= REPETITION_COST;
      taken = REPETITION_COST;
      await this.clock.until(Math.min(givenUpMs, this.clock.nowMs + Math.random() * PAUSE_MS * 2 ** attempt));
      if (this.clock.nowMs >= givenUpMs) break;
    }
    throw new Error('Throttled at each try');
  }
}

/** Where the items of a table are. */
export interface Places<Item> {
  /** The name of the partition that a key or an item is in. */
  readonly partitionOf: (holder: Key | Item) => string;
  /** The names of the partitions of the indexes that a write goes to. */
  readonly indexPartitionsOf: (item: Item) => readonly string[];
  /** What a function needs to read an item out of a page. */
  readonly itemMs?: number;
}

/** A table as one execution environment sees it. */
export class ThrottledTable<Item extends Revisioned> implements ItemTable<Item> {
  constructor(
    private readonly table: ItemTable<Item>,
    private readonly partitions: Partitions,
    private readonly client: Client,
    private readonly places: Places<Item>,
  ) {}

  async get(keys: readonly Key[]): Promise<Item[]> {
    const names = new Set(keys.map((key) => this.places.partitionOf(key)));
    const buckets = [...names].map((name) => this.partitions.of('reads', name));
    await this.client.call(assumptions.dynamoDbCallMs, this.partitions, buckets, keys.length / names.size);
    return this.table.get(keys);
  }

  async put(item: Item, expectedRevision: number | undefined): Promise<boolean> {
    const { partitionOf, indexPartitionsOf } = this.places;
    const buckets = [partitionOf(item), ...indexPartitionsOf(item)].map((name) =>
      this.partitions.of('writes', name),
    );
    await this.client.call(assumptions.dynamoDbCallMs, this.partitions, buckets, writeUnits(itemBytes(item)));
    return this.table.put(item, expectedRevision);
  }

  async *query(partition: string): AsyncGenerator<readonly Item[]> {
    const { partitionOf, itemMs = 0 } = this.places;
    for await (const page of this.table.query(partition)) {
      const [first] = page;
      const bucket = this.partitions.of('reads', first === undefined ? partition : partitionOf(first));
      const units = readUnits(page.reduce((sum, item) => sum + itemBytes(item), 0));
      await this.client.call(PAGE_MS + page.length * itemMs, this.partitions, [bucket], units);
      yield page;
    }
  }
}
