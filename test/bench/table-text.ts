// Rows as a table for a terminal.
import { keepsGoal, type Row } from './bench';

/** A number with as many digits as say something. */
export const shownNumber = (value: number): string =>
  Number.isInteger(value) || Math.abs(value) >= 1000
    ? Math.round(value).toLocaleString('en-US')
    : value.toLocaleString('en-US', {
        maximumFractionDigits:
          Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 3 : 4,
      });

/** A row's goal: `≤ 2`, `≥ 0.6`, or nothing. */
export const shownGoal = ({ goal, comparison = 'atMost' }: Row): string =>
  goal === undefined ? '' : `${{ atMost: '≤', atLeast: '≥', exactly: '=' }[comparison]} ${shownNumber(goal)}`;

/** A row's value, with the least and the greatest where it was measured more than once. */
export const shownValue = ({ value, unit, min, max }: Row): string =>
  `${`${shownNumber(value)} ${unit}`.trim()}${min === undefined || max === undefined || min === max ? '' : ` (${shownNumber(min)}–${shownNumber(max)})`}`;

/** The rows as lines of text. */
export const tableText = (rows: readonly Row[]): string => {
  const cells = rows.map((row) => [
    row.what,
    shownValue(row),
    shownGoal(row),
    row.goal === undefined ? '' : keepsGoal(row) ? 'ok' : 'OVER',
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
};
