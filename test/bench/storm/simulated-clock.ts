// A clock that moves to the next thing that anybody waits for, once nobody has anything else to do.
import { setImmediate } from 'node:timers/promises';

interface Waiting {
  readonly atMs: number;
  readonly order: number;
  readonly wake: () => void;
}

const isBefore = (a: Waiting, b: Waiting): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** Time that passes only where everybody waits, in milliseconds. */
export class SimulatedClock {
  nowMs = 0;
  #order = 0;
  /** A binary heap: the first is the earliest. */
  readonly #waiting: Waiting[] = [];

  /** Waits. */
  sleep(ms: number): Promise<void> {
    return this.until(this.nowMs + ms);
  }

  /** Waits until a time; a time that has come waits for the others' turn. */
  until(atMs: number): Promise<void> {
    return new Promise((wake) => {
      this.#push({ atMs: Math.max(atMs, this.nowMs), order: this.#order++, wake });
    });
  }

  /** Lets the time pass until something has ended. */
  async run(ends: Promise<unknown>): Promise<void> {
    let hasEnded = false;
    const ended = ends.finally(() => {
      hasEnded = true;
    });
    ended.catch(() => {});
    for (;;) {
      // Everybody does what does not wait for the clock.
      await setImmediate();
      const next = hasEnded ? undefined : this.#pop();
      if (next === undefined) break;
      this.nowMs = next.atMs;
      next.wake();
    }
    if (!hasEnded) throw new Error('All wait, and nobody for the clock');
    await ended;
  }

  #push(one: Waiting): void {
    const heap = this.#waiting;
    let place = heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(one, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = one;
  }

  #pop(): Waiting | undefined {
    const heap = this.#waiting;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      const left = heap[2 * place + 1];
      const right = heap[2 * place + 2];
      const least = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
      if (least === undefined || !isBefore(least, last)) break;
      heap[place] = least;
      place = least === left ? 2 * place + 1 : 2 * place + 2;
    }
    heap[place] = last;
    return first;
  }
}
