// The tables of the documentation: what happens for each fault at each call, one table for each function.
import type { CaseResult } from './case';
import { faults } from './faults';
import { type FunctionName, functionNames, type Point, points } from './points';

/** The parts of the document that hold these tables. */
export const FAULTS_PART = 'faults';

const headingOf = ({ call, table, purpose }: Point): string =>
  `${call}${table === undefined ? '' : ` ${table}`}: ${purpose}`;

const pointsOf = (name: FunctionName): readonly Point[] => points.filter((point) => point.function === name);
const faultsOf = (name: FunctionName) =>
  faults.filter((fault) => pointsOf(name).some(({ call }) => fault.calls.includes(call)));

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

/**
 * One Markdown table for each function.
 *
 * @param outcomeOf - the text of a cell
 */
export const faultTables = (outcomeOf: (fault: string, point: Point) => string): string =>
  functionNames
    .map((name) => {
      const columns = pointsOf(name);
      const head = row(['fault', ...columns.map(headingOf)]) + row(['---', ...columns.map(() => '---')]);
      const rows = faultsOf(name).map((fault) =>
        row([
          fault.name,
          ...columns.map((point) => (fault.calls.includes(point.call) ? outcomeOf(fault.name, point) : '–')),
        ]),
      );
      return `### ${name}\n\n${head}${rows.join('')}\n`;
    })
    .join('');

/** The tables of a run's results. */
export const tablesOf = (results: readonly CaseResult[]): string =>
  faultTables((name, point) => {
    const result = results.find((one) => one.fault.name === name && one.point === point);
    if (result === undefined) throw new Error(`no result of ${name} at ${headingOf(point)}`);
    return result.problems.length > 0 ? `**${result.problems.join('; ')}**` : result.outcome;
  });

/** A table's shape, without its outcomes: its faults, its calls, and which faults cannot happen to which. */
export const shapeOf = (tables: string): string =>
  tables
    .split('\n')
    .map((line) => {
      const [, first, ...cells] = line.split('|').map((cell) => cell.trim());
      if (first === undefined || first === 'fault' || first === '---') return line;
      return [first, ...cells.map((cell) => (cell === '–' || cell === '' ? cell : 'x'))].join('|');
    })
    .join('\n');
