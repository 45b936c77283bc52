// Indexes that lag behind their tables, each item by a chance of its own, and catch up after a while.
import type { Random } from '../../lib/simulator/random';
import type { TableName } from '../../lib/tables';
import type { Change, ChangeStreams } from './change-streams';
import type { Item } from './oracle/item';
import type { VirtualClock } from './virtual-clock';

interface Pending {
  readonly change: Change;
  readonly writtenAt: number;
}

/** How likely it is that a look at an index finds an item as it was before its last writes. */
const BEHIND = 0.3;

/** What indexes show of all tables: for each item its newest state, or one that it had a short while ago. */
export class LaggingIndex {
  readonly #shown = new Map<string, { readonly table: TableName; readonly item: Item }>();
  #pending: Pending[] = [];

  /** @param mostMs - how far behind they may be; 0: not at all */
  constructor(
    streams: ChangeStreams,
    private readonly clock: VirtualClock,
    private readonly random: Random,
    private readonly mostMs: number,
  ) {
    streams.observers.push((change) => this.#pending.push({ change, writtenAt: clock.now() }));
  }

  /** The items of a table as its indexes show them now. */
  items(table: TableName): Item[] {
    const late = new Set<string>();
    this.#pending = this.#pending.filter((pending) => {
      const { key, table: changed, after } = pending.change;
      const mayLag = this.clock.now() - pending.writtenAt < this.mostMs;
      // What is behind stays behind: the changes of one item come in their order.
      if (late.has(key) || (mayLag && this.random.chance(BEHIND))) {
        late.add(key);
        return true;
      }
      this.#shown.set(key, { table: changed, item: after });
      return false;
    });
    return [...this.#shown.values()].filter((shown) => shown.table === table).map(({ item }) => item);
  }
}
