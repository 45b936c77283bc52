// docs/cost.md, from the results.
import { assumptions, PRICES_AS_OF, prices } from '../prices';
import { type Result, resultOf } from '../results';
import { shownNumber } from '../table-text';
import { dollars, markdownTable, rowsTable } from './markdown';
import { REPORTS_REMARK } from './reports-remark';

const FIXED = 'fixed: ';
const MEASURED = 'measured: ';
const SAVED = 'saved without: ';
const TOTAL = 'in all';
const REPORTS_TOTAL = "the simulator's day: more";
const REPORTS_LINE = 'line: ';
/** What a million notifications may cost, reports included. */
const GOAL = 5.9;

const MILLION = 1e6;
/** Calls that a message of a batch of its own costs more than one of a batch of ten: a receive and a delete, and an invocation. */
const LONELY_INVOCATIONS = 0.9;
const LONELY_SQS_CALLS = 2 * LONELY_INVOCATIONS;

/** What counting adds, where it has been measured. */
const reportsSection = (results: ReadonlyMap<string, Result>): string => {
  const rows = results.get('reports')?.rows ?? [];
  const lines = rows.filter(({ what }) => what.startsWith(REPORTS_LINE));
  const others = rows.filter((row) => row.what !== REPORTS_TOTAL && !lines.includes(row));
  const more = resultOf(results, 'reports', REPORTS_TOTAL);
  const without = resultOf(results, 'cost', TOTAL);
  return `## The channel reports

${rowsTable([
  { what: 'without reports', value: without, unit: 'USD per million' },
  ...rows.filter(({ what }) => what === REPORTS_TOTAL),
  { what: 'in all, reports included', value: without + more, unit: 'USD per million', goal: GOAL },
])}

${markdownTable(
  ['more, per million', 'USD'],
  lines.map(({ what, value }) => [what.slice(REPORTS_LINE.length), dollars(value)]),
)}

${markdownTable(
  ['', 'measured', ''],
  others.map(({ what, value, unit }) => [what, shownNumber(value), unit]),
)}

${REPORTS_REMARK}`;
};

/** The page. */
export const costDocument = (results: ReadonlyMap<string, Result>): string => {
  const rows = results.get('cost')?.rows ?? [];
  const inAll = resultOf(results, 'cost', TOTAL) + resultOf(results, 'reports', REPORTS_TOTAL);
  const total = rows.filter(({ what }) => what === TOTAL);
  const fixed = rows.filter(({ what }) => what.startsWith(FIXED));
  const measured = rows.filter(({ what }) => what.startsWith(MEASURED));
  const saved = rows.filter(({ what }) => what.startsWith(SAVED));
  const lines = rows.filter((row) => ![...total, ...fixed, ...measured, ...saved].includes(row));
  const sumOfFixed = fixed.reduce((sum, { value }) => sum + value, 0);
  const without = (what: string, prefix: string): string => what.slice(prefix.length);
  return `# Cost

A million notifications cost **${dollars(inAll)} USD**, the channel reports included, and the stack itself up to
**${dollars(sumOfFixed)} USD** a month. Written by \`npm run bench\` from list prices in us-east-1 as of ${PRICES_AS_OF}
([prices.ts](../test/bench/prices.ts)), without any free tier, and from what the deployed bundles were measured to use
on the simulator's day: 1,000 channel sessions of 20 users, one notification in ten sent twice, full batches.

## Per million notifications, without the channel reports

${rowsTable(total)}

${markdownTable(
  ['', 'USD'],
  lines.map(({ what, value }) => [what, dollars(value)]),
)}

## What leaving a part out would save, per million

${markdownTable(
  ['without', 'USD'],
  saved.map(({ what, value }) => [without(what, SAVED), dollars(value)]),
)}

${reportsSection(results)}

## By the month, whatever comes

${markdownTable(
  ['', 'USD'],
  fixed.map(({ what, value }) => [without(what, FIXED), dollars(value)]),
)}

A custom metric is billed only in a month in which it is written: without refusals, parking and CDN pushes
those are few. An account's first three dashboards and first ten alarms are free.

## What was measured

${markdownTable(
  ['', 'measured', ''],
  measured.map(({ what, value, unit }) => [without(what, MEASURED), shownNumber(value), unit]),
)}

## What no machine of ours can measure

- A PutEvents call is taken to last ${assumptions.putEventsMs} ms, a call of DynamoDB ${assumptions.dynamoDbCallMs} ms; CPU time counts ${shownNumber(1 / assumptions.cpuShare)} times, since a
  function with 512 MB gets that share of a core. The CPU was this machine's, not a Graviton's.
- With little traffic, batches hold one message instead of ten. Then a million notifications cost up to ${dollars(LONELY_SQS_CALLS * MILLION * prices.sqsRequest)} USD more
  for SQS, ${dollars(LONELY_INVOCATIONS * MILLION * prices.lambdaRequest)} USD more for invocations, and some more reads: at that traffic, cents a month.
- Storage comes on top, for a GB and month: tables and their indexes ${dollars(prices.dynamoDbGbMonth)} USD, the tables' point-in-time
  recovery ${dollars(prices.pointInTimeRecoveryGbMonth)} USD, log lines ${dollars(prices.logGbMonth)} USD; items and lines expire by their retention.
`;
};
