// docs/cost.md, from the results.
import { keepsGoal, type Row } from '../bench';
import { assumptions, inFunction, PRICES_AS_OF, prices } from '../prices';
import type { Result } from '../results';
import { shownGoal, shownNumber, shownValue } from '../table-text';
import { benchTable } from './layout';
import { dollars, markdownTable } from './markdown';
import { REPORTS_REMARK } from './reports-remark';

const FIXED = 'fixed: ';
const MEASURED = 'measured: ';
const SAVED = 'saved without: ';
const REPORTS_LINE = 'line: ';
const TOTAL = 'in all';
const REPORTS_TOTAL = "the simulator's day: more";
/** What a million notifications may cost, reports included. */
const GOAL = 5.9;

const MILLION = 1e6;
/** Calls that a message of a batch of its own costs more than one of a batch of ten: a receive and a delete, and an invocation. */
const LONELY_INVOCATIONS = 0.9;
const LONELY_SQS_CALLS = 2 * LONELY_INVOCATIONS;

/** The rows whose names begin so, without that beginning. */
const rowsOf = (rows: readonly Row[], prefix: string): Row[] =>
  rows
    .filter(({ what }) => what.startsWith(prefix))
    .map((row) => ({ ...row, what: row.what.slice(prefix.length) }));

const verdict = (row: Row | undefined): string =>
  row?.goal === undefined ? '' : `${shownGoal(row)} ${keepsGoal(row) ? 'met' : '**missed**'}`;

interface Columns {
  readonly notifications: readonly Row[];
  readonly reports: readonly Row[];
}

/** One line for each name, with what both have of it. */
const sideBySide = (
  { notifications, reports }: Columns,
  cells: (own: Row | undefined, more: Row | undefined) => readonly string[],
): string[][] =>
  [...new Set([...notifications, ...reports].map(({ what }) => what))].map((name) => [
    name,
    ...cells(
      notifications.find(({ what }) => what === name),
      reports.find(({ what }) => what === name),
    ),
  ]);

/** What a million notifications cost, and to whom it is due. */
const millionTable = (
  lines: Columns,
  { own, more, sum }: Readonly<Record<'own' | 'more' | 'sum', Row>>,
): string =>
  markdownTable(
    ['USD', 'notifications', 'their reports', 'both'],
    [
      ...sideBySide(lines, (one, other) => [
        one === undefined ? '' : dollars(one.value),
        other === undefined ? '' : dollars(other.value),
        dollars((one?.value ?? 0) + (other?.value ?? 0)),
      ]),
      ['**in all**', ...[own, more, sum].map(({ value }) => `**${dollars(value)}**`)],
      ['goal', ...[own, more, sum].map(verdict)],
    ],
  );

const find = (rows: readonly Row[], name: string): Row => {
  const row = rows.find(({ what }) => what === name);
  if (row === undefined) throw new Error(`No result of ${name}. Run: npm run bench -- cost reports`);
  return row;
};

/** The page. */
export const costDocument = (results: ReadonlyMap<string, Result>): string => {
  const rows = results.get('cost')?.rows ?? [];
  const reports = results.get('reports')?.rows ?? [];
  const own = find(rows, TOTAL);
  const more = find(reports, REPORTS_TOTAL);
  const sum: Row = { ...own, value: own.value + more.value, goal: GOAL };
  const fixed = rowsOf(rows, FIXED);
  const sumOfFixed = fixed.reduce((total, { value }) => total + value, 0);
  const saved = [...rowsOf(rows, SAVED), { ...more, what: 'the channel reports' }].sort(
    (a, b) => b.value - a.value,
  );
  const named = [FIXED, MEASURED, SAVED, REPORTS_LINE];
  const isLine = (row: Row): boolean => row !== own && !named.some((prefix) => row.what.startsWith(prefix));
  const bySize = rowsOf(reports, 'a channel of ');
  const ofOneCount = rowsOf(reports, 'one count, ');
  return `# Cost

A million notifications cost **${dollars(sum.value)} USD**, the stack itself up to **${dollars(sumOfFixed)} USD** a month. List prices in us-east-1 as of
${PRICES_AS_OF} ([prices.ts](../test/bench/prices.ts)), without any free tier, times what the deployed bundles used on the simulator's day: 1,000 channel
sessions of 20 users, one notification in ten sent twice, full batches. Written by \`npm run bench\`.

## A million notifications

${millionTable({ notifications: rows.filter(isLine), reports: rowsOf(reports, REPORTS_LINE) }, { own, more, sum })}

What each part is worth, were it left out (no setting does so):

${markdownTable(
  ['without', 'USD less'],
  saved.map(({ what, value }) => [what, dollars(value)]),
)}

## A month, whatever comes

${markdownTable(
  ['', 'USD'],
  fixed.map(({ what, value }) => [what, dollars(value)]),
)}

A custom metric is billed only in a month in which it is written: without refusals, parking and CDN pushes
those are few. An account's first three dashboards and first ten alarms are free. Storage comes on top, for a GB and month: tables
and their indexes ${dollars(prices.dynamoDbGbMonth)} USD, the tables' point-in-time recovery ${dollars(prices.pointInTimeRecoveryGbMonth)} USD, log lines ${dollars(prices.logGbMonth)} USD; items and
lines expire by their retention.

## The reports, by the size of a channel

All join within half an hour, stay for half an hour, and leave within half an hour.

${benchTable('reports', bySize)}

What one count of a channel reads and writes:

${benchTable('reports', ofOneCount)}

${REPORTS_REMARK}

## What was measured

${markdownTable(
  ['', 'notifications', 'their reports'],
  sideBySide({ notifications: rowsOf(rows, MEASURED), reports: rowsOf(reports, MEASURED) }, (one, other) =>
    [one, other].map((row) => (row === undefined ? '' : shownValue(row))),
  ),
)}

What no machine of ours can measure:

- A PutEvents call is taken to last ${assumptions.putEventsMs} ms, a call of DynamoDB ${assumptions.dynamoDbCallMs} ms; CPU time counts ${shownNumber(inFunction('ingest', 1))} times in
  \`ingest\` and projections, ${shownNumber(inFunction('channel-reports', 1))} times in \`channel-reports\`: their memory is a share of a core. The CPU was this machine's, not a Graviton's.
- With little traffic, batches hold one message instead of ten. Then a million notifications cost up to ${dollars(LONELY_SQS_CALLS * MILLION * prices.sqsRequest)} USD more
  for SQS, ${dollars(LONELY_INVOCATIONS * MILLION * prices.lambdaRequest)} USD more for invocations, and some more reads: at that traffic, cents a month.
`;
};
