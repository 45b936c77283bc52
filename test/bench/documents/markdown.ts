// Tables in Markdown.
import { keepsGoal, type Row } from '../bench';
import { shownGoal, shownValue } from '../table-text';

/** A table of cells. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** A bench's rows. */
export const rowsTable = (rows: readonly Row[]): string =>
  markdownTable(
    ['', 'measured', 'goal', ''],
    rows.map((row) => [
      row.what,
      shownValue(row),
      shownGoal(row),
      row.goal === undefined ? '' : keepsGoal(row) ? 'met' : '**missed**',
    ]),
  );

/** Dollars to the cent. */
export const dollars = (value: number): string =>
  value > 0 && value < 0.005 ? '< 0.01' : value === 0 ? '0' : value.toFixed(2);
