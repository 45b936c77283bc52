// What people wait for, in one table: rows of benches.
import { type Result, resultOf } from '../results';
import { shownNumber } from '../table-text';
import { markdownTable } from './markdown';

/** What the rows' names end in. */
const QUANTILES = ['p50', 'p99', 'greatest'] as const;

interface Wait {
  readonly what: string;
  readonly bench: string;
  /** The rows' names up to the quantile. */
  readonly rows: string;
}

/** What people wait for. */
const waits: readonly Wait[] = [
  {
    what: '100,000 joins of one channel within a minute, to the table',
    bench: 'storm',
    rows: '10⁵ joins in a minute: join to table',
  },
  {
    what: 'the same, to the report',
    bench: 'storm',
    rows: '10⁵ joins in a minute: join to report',
  },
];

/** What one join takes by itself, in a sentence. */
export const arrivalSentence = (results: ReadonlyMap<string, Result>): string => {
  const ms = (way: string): string => `${Math.round(resultOf(results, 'arrival', `${way}: p50`))} ms`;
  return `On the stack deployed to a local AWS engine ([arrival](#arrival)), half of the joins are behind a rule of your own within
${ms('POST to the receive behind a rule')}, in the table within ${ms('POST to table')}, in the report within ${ms('POST to report')}; the engine itself takes ${ms('PutEvents to receive, the engine itself')} for an event. On AWS, the report
collects changes for 5 s first.`;
};

/** The table of waits. */
export const waitsTable = (results: ReadonlyMap<string, Result>): string =>
  markdownTable(
    ['seconds, until it is there', 'half', '99 in 100', 'all'],
    waits.map(({ what, bench, rows }) => [
      what,
      ...QUANTILES.map((quantile) => shownNumber(resultOf(results, bench, `${rows}, ${quantile}`))),
    ]),
  );
