// The command lines of `npm run redrive` and `npm run replay`: options, limits, defaults and the help.
import { parseArgs } from 'node:util';
import { stackId } from '../config';
import { CommandFailure } from './command-failure';
import { PROJECTION_NAMES, type ProjectionName } from './deployed-stack';

/** What `npm run redrive` was asked to do. */
export interface RedriveOptions {
  readonly stack: string;
  /** How many messages of each dead-letter queue to show. */
  readonly show: number;
  /** The one projection to look at; all where absent. */
  readonly queue?: ProjectionName;
  /** Whether to act without asking. */
  readonly yes: boolean;
}

/** What `npm run replay` was asked to do. */
export interface ReplayOptions {
  readonly stack: string;
  /** First event time; the beginning of the archive where absent. */
  readonly from?: Date;
  /** Last event time; now where absent. */
  readonly to?: Date;
  /** Whether to act without asking. */
  readonly yes: boolean;
}

interface OptionDefinition {
  /** What stands for the value in the help; absent for a switch. */
  readonly value?: string;
  readonly help: string;
}

type Definitions = Readonly<Record<string, OptionDefinition>>;

const MOST_SHOWN = 1_000;

const stackOption = { value: 'NAME', help: `the deployed stack (${stackId(undefined)})` };
const yesOption = { help: 'act without asking' };
const helpOption = { help: 'show this' };

const redriveDefinitions = {
  stack: stackOption,
  queue: {
    value: PROJECTION_NAMES.join('|'),
    help: 'only the dead letters of this projection (all of them)',
  },
  show: { value: 'N', help: 'show up to N messages of each dead-letter queue, publishing keys masked (0)' },
  yes: yesOption,
  help: helpOption,
} as const satisfies Definitions;

const replayDefinitions = {
  stack: stackOption,
  from: { value: 'TIME', help: 'first event time, ISO 8601 (the beginning of the archive)' },
  to: { value: 'TIME', help: 'last event time, ISO 8601 (now)' },
  yes: yesOption,
  help: helpOption,
} as const satisfies Definitions;

/** The text that `npm run redrive -- --help` prints. */
export const redriveHelp = (): string =>
  helpText(
    'Lists what the projections could not process, and gives it back to their queues.',
    'redrive',
    redriveDefinitions,
  );

/** The text that `npm run replay -- --help` prints. */
export const replayHelp = (): string =>
  helpText(
    "Replays the archive into the projections' rules, and into no other rule on the bus.",
    'replay',
    replayDefinitions,
  );

/**
 * Reads the command line of `npm run redrive`.
 *
 * @param args - without the program's name
 * @throws CommandFailure that names the option, the value and what is allowed
 */
export const readRedriveOptions = (args: readonly string[]): RedriveOptions | 'help' => {
  const given = readArguments(args, redriveDefinitions);
  if (given.has('help')) return 'help';
  const queue = given.get('queue');
  return {
    stack: stackOf(given.get('stack')),
    show: showOf(given.get('show')),
    ...(queue !== undefined && { queue: projectionOf(queue) }),
    yes: given.has('yes'),
  };
};

/**
 * Reads the command line of `npm run replay`.
 *
 * @param args - without the program's name
 * @throws CommandFailure that names the option, the value and what is allowed
 */
export const readReplayOptions = (args: readonly string[]): ReplayOptions | 'help' => {
  const given = readArguments(args, replayDefinitions);
  if (given.has('help')) return 'help';
  const from = timeOf('from', given.get('from'));
  const to = timeOf('to', given.get('to'));
  if (from && to && from >= to) {
    throw new CommandFailure(
      `--from ${from.toISOString()} --to ${to.toISOString()}: --from must be before --to`,
    );
  }
  return {
    stack: stackOf(given.get('stack')),
    ...(from && { from }),
    ...(to && { to }),
    yes: given.has('yes'),
  };
};

const stackOf = (text: string | undefined): string => {
  if (text === undefined) return stackId(undefined);
  if (/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(text)) return text;
  throw new CommandFailure(
    `--stack ${shown(text)}: must be a stack's name: a letter, then up to 127 letters, digits and hyphens`,
  );
};

const showOf = (text: string | undefined): number => {
  if (text === undefined) return 0;
  if (/^\d+$/.test(text) && Number(text) <= MOST_SHOWN) return Number(text);
  throw new CommandFailure(`--show ${shown(text)}: must be a whole number from 0 to ${MOST_SHOWN}`);
};

const projectionOf = (text: string): ProjectionName => {
  const found = PROJECTION_NAMES.find((name) => name === text);
  if (found !== undefined) return found;
  throw new CommandFailure(`--queue ${shown(text)}: must be one of ${PROJECTION_NAMES.join(', ')}`);
};

/** A date alone is midnight UTC; a time of day needs its zone, since a guessed one would replay other hours. */
const ISO_TIME = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

const timeOf = (name: string, text: string | undefined): Date | undefined => {
  if (text === undefined) return undefined;
  const [, year, month, day] = ISO_TIME.exec(text) ?? [];
  const time = new Date(text);
  // JavaScript takes 30 February for 2 March.
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  if (isDay && !Number.isNaN(time.getTime())) return time;
  throw new CommandFailure(
    `--${name} ${shown(text)}: must be a time in ISO 8601 with its zone, such as 2026-05-01T12:00:00Z, or a date, such as 2026-05-01`,
  );
};

const helpText = (purpose: string, command: string, definitions: Definitions): string => {
  const rows = Object.entries(definitions).map(([name, { value, help }]) => ({
    left: `--${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  }));
  const width = Math.max(...rows.map(({ left }) => left.length));
  return [
    purpose,
    '',
    `npm run ${command} -- [options]`,
    '',
    ...rows.map(({ left, help }) => `  ${left.padEnd(width)}  ${help}`),
    '',
    'Region and credentials come from AWS_REGION, AWS_PROFILE and what the AWS CLI has configured.',
  ].join('\n');
};

/** Splits the command line and checks names; a switch maps to an empty text. */
const readArguments = (args: readonly string[], definitions: Definitions): Map<string, string> => {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(definitions).map(([name, { value }]) => [
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
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      throw new CommandFailure(`${shown(token.value)}: not an option; options begin with --, see --help`);
    }
    const { name, rawName, value, inlineValue } = token;
    const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    if (definition === undefined) {
      const allowed = Object.keys(definitions).map((known) => `--${known}`);
      throw new CommandFailure(`${rawName}: no such option; there are ${allowed.join(' ')}`);
    }
    if (definition.value === undefined && value !== undefined) {
      throw new CommandFailure(`--${name}=${value}: takes no value`);
    }
    if (definition.value !== undefined && (value === undefined || (!inlineValue && value.startsWith('--')))) {
      throw new CommandFailure(`--${name}: needs a value: --${name} ${definition.value}, ${definition.help}`);
    }
    given.set(name, value ?? '');
  }
  return given;
};

const shown = (text: string): string => (/^[\w.:/+-]+$/.test(text) ? text : JSON.stringify(text));
