// What a bench is, and the arithmetic that they share.
import * as v from 'valibot';

/** One line of a bench's table, as it is kept in the results. */
export const rowSchema = v.object({
  what: v.string(),
  value: v.number(),
  unit: v.string(),
  goal: v.exactOptional(v.number()),
  /** What was reached where the goal is not met: the short form sees to it that it does not get worse. */
  reached: v.exactOptional(v.number()),
  /** How the value must stand to the goal: `atMost` where it is not said. */
  comparison: v.exactOptional(v.picklist(['atMost', 'atLeast', 'exactly'])),
  /** Least and greatest of several runs, whose median `value` is. */
  min: v.exactOptional(v.number()),
  max: v.exactOptional(v.number()),
});

/** One line of a bench's table. */
export type Row = Readonly<v.InferOutput<typeof rowSchema>>;

/** A bench: compares with a floor or a peer in the same run. */
export interface Bench {
  readonly name: string;
  /** What is compared with what. */
  readonly compares: string;
  /** @param short - a form for CI: fewer rounds, same comparison */
  run(short: boolean): Promise<Row[]>;
}

/** The middle value. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError('no values');
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
};

/** The value below which a share of the sorted values is. */
export const quantile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** CPU time of this process while something runs, in microseconds. */
export const cpuOf = async (run: () => Promise<void> | void): Promise<number> => {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
};

/**
 * Runs two things in turn, A B A B …, and gives the ratio of each pair and the CPU time of each side. The first
 * pairs warm up and do not count.
 */
export const interleaved = async (
  rounds: number,
  a: () => Promise<void> | void,
  b: () => Promise<void> | void,
): Promise<{ ratio: number; a: number; b: number }> => {
  const pairs: { a: number; b: number }[] = [];
  const warmUp = 3;
  for (let round = -warmUp; round < rounds; round++) {
    const pair = { a: await cpuOf(a), b: await cpuOf(b) };
    if (round >= 0) pairs.push(pair);
  }
  return {
    ratio: median(pairs.map((pair) => pair.a / pair.b)),
    a: median(pairs.map((pair) => pair.a)),
    b: median(pairs.map((pair) => pair.b)),
  };
};

/** Whether a value is on the right side of a bound, within a tolerance (0.2 = 20 %); an exact one has none. */
const keeps = ({ value, comparison = 'atMost' }: Row, bound: number, tolerance = 0): boolean => {
  if (comparison === 'exactly') return value === bound;
  return comparison === 'atLeast' ? value >= bound / (1 + tolerance) : value <= bound * (1 + tolerance);
};

/** Whether a row keeps its goal, where it has one. */
export const keepsGoal = (row: Row): boolean => row.goal === undefined || keeps(row, row.goal);

/**
 * Whether a row is within a tolerance of its goal, or of what was reached where the goal is not met. Calls are counted,
 * the same on every machine: they have none.
 */
export const holds = (row: Row, tolerance: number): boolean => {
  const bound = row.reached ?? row.goal;
  return bound === undefined || keeps(row, bound, row.unit === 'calls' ? 0 : tolerance);
};
