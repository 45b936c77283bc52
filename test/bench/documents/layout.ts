// How a bench's rows lie in a table: what is measured of several things stands in one line, a column for each thing.
import { keepsGoal, type Row } from '../bench';
import { shownGoal, shownValue } from '../table-text';
import { markdownTable, rowsTable } from './markdown';

/** What a row's name says: what was measured, and of what. */
type Place = readonly [measure: string, of: string];

interface Layout {
  place(what: string): Place;
  /** A line for each thing and a column for each measure: where there are many things. */
  readonly isTransposed?: boolean;
}

/** Cuts a name where a text is in it for the last time. */
const cut = (what: string, separator: string): readonly [string, string] => {
  const at = what.lastIndexOf(separator);
  return at < 0 ? [what, ''] : [what.slice(0, at), what.slice(at + separator.length)];
};

const measureFirst: Layout = { place: (what) => cut(what, ', ') };
const measureLast: Layout = {
  place: (what) => {
    const [of, measure] = cut(what, ': ');
    return [measure, of];
  },
};

const layouts: Readonly<Record<string, Layout>> = {
  arrival: { ...measureLast, isTransposed: true },
  'cold-start': {
    place: (what) => {
      const [of = what, measure = ''] = what.split(/,? (.*)/);
      return [measure.startsWith('size') ? measure : `loading ${measure}`.trim(), of];
    },
  },
  growth: measureFirst,
  reports: measureLast,
  storm: measureLast,
  'storm-million': measureLast,
  'table-calls': measureFirst,
  units: {
    place: (what) => {
      const [measure, of] = cut(what.replace(/ in all$/, ', in all'), ', ');
      return [measure, of || 'in all'];
    },
    isTransposed: true,
  },
};

/** What a row of a bench measures, without of what. */
export const measureOf = (bench: string, { what }: Row): string => layouts[bench]?.place(what)[0] ?? what;

const bold = (text: string, isBold: boolean): string => (isBold ? `**${text}**` : text);

/** A value, bold where it misses its goal. */
const cell = (row: Row | undefined, showsGoal: boolean): string => {
  if (row === undefined) return '';
  const goal = showsGoal && row.goal !== undefined ? ` (${shownGoal(row)})` : '';
  return bold(`${shownValue(row)}${goal}`, !keepsGoal(row));
};

/** A bench's rows as a table. A goal stands behind the line where all of it has it, else in brackets. */
export const benchTable = (bench: string, rows: readonly Row[]): string => {
  const layout = layouts[bench];
  if (layout === undefined) return rowsTable(rows);
  const cells = rows.map((row) => {
    const [measure, of] = layout.place(row.what);
    return layout.isTransposed ? { row, line: of, column: measure } : { row, line: measure, column: of };
  });
  const columns = [...new Set(cells.map(({ column }) => column))];
  const lines = [...new Set(cells.map(({ line }) => line))].map((line) => {
    const own = cells.filter((one) => one.line === line);
    const [goal = '', ...otherGoals] = new Set(own.map(({ row }) => shownGoal(row)));
    const isCommon = otherGoals.length === 0 && !layout.isTransposed;
    const values = columns.map((column) => cell(own.find((one) => one.column === column)?.row, !isCommon));
    return { line, values, goal: isCommon ? goal : '' };
  });
  const hasGoals = lines.some(({ goal }) => goal !== '');
  return markdownTable(
    ['', ...columns, ...(hasGoals ? ['goal'] : [])],
    lines.map(({ line, values, goal }) => [line, ...values, ...(hasGoals ? [goal] : [])]),
  );
};
