// A small seeded source of random numbers, so that a run can be repeated exactly.

const WORD = 2 ** 32;

/**
 * Random numbers by the generator sfc32 (128 bits of state): the same seed and stream give the same numbers
 * on every machine. For test data, not for secrets.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  /**
   * @param seed - a whole number from 0 to 2^53 − 1
   * @param stream - another such number: the same seed gives unrelated numbers in each stream
   */
  constructor(seed: number, stream = 0) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / WORD) | 0;
    this.#c = stream | 0;
    this.#counter = (Math.floor(stream / WORD) + 1) | 0;
    // The first numbers still show the seed; those after twenty rounds do not.
    for (let round = 0; round < 20; round++) this.#word();
  }

  #word(): number {
    const word = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + word) | 0;
    return word >>> 0;
  }

  /** A number from 0 up to, not including, 1. */
  fraction(): number {
    return this.#word() / WORD;
  }

  /** A whole number from `least` to `greatest`, both included; `least` where `greatest` is below it. */
  integer(least: number, greatest: number): number {
    return least + Math.floor(this.fraction() * Math.max(1, greatest - least + 1));
  }

  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of the values. Throws a RangeError for an empty list. */
  pick<T>(values: readonly T[]): T {
    const index = this.integer(0, values.length - 1);
    for (const value of values.slice(index, index + 1)) return value;
    throw new RangeError('nothing to pick from: the list is empty');
  }

  /** One of the values, each as likely as its weight says. Throws a RangeError for an empty list. */
  pickWeighted<T>(weighted: readonly (readonly [value: T, weight: number])[]): T {
    let left = this.fraction() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of weighted) {
      left -= weight;
      if (left < 0) return value;
    }
    // Rounding may leave a trace of the sum: it belongs to the last value.
    return this.pick(weighted.slice(-1))[0];
  }

  /** The values in a random order, as a new list. */
  shuffled<T>(values: readonly T[]): T[] {
    const list = [...values];
    // Fisher and Yates: each place in turn gets one of the values not placed yet, by swapping the two.
    list.forEach((value, place) => {
      const from = this.integer(place, list.length - 1);
      for (const chosen of list.slice(from, from + 1)) list[place] = chosen;
      list[from] = value;
    });
    return list;
  }

  /** A string of lowercase hex digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.#word().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }
}
