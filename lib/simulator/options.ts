// The simulator's command line: its options, their limits and defaults, and the help that says so.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { EARLIEST_MS, LATEST_MS } from '../../functions/contract/fields';

/** What `npm run simulate` was asked to do. */
export interface SimulateOptions {
  readonly url: URL;
  readonly secret: string;
  /** Lives of channels. */
  readonly channels: number;
  /** Users of each life of a channel. */
  readonly users: number;
  /** Pushes over all channels. */
  readonly streams: number;
  readonly hours: number;
  readonly loss: number;
  readonly duplicates: number;
  readonly wild: number;
  readonly shuffle: boolean;
  readonly seed: number;
  /** Unix milliseconds. */
  readonly now: number;
  readonly concurrency: number;
  readonly retrySeconds: number;
}

/** Thrown where the command line asks for something that cannot be done; its message is meant for a person. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** Most users over all channels: the whole history is held in memory. */
const MOST_USERS_IN_ALL = 100_000;

interface OptionDefinition {
  /** What stands for the value in the help; absent for a switch. */
  readonly value?: string;
  readonly help: string;
}

const definitions = {
  url: {
    value: 'URL',
    help: 'where to post (http://localhost:3000/notifications; the port is PORT where that is set)',
  },
  secret: { value: 'TEXT', help: 'signing secret (ANYRTC_SECRET where that is set, else local-secret)' },
  channels: {
    value: 'N',
    help: 'channel sessions, from create to destroy, in all (5); a name may have several, one after the other',
  },
  users: { value: 'N', help: 'users of each channel session (10); some come back, so there are more stays' },
  streams: { value: 'N', help: 'pushes to the CDN, over all channels (3)' },
  hours: { value: 'N', help: 'how far back the history begins (3); it ends now' },
  loss: { value: 'F', help: 'fraction of the notifications that is never delivered (0)' },
  duplicates: { value: 'F', help: 'fraction of the delivered notifications that is delivered twice (0)' },
  wild: { value: 'F', help: 'fraction sent in the other forms that real senders use (0)' },
  shuffle: { help: 'send in random order (otherwise nearly in the order of events)' },
  seed: { value: 'N', help: 'the same seed gives the same course of events (random)' },
  now: { value: 'TIME', help: 'end of the history, in ISO 8601; with --seed it repeats a run exactly (now)' },
  concurrency: { value: 'N', help: 'most requests under way at once (16)' },
  'retry-seconds': { value: 'S', help: 'time from a failed try to the next one, three tries in all (10)' },
  help: { help: 'show this' },
} as const satisfies Record<string, OptionDefinition>;

type OptionName = keyof typeof definitions;

const isOptionName = (name: string): name is OptionName => Object.hasOwn(definitions, name);

/** The text that `--help` prints. */
export const helpText = (): string => {
  const rows = Object.entries<OptionDefinition>(definitions).map(([name, { value, help }]) => ({
    left: `--${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  }));
  const width = Math.max(...rows.map(({ left }) => left.length));
  return [
    'Plays whole sessions of channels, users and CDN pushes against an endpoint, signed as anyRTC signs.',
    '',
    'npm run simulate -- [options]            (start the endpoint first, for example with npm start)',
    '',
    ...rows.map(({ left, help }) => `  ${left.padEnd(width)}  ${help}`),
    '',
    'Example: npm run simulate -- --channels 20 --users 50 --streams 10 --duplicates 0.1 --loss 0.02 --shuffle',
    'Exit status: 0 when everything was accepted; 1 when something was refused, nothing listens, or an option is bad; 130 when interrupted.',
  ].join('\n');
};

/**
 * Reads the command line.
 *
 * @param args - without the program's name
 * @param environment - PORT and ANYRTC_SECRET set the defaults, as they do for the embedded stack
 * @returns the options, or `help` where that is asked for
 * @throws OptionError that names the option, the value and what is allowed
 */
export const readOptions = (
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): SimulateOptions | 'help' => {
  const given = readArguments(args);
  if (given.has('help')) return 'help';
  const whole = (name: OptionName, least: number, greatest: number, byDefault: () => number): number =>
    numberOf(given, name, least, greatest, byDefault, /^\d+$/, 'a whole number');
  const decimal = (name: OptionName, least: number, greatest: number, byDefault: number): number =>
    numberOf(given, name, least, greatest, () => byDefault, /^(\d+\.?\d*|\.\d+)$/, 'a number');

  const options: SimulateOptions = {
    url: urlOf(given.get('url') ?? `http://localhost:${environment.PORT || '3000'}/notifications`),
    secret: secretOf(given.get('secret') ?? (environment.ANYRTC_SECRET || 'local-secret')),
    channels: whole('channels', 1, 100_000, () => 5),
    users: whole('users', 0, 100_000, () => 10),
    streams: whole('streams', 0, 100_000, () => 3),
    hours: decimal('hours', 0.1, 720, 3),
    loss: decimal('loss', 0, 1, 0),
    duplicates: decimal('duplicates', 0, 1, 0),
    wild: decimal('wild', 0, 1, 0),
    shuffle: given.has('shuffle'),
    // As long as a person still likes to type it.
    seed: whole('seed', 0, Number.MAX_SAFE_INTEGER, () => randomInt(1_000_000)),
    now: timeOf(given.get('now')),
    concurrency: whole('concurrency', 1, 1_000, () => 16),
    retrySeconds: decimal('retry-seconds', 0, 3_600, 10),
  };
  const usersInAll = options.channels * options.users;
  if (usersInAll > MOST_USERS_IN_ALL) {
    throw new OptionError(
      `--channels ${options.channels} --users ${options.users}: makes ${usersInAll} users in all; at most ${MOST_USERS_IN_ALL} are allowed`,
    );
  }
  return options;
};

/** Splits the command line and checks names; a switch maps to an empty text. */
const readArguments = (args: readonly string[]): Map<OptionName, string> => {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries<OptionDefinition>(definitions).map(([name, { value }]) => [
        name,
        {
          type: value === undefined ? ('boolean' as const) : ('string' as const),
          ...(name === 'help' && { short: 'h' }),
        },
      ]),
    ),
    // Its own refusals do not say what is allowed; ours do.
    strict: false,
    tokens: true,
  });
  const given = new Map<OptionName, string>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      throw new OptionError(`${token.value}: not an option; options begin with --, see --help`);
    }
    const { name, rawName, value } = token;
    if (!isOptionName(name)) {
      const allowed = Object.keys(definitions).map((known) => `--${known}`);
      throw new OptionError(`${rawName}: no such option; there are ${allowed.join(' ')}`);
    }
    const definition: OptionDefinition = definitions[name];
    if (definition.value === undefined && value !== undefined) {
      throw new OptionError(`--${name}=${value}: takes no value`);
    }
    if (
      definition.value !== undefined &&
      (value === undefined || (!token.inlineValue && value.startsWith('--')))
    ) {
      throw new OptionError(`--${name}: needs a value: --${name} ${definition.value}, ${definition.help}`);
    }
    given.set(name, value ?? '');
  }
  return given;
};

const numberOf = (
  given: ReadonlyMap<OptionName, string>,
  name: OptionName,
  least: number,
  greatest: number,
  byDefault: () => number,
  form: RegExp,
  kind: string,
): number => {
  const text = given.get(name);
  if (text === undefined) return byDefault();
  const value = Number(text);
  if (form.test(text) && value >= least && value <= greatest) return value;
  throw new OptionError(`--${name} ${shown(text)}: must be ${kind} from ${least} to ${greatest}`);
};

const urlOf = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new OptionError(
    `--url ${shown(text)}: must be an http or https address, such as http://localhost:3000/notifications`,
  );
};

const secretOf = (text: string): string => {
  if (text !== '') return text;
  throw new OptionError('--secret "": must not be empty');
};

const timeOf = (text: string | undefined): number => {
  if (text === undefined) return Date.now();
  const time = Date.parse(text);
  // A history may begin a month before its end, and its times stay within the contract's years.
  const margin = 32 * 86_400_000;
  if (time >= EARLIEST_MS + margin && time <= LATEST_MS - margin) return time;
  throw new OptionError(
    `--now ${shown(text)}: must be a time between the years 2000 and 2099 in ISO 8601, such as 2026-05-01T12:00:00Z`,
  );
};

const shown = (text: string): string => (/^[\w.:/-]+$/.test(text) ? text : JSON.stringify(text));
