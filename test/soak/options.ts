// The soak's command line.
import { parseArgs } from 'node:util';

/** What `npm run soak` is told. */
export interface SoakOptions {
  /** Messages received, at least: redeliveries count. */
  readonly deliveries: number;
  readonly seed: number;
  /** Invocations at a time. */
  readonly workers: number;
}

/** Thrown for a command line that cannot be understood. */
export class SoakOptionError extends Error {
  override readonly name = 'SoakOptionError';
}

const defaults: SoakOptions = { deliveries: 50_000, seed: 1, workers: 4 };

/** @throws SoakOptionError with the option, what it got and what is allowed */
export const readSoakOptions = (args: readonly string[]): SoakOptions => {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: { deliveries: { type: 'string' }, seed: { type: 'string' }, workers: { type: 'string' } },
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  for (const token of tokens) {
    if (token.kind === 'option' && !(token.name in defaults)) {
      throw new SoakOptionError(
        `${token.rawName} is no option: there are --deliveries, --seed and --workers`,
      );
    }
  }
  if (positionals.length > 0) throw new SoakOptionError(`${positionals[0]} is no option`);
  const whole = (name: keyof SoakOptions, least: number, greatest: number): number => {
    const text = values[name];
    if (text === undefined) return defaults[name];
    const value = typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= greatest) return value;
    throw new SoakOptionError(
      `--${name} must be a whole number from ${least} to ${greatest}, but it is ${text === true ? 'empty' : text}`,
    );
  };
  return {
    deliveries: whole('deliveries', 1, 1_000_000_000),
    seed: whole('seed', 0, 2 ** 31 - 1),
    workers: whole('workers', 1, 32),
  };
};
