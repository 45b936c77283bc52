// What a table's stream hands the function of the channel reports: not before a window is over, or a batch is full.

/** How long changes are collected, and how many at most. */
const BATCH_WINDOW_MS = 5_000;
const BATCH_SIZE = 1_000;

/** A change as a stream of DynamoDB tells it, as far as the function reads it. */
export interface StreamRecord {
  readonly eventName: 'MODIFY';
  readonly dynamodb: { readonly Keys: Readonly<Record<string, { readonly S: string }>> };
}

/** The record of an item's change. */
const streamRecord = (keys: Readonly<Record<string, string>>): StreamRecord => ({
  eventName: 'MODIFY',
  dynamodb: { Keys: Object.fromEntries(Object.entries(keys).map(([name, value]) => [name, { S: value }])) },
});

/** One shard of a stream. */
export class Stream {
  #records: StreamRecord[] = [];
  #beganMs = Number.POSITIVE_INFINITY;

  /** When there will be a batch, in Unix milliseconds; infinite while nothing has changed. */
  get dueMs(): number {
    return this.#beganMs + (this.#records.length < BATCH_SIZE ? BATCH_WINDOW_MS : 0);
  }

  add(keys: Readonly<Record<string, string>>, nowMs: number): void {
    if (this.#records.length === 0) this.#beganMs = nowMs;
    this.#records.push(streamRecord(keys));
  }

  take(nowMs: number): StreamRecord[] {
    const batch = this.#records.slice(0, BATCH_SIZE);
    this.#records = this.#records.slice(BATCH_SIZE);
    this.#beganMs = this.#records.length === 0 ? Number.POSITIVE_INFINITY : nowMs;
    return batch;
  }
}
