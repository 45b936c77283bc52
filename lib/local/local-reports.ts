// What the tables' streams and the schedule do for the channel reports, on one machine. dynalite has no streams: the
// stack observes its own writes.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ItemTable, Revisioned } from '../../functions/shared/projection-store';
import { functionLimits } from '../function-limits';
import { errorProperty } from './startup-failures';

/** The handler of the channel reports. */
export type ReportsHandler = (
  event: unknown,
  context: { getRemainingTimeInMillis(): number },
) => Promise<void>;

/** A channel as far as the start needs it. */
export interface StoredChannel {
  readonly channelSId: string;
  readonly status: string;
  readonly destroyedAt?: string | undefined;
}

/** What the channel reports of the embedded stack work with. */
export interface LocalReportsOptions {
  readonly handler: ReportsHandler;
  /** Every channel of the table, page by page. */
  readonly channels: () => AsyncIterable<readonly StoredChannel[]>;
  /** Folder of the data; absent: in memory. */
  readonly dataDir: string | undefined;
  /** Told of what a person should know: one line of text each. */
  readonly report: (problem: string) => void;
}

/** How long changes are collected, in milliseconds. */
const BATCH_WINDOW_MS = 200;
const SCHEDULE_MS = 1_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Keys of one batch at most, as the deployed event source has it. */
const BATCH_SIZE = 1_000;

type Keys = Readonly<Record<string, { readonly S: string }>>;

/** Feeds the handler with what the stack writes, and with the time. One event after the other, as a shard does. */
export class LocalReports {
  readonly #changed = new Map<string, Keys>();
  #running: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #schedule: NodeJS.Timeout | undefined;
  #isScheduled = false;
  /** Whether everything that may not have been counted before the start is noted. */
  #hasBegun = false;
  #stopped = false;

  constructor(private readonly options: LocalReportsOptions) {}

  /** The table, with its successful writes observed. */
  observed<Item extends Revisioned>(
    table: ItemTable<Item>,
    keysOf: (item: Item) => Readonly<Record<string, string>>,
  ): ItemTable<Item> {
    return {
      get: (keys) => table.get(keys),
      query: (partition) => table.query(partition),
      put: async (item, expectedRevision) => {
        const written = await table.put(item, expectedRevision);
        if (written) this.#note(keysOf(item));
        return written;
      },
    };
  }

  /**
   * Begins the schedule, and counts what may not have been counted: what is live or has ended within a day, and
   * everything where the last use did not end in order.
   */
  async start(): Promise<void> {
    this.#schedule = setInterval(() => this.#tick(), SCHEDULE_MS);
    const wasKilled = await this.#beginUse();
    const recent = new Date(Date.now() - DAY_MS).toISOString();
    for await (const page of this.options.channels()) {
      if (this.#stopped) return;
      for (const { channelSId, status, destroyedAt = '' } of page) {
        if (wasKilled || status === 'live' || destroyedAt >= recent) this.#note({ channelSId });
      }
    }
    this.#hasBegun = true;
  }

  /** Counts what has changed so far, and ends. What is too much for that is left to the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#schedule);
    clearTimeout(this.#timer);
    let counts = this.#hasBegun && this.#changed.size <= BATCH_SIZE;
    while (counts && this.#changed.size > 0) counts = await this.#runBatch();
    await this.#running;
    const { dataDir } = this.options;
    if (counts && dataDir !== undefined) await rm(markerOf(dataDir), { force: true });
  }

  #tick(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // The hourly look at indexes that may have lagged behind is for others: these do not.
    const time = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS + 60_000).toISOString();
    void this.#run(() => ({ 'detail-type': 'Scheduled Event', time })).then(() => {
      this.#isScheduled = false;
    });
  }

  #note(keys: Readonly<Record<string, string>>): void {
    const { channelSId, channel, stream } = keys;
    const named = channelSId === undefined ? { channel, stream } : { channelSId };
    this.#changed.set(
      JSON.stringify(named),
      Object.fromEntries(Object.entries(named).map(([name, value]) => [name, { S: value ?? '' }])),
    );
    this.#timer ??= this.#stopped ? undefined : setTimeout(() => void this.#runBatch(), BATCH_WINDOW_MS);
  }

  /** Runs the handler on what has changed; false where it failed: then it is changed still. */
  async #runBatch(): Promise<boolean> {
    const batch = [...this.#changed].slice(0, BATCH_SIZE);
    const done = await this.#run(() => {
      for (const [identity] of batch) this.#changed.delete(identity);
      return { Records: batch.map(([, Keys]) => ({ eventName: 'MODIFY', dynamodb: { Keys } })) };
    });
    if (!done) for (const [identity, keys] of batch) this.#changed.set(identity, keys);
    this.#timer = undefined;
    if (this.#changed.size > 0 && !this.#stopped) {
      this.#timer = setTimeout(() => void this.#runBatch(), done ? BATCH_WINDOW_MS : SCHEDULE_MS);
    }
    return done;
  }

  /** Runs the handler once it is free; false where it failed. */
  #run(event: () => unknown): Promise<boolean> {
    const run = this.#running.then(async () => {
      const deadline = Date.now() + functionLimits['channel-reports'].timeoutMs;
      try {
        await this.options.handler(event(), {
          getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
        });
        return true;
      } catch (error) {
        this.options.report(
          `The channel reports failed: ${error instanceof Error ? error.stack : String(error)}`,
        );
        return false;
      }
    });
    this.#running = run.then(() => {});
    return run;
  }

  /** Notes that counting has begun; true where the last one did not end in order. */
  async #beginUse(): Promise<boolean> {
    const { dataDir } = this.options;
    if (dataDir === undefined) return false;
    try {
      await writeFile(markerOf(dataDir), '', { flag: 'wx' });
      return false;
    } catch (error) {
      if (errorProperty(error, 'code') === 'EEXIST') return true;
      throw error;
    }
  }
}

/** A file that is there while counts may be missing, so that a kill leaves it behind. */
const markerOf = (dataDir: string): string => join(dataDir, 'counting');
