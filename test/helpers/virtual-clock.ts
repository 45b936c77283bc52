// A clock that goes only when it is told to.

/** The time of a world in a test, in Unix milliseconds. */
export class VirtualClock {
  #ms: number;

  constructor(startsAt: number) {
    this.#ms = startsAt;
  }

  /** The time now; may be handed over as it is. */
  readonly now = (): number => this.#ms;

  advance(ms: number): void {
    this.#ms += ms;
  }
}
