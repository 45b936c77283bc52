// `usage`: how long who was where, by day or by channel, as a table or as CSV.
import { type Command, Option } from '@commander-js/extra-typings';
import { deployedSource, localSource, type Source } from '../console/source';
import { localDynamoDb } from '../local/local-dynamodb';
import { createAwsClients } from '../operations/aws-clients';
import { readUsage, usageCells, usageColumns } from '../operations/usage';
import { CommandFailure } from './command-failure';
import { refuse } from './option-values';
import { CREDENTIALS_HELP, stackOption } from './stack-options';

const DAY_MS = 86_400_000;

/** Reads a day: its midnight UTC, in Unix milliseconds. */
const day = (text: string): number => {
  const ms = Date.parse(`${text}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(ms || 0).toISOString().startsWith(text);
  return isDay ? ms : refuse('a day, such as 2026-05-01');
};

interface UsageCommandOptions {
  readonly stack: string;
  readonly local: boolean;
  readonly from: number;
  readonly to: number;
  readonly by: 'day' | 'channel';
  readonly csv: boolean;
}

/**
 * Adds the command.
 *
 * @param environment - DYNAMODB_PORT says where `npm start` has its tables
 */
export const addUsage = (program: Command, environment: NodeJS.ProcessEnv): void => {
  program
    .command('usage')
    .description('Adds up from the tables how long who was where, cut at UTC midnight.')
    .addOption(new Option('--from <DAY>', 'first day, UTC').argParser(day).makeOptionMandatory())
    .addOption(new Option('--to <DAY>', 'last day, UTC').argParser(day).makeOptionMandatory())
    .addOption(
      new Option('--by <WHAT>', 'one row for each')
        .choices(['day', 'channel'] as const)
        .default('day' as const),
    )
    .addOption(new Option('--csv', 'write CSV').default(false))
    .addOption(stackOption())
    .addOption(localOption())
    .addHelpText(
      'after',
      `
Minutes are those of stays whose join is known; who is online counts until now. How far the
figures can be trusted: staysWithoutJoin (not in the minutes) and leavesInferred (an end that
follows from what is known). Items go from the tables after retentionDays.${CREDENTIALS_HELP}`,
    )
    .action((options) => printUsage(options, environment));
};

/** `--local`: the tables of `npm start` in place of a deployed stack's. */
export const localOption = () =>
  new Option('--local', 'use the tables of npm start, whose DynamoDB is at DYNAMODB_PORT (8000)')
    .default(false)
    .conflicts('stack');

/** The tables that a command works on. */
const sourceOf = (
  { stack, local }: { readonly stack: string; readonly local: boolean },
  { DYNAMODB_PORT }: NodeJS.ProcessEnv,
): Promise<Source> =>
  local
    ? Promise.resolve(localSource(localDynamoDb(Number(DYNAMODB_PORT || 8000))))
    : deployedSource(createAwsClients(), stack);

const printUsage = async (options: UsageCommandOptions, environment: NodeJS.ProcessEnv): Promise<void> => {
  const { from, to, by, csv } = options;
  if (to < from) throw new CommandFailure('--to is before --from: give the last day, which is in it');
  const source = await sourceOf(options, environment);
  const days = { fromMs: from, toMs: to + DAY_MS, by, nowMs: Date.now() };
  const rows = await readUsage(source, days, (stays) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${stays} stays read`);
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  const lines = [usageColumns(by), ...rows.map(usageCells)];
  process.stdout.write(csv ? csvText(lines) : tableText(lines));
};

type Lines = readonly (readonly string[])[];

const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** RFC 4180, with line feeds alone. */
export const csvText = (lines: Lines): string =>
  lines.map((line) => `${line.map(csvCell).join(',')}\n`).join('');

/** Columns of equal width; numbers to the right. */
export const tableText = (lines: Lines): string => {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  );
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return lines.map((line) => `${line.map(pad).join('  ').trimEnd()}\n`).join('');
};
