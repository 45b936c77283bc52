// A table behind a wire on which calls wait, fail, lose their answers, or find their caller dead.
import type { ItemTable, Key, Revisioned } from '../../functions/shared/projection-store';
import type { Random } from '../../lib/simulator/random';
import type { Party, Turns } from './turns';

/** How often things go wrong, each as a probability per call. */
export interface FaultRates {
  /** An error before the call, an error after it, or a write whose condition fails against itself. */
  readonly faultRate: number;
  /** The caller's process ends before, in or after the call. */
  readonly crashRate: number;
}

/** What a call fails with here. */
export class InjectedFault extends Error {
  override readonly name = 'InjectedFault';
}

const never = <T>(): Promise<T> => new Promise(() => {});

/** What all invocations of a delivery share: chance, turns, and a number of faults that is not exceeded. */
export class FaultyNetwork {
  readonly #underway = new Set<Promise<unknown>>();
  /** Faults injected so far. */
  faults = 0;
  /** Writes so far that found the item changed by another writer. */
  conflicts = 0;

  /**
   * @param maxFaults - how many faults are injected at most, so that every delivery ends
   */
  constructor(
    readonly random: Random,
    readonly turns: Turns,
    private readonly rates: FaultRates,
    private readonly maxFaults: number,
  ) {}

  /** A new invocation's wire. */
  connect(): Wire {
    return new Wire(this);
  }

  /** Whether a fault of this kind strikes now. */
  strikes(kind: keyof FaultRates): boolean {
    if (this.faults >= this.maxFaults || !this.random.chance(this.rates[kind])) return false;
    this.faults++;
    return true;
  }

  /** Performs a call that {@link settled} waits for. */
  async send<T>(call: () => Promise<T>): Promise<T> {
    const answer = call();
    this.#underway.add(answer);
    try {
      return await answer;
    } finally {
      this.#underway.delete(answer);
    }
  }

  /** Resolves when no call is under way any more, those of dead invocations included. */
  async settled(): Promise<void> {
    while (this.#underway.size > 0) await Promise.allSettled(this.#underway);
  }
}

/**
 * One invocation's wire to its tables. After a crash nothing that the invocation begins has an effect, and
 * nothing that it waits for comes, as if its process had ended.
 */
export class Wire {
  /** Resolves when the invocation has crashed. */
  readonly crashed: Promise<'crashed'>;
  #crash: () => void = () => {};
  #dead = false;
  readonly #party: Party;

  constructor(private readonly network: FaultyNetwork) {
    this.#party = network.turns.join();
    this.crashed = new Promise((resolve) => {
      this.#crash = () => {
        this.#dead = true;
        resolve('crashed');
      };
    });
  }

  /**
   * Makes one call. It waits for its turn before and after.
   *
   * @param call - performs it
   * @param lostAnswer - what the caller is told if the answer was lost and the client tried again by itself
   */
  async carry<T>(call: () => Promise<T>, lostAnswer?: T): Promise<T> {
    const { network } = this;
    await network.turns.next(this.#party);
    if (this.#dead) return never();
    if (network.strikes('crashRate')) return this.#crashAround(call);
    if (network.strikes('faultRate')) return this.#failAround(call, lostAnswer);
    const answer = await network.send(call);
    await network.turns.next(this.#party);
    return this.#dead ? never() : answer;
  }

  async #crashAround<T>(call: () => Promise<T>): Promise<T> {
    const { network } = this;
    const kind = network.random.pick(['before', 'after', 'in'] as const);
    if (kind === 'after') await network.send(call);
    this.#crash();
    // Sent, and on its way while the messages are already being delivered anew.
    if (kind === 'in') {
      await network.send(async () => {
        for (let turns = network.random.integer(1, 20); turns > 0; turns--)
          await network.turns.next(this.#party);
        await call();
      });
    }
    return never();
  }

  async #failAround<T>(call: () => Promise<T>, lostAnswer: T | undefined): Promise<T> {
    const { network } = this;
    const kind = network.random.pick(['before', 'after', 'retried'] as const);
    if (kind !== 'before') await network.send(call);
    await network.turns.next(this.#party);
    if (this.#dead) return never();
    if (kind === 'retried' && lostAnswer !== undefined) return lostAnswer;
    throw new InjectedFault(`injected ${kind === 'before' ? 'before' : 'after'} the call`);
  }

  /** The table as this invocation reaches it. */
  to<Item extends Revisioned>(table: ItemTable<Item>): ItemTable<Item> {
    return {
      get: (keys: readonly Key[]) => this.carry(() => table.get(keys)),
      put: (item, expectedRevision) =>
        this.carry(async () => {
          const written = await table.put(item, expectedRevision);
          if (!written) this.network.conflicts++;
          return written;
        }, false),
      query: (partition) => this.pages(table.query(partition)),
    };
  }

  /** Pages as this invocation reaches them: a call for each. */
  async *pages<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
    const pages = source[Symbol.asyncIterator]();
    for (;;) {
      const page = await this.carry(() => pages.next());
      if (page.done) return;
      yield page.value;
    }
  }
}
