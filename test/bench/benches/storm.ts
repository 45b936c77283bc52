// A storm on one channel, on a clock on which each partition of table and index takes 1,000 writes a second.
import { withPauses } from '../../helpers/without-pauses';
import { type Bench, quantile, type Row } from '../bench';
import { SimulatedClock } from '../storm/simulated-clock';
import { type StormOptions, storm } from '../storm/storm';
import { PARTITION } from '../storm/throttled-table';

const MINUTE_MS = 60_000;

interface Storm extends Omit<StormOptions, 'speed'> {
  readonly name: string;
}

const storms: readonly Storm[] = [
  { name: '10⁵ joins in a minute', users: 100_000, withinMs: MINUTE_MS, isDestroyed: false },
  { name: '10⁵ joins and the destroy', users: 100_000, withinMs: MINUTE_MS, isDestroyed: true },
];
const million: Storm = {
  name: '10⁶ joins in ten minutes',
  users: 1_000_000,
  withinMs: 10 * MINUTE_MS,
  isDestroyed: false,
};
/** For the short form: as fast, for a twentieth of the time. */
const SHARE = 1 / 20;
const shorter = (one: Storm): Storm => ({
  ...one,
  name: `a twentieth of ${one.name}`,
  users: one.users * SHARE,
  withinMs: one.withinMs * SHARE,
});

const lagRows = (what: string, lagMs: Float64Array): Row[] => {
  const sorted = lagMs.toSorted();
  return [
    { what: `${what}, p50`, value: quantile(sorted, 0.5) / 1000, unit: 's' },
    { what: `${what}, p99`, value: quantile(sorted, 0.99) / 1000, unit: 's' },
    { what: `${what}, greatest`, value: quantile(sorted, 1) / 1000, unit: 's' },
  ];
};

const rowsOf = async ({ name, ...options }: Storm): Promise<Row[]> => {
  const clock = new SimulatedClock();
  const restorePauses = withPauses(async (ms, value) => {
    await clock.sleep(ms);
    return value;
  });
  const outcome = await storm({ ...options, speed: PARTITION }, clock).finally(restorePauses);
  const { report } = outcome;
  const none = { unit: '', goal: 0, comparison: 'exactly' } as const;
  const rows: Row[] = [
    { what: 'joins that are in no table', value: outcome.missing, ...none },
    { what: 'messages in the dead-letter queue', value: outcome.deadLetters, ...none },
    { what: 'changes in the failure queue', value: outcome.deadChanges, ...none },
    { what: 'joins that the report lacks', value: options.users - (report?.stays ?? 0), ...none },
    {
      what: 'online in the report and not in the table, or the other way',
      value: Math.abs((report?.onlineUsers ?? Number.NaN) - outcome.open),
      ...none,
    },
    ...(options.isDestroyed
      ? [
          { what: 'stays left open', value: outcome.open, ...none },
          { what: 'reports told', value: outcome.told, unit: '', goal: 1, comparison: 'exactly' } as const,
        ]
      : []),
    { what: 'most receives of a message', value: outcome.mostReceives, unit: '' },
    { what: 'receives again', value: outcome.receivedAgain, unit: '' },
    { what: 'writes that were throttled', value: outcome.throttled, unit: '' },
    ...lagRows('join to table', outcome.tableLagMs),
    ...lagRows('join to report', outcome.reportLagMs),
    { what: 'all written', value: outcome.tablesDoneMs / 1000, unit: 's after the first' },
    { what: 'all in the report', value: outcome.reportDoneMs / 1000, unit: 's after the first' },
    { what: 'counts', value: outcome.recounts, unit: '' },
    { what: 'longest count', value: outcome.longestCountMs / 1000, unit: 's' },
  ];
  return rows.map((row) => ({ ...row, what: `${name}: ${row.what}` }));
};

const compares =
  'joins of one channel through queue, projection, streams and reports, on a clock on which a partition of a table and of an index takes 1,000 writes a second';

export const stormBench: Bench = {
  name: 'storm',
  compares,
  async run(short): Promise<Row[]> {
    const rows: Row[] = [];
    for (const one of storms) rows.push(...(await rowsOf(short ? shorter(one) : one)));
    return rows;
  },
};

/** By itself: it takes minutes, and gigabytes. */
export const stormMillion: Bench = {
  name: 'storm-million',
  compares,
  // The short form of the other storms shows the same.
  run: async (short) => (short ? [] : rowsOf(million)),
};
