// Every goal of every bench in one table: what several things have in common is one line.
import type { Bench } from '../bench';
import { keepsGoal, type Row } from '../bench';
import type { Result } from '../results';
import { shownGoal, shownNumber } from '../table-text';
import { measureOf } from './layout';
import { markdownTable } from './markdown';

interface Line {
  readonly measure: string;
  readonly measured: string;
  readonly goal: string;
  readonly verdict: string;
}

/** From the least to the greatest of the values. */
const range = (rows: NonEmpty<Row>): string => {
  const values = rows.map(({ value }) => value);
  const ends = new Set([Math.min(...values), Math.max(...values)].map(shownNumber));
  return `${[...ends].join('–')} ${rows[0].unit}`.trim();
};

const verdictOf = (rows: readonly Row[]): string => {
  const missed = rows.filter((row) => !keepsGoal(row)).length;
  if (missed === 0) return 'met';
  return missed === rows.length ? '**missed**' : `**missed** by ${missed} of ${rows.length}`;
};

type NonEmpty<T> = readonly [T, ...T[]];

/** What has the same key together, in the order in which the keys come first. */
const groupedBy = <T>(all: readonly T[], keyOf: (one: T) => string): NonEmpty<T>[] => {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return [...groups.values()];
};

const linesOf = (bench: string, rows: readonly Row[]): Line[] => {
  const withGoal = rows.filter(({ goal }) => goal !== undefined);
  const lines = groupedBy(withGoal, (row) => `${measureOf(bench, row)}|${shownGoal(row)}`).map((group) => ({
    measure: measureOf(bench, group[0]),
    measured: range(group),
    goal: shownGoal(group[0]),
    verdict: verdictOf(group),
  }));
  return groupedBy(lines, ({ measured, goal, verdict }) => `${measured}|${goal}|${verdict}`).map((group) => ({
    ...group[0],
    measure: group.map(({ measure }) => measure).join('; '),
  }));
};

/** Whether the table of goals says all that a bench has found. */
export const goalsSayAll = (bench: string, rows: readonly Row[]): boolean =>
  rows.every(({ goal }) => goal !== undefined) &&
  groupedBy(rows, (row) => measureOf(bench, row)).every(
    (group) => new Set(group.map(({ value }) => value)).size === 1,
  );

/**
 * The table of goals.
 *
 * @param titleOf - how a bench is named in it
 */
export const goalsTable = (
  benches: readonly Bench[],
  results: ReadonlyMap<string, Result>,
  titleOf: (bench: string) => string,
): string =>
  markdownTable(
    ['bench', 'what', 'measured', 'goal', ''],
    benches.flatMap(({ name }) =>
      linesOf(name, results.get(name)?.rows ?? []).map(({ measure, measured, goal, verdict }, index) => [
        index === 0 ? titleOf(name) : '',
        measure,
        measured,
        goal,
        verdict,
      ]),
    ),
  );
