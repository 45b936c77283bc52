// A seeded scheduler: of all who wait for their turn, a random one goes next.
import type { Random } from '../../lib/simulator/random';

/** Somebody who takes turns. */
export interface Party {
  /** Where turns go by rank: the greatest goes first. */
  rank: number;
}

interface Waiting {
  readonly party: Party;
  readonly resolve: () => void;
}

/** How likely it is that a party that was let go on falls behind all others. */
const FALL_BEHIND = 0.05;

/**
 * Lets one waiting party go on at a time, and only when nobody can go on by himself. Where all asynchronous
 * work takes turns here, a seed fixes the whole interleaving.
 *
 * Some schedulers choose evenly; others by rank, so that one party runs far while another stands still, and
 * ranks change now and then: that finds what needs one long pause at the wrong moment.
 */
export class Turns {
  readonly #waiting: Waiting[] = [];
  readonly #byRank: boolean;
  #scheduled = false;

  constructor(private readonly random: Random) {
    this.#byRank = random.chance(0.5);
  }

  /** Someone new who takes turns. */
  join(): Party {
    return { rank: this.random.fraction() };
  }

  /** Resolves when it is the party's turn. */
  next(party: Party): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ party, resolve });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    // Not a microtask: whoever was let go before runs on until he waits again.
    setImmediate(() => {
      this.#scheduled = false;
      const [chosen] = this.#waiting.splice(this.#choose(), 1);
      if (chosen === undefined) return;
      if (this.#byRank && this.random.chance(FALL_BEHIND)) chosen.party.rank = -this.random.fraction();
      chosen.resolve();
      this.#schedule();
    });
  }

  #choose(): number {
    if (!this.#byRank) return this.random.integer(0, this.#waiting.length - 1);
    let best = 0;
    for (const [index, { party }] of this.#waiting.entries()) {
      if (party.rank > (this.#waiting[best]?.party.rank ?? -1)) best = index;
    }
    return best;
  }
}
