// Progress of a deploy run: one line when a stage begins, one with its seconds when it ends.

/** How long a stage took. */
export interface StageTime {
  readonly stage: string;
  readonly seconds: number;
}

/** Writes the lines of a run and keeps the time of each stage. */
export class Progress {
  readonly #times: StageTime[] = [];
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void = (line) => console.log(line)) {
    this.#write = write;
  }

  /** The stages that ended so far, in that order. */
  get times(): readonly StageTime[] {
    return this.#times;
  }

  say(line: string): void {
    this.#write(`deploy-test  ${line}`);
  }

  /** Runs a stage; its end, good or bad, is written with the seconds it took. */
  async stage<Result>(stage: string, run: () => Promise<Result>): Promise<Result> {
    const begun = performance.now();
    const seconds = () => Math.round((performance.now() - begun) / 100) / 10;
    this.say(`… ${stage}`);
    try {
      const result = await run();
      this.#times.push({ stage, seconds: seconds() });
      this.say(`✓ ${stage} (${seconds()} s)`);
      return result;
    } catch (error) {
      this.say(`✗ ${stage} (${seconds()} s)`);
      throw error;
    }
  }
}
