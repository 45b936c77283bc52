// The three tables in memory, which take only what DynamoDB would take, and can be emptied.
import type { CdnStream } from '../../functions/cdn-streams/cdn-stream';
import type { ChannelSession } from '../../functions/rtc-sessions/channel-session';
import type { UserSession } from '../../functions/rtc-sessions/user-session';
import type { ItemTable, Key, Revisioned } from '../../functions/shared/projection-store';
import { type TableDefinition, tableDefinitions } from '../../lib/tables';
import { MemoryTable } from '../helpers/memory-table';
import { comparable, type ExpectedTables, type Item } from '../helpers/oracle';
import { itemProblems } from './aws-limits';

/** Thrown where an item is written that DynamoDB would refuse. */
class RefusedItem extends Error {
  override readonly name = 'RefusedItem';
}

const PAGE_SIZE = 20;

class WatchedTable<T extends Revisioned> implements ItemTable<T> {
  #table: MemoryTable<T>;
  /** What was wrong with the items written so far. */
  readonly problems: string[] = [];

  constructor(private readonly definition: TableDefinition) {
    this.#table = this.#empty();
  }

  clear(): void {
    this.#table = this.#empty();
  }

  get(keys: readonly Key[]): Promise<T[]> {
    return this.#table.get(keys);
  }

  async put(item: T, expectedRevision: number | undefined): Promise<boolean> {
    const problems = itemProblems(item, this.definition);
    if (problems.length > 0) {
      this.problems.push(...problems);
      throw new RefusedItem(problems.join('; '));
    }
    return this.#table.put(item, expectedRevision);
  }

  query(partition: string): AsyncIterable<readonly T[]> {
    return this.#table.query(partition);
  }

  items(): Item[] {
    return this.#table.items().map((item) => comparable(Object.fromEntries(Object.entries(item))));
  }

  #empty(): MemoryTable<T> {
    return new MemoryTable<T>({ ...this.definition, pageSize: PAGE_SIZE });
  }
}

/** The three tables. */
export class WatchedTables {
  readonly channelSessions = new WatchedTable<ChannelSession>(tableDefinitions.ChannelSessions);
  readonly userSessions = new WatchedTable<UserSession>(tableDefinitions.UserSessions);
  readonly cdnStreams = new WatchedTable<CdnStream>(tableDefinitions.CdnStreams);

  get #all() {
    return [this.channelSessions, this.userSessions, this.cdnStreams] as const;
  }

  /** What was wrong with the items written so far. */
  problems(): string[] {
    return this.#all.flatMap(({ problems }) => problems);
  }

  clear(): void {
    for (const table of this.#all) table.clear();
  }

  /** All items, as the oracle states them. */
  read(): ExpectedTables {
    return {
      channelSessions: this.channelSessions.items(),
      userSessions: this.userSessions.items(),
      cdnStreams: this.cdnStreams.items(),
    };
  }
}
