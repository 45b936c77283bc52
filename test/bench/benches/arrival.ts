// What users wait for: a notification's way to their own rule, into the table and into the report, on the deployed stack.
import { rm } from 'node:fs/promises';
import { deployStack, prepareAssembly, startRun } from '../../helpers/engine/deploy-run';
import { Progress } from '../../helpers/engine/progress';
import { measureWaits, type Waits } from '../arrivals';
import { type Bench, quantile, type Row } from '../bench';

/** Of each way, its name; the bare event is what the others are compared with. */
const ways = {
  anchor: 'PutEvents to receive, the engine itself',
  answer: 'POST to answer',
  rule: 'POST to the receive behind a rule',
  table: 'POST to table',
  report: 'POST to report',
} as const satisfies Record<keyof Waits, string>;

const shares = [
  ['p50', 0.5],
  ['p99', 0.99],
] as const;

const rowsOf = (waits: Waits, way: keyof Waits): Row[] =>
  shares.flatMap(([name, share]) => {
    const of = (all: readonly number[]): number => quantile(Float64Array.from(all).sort(), share);
    const [value, anchor] = [of(waits[way]), of(waits.anchor)];
    const ms: Row = { what: `${ways[way]}: ${name}`, value, unit: 'ms' };
    return way === 'anchor'
      ? [ms]
      : [ms, { what: `${ways[way]}: ${name} ÷ the engine's`, value: value / anchor, unit: '×' }];
  });

export const arrival: Bench = {
  name: 'arrival',
  compares:
    'joins, one after the other, from the POST until each is where people wait for it, on the stack deployed to a local AWS engine ÷ one PutEvents → rule → queue → receive on the same engine, in turn',
  async run(short): Promise<Row[]> {
    const run = await startRun(new Progress(() => {}));
    try {
      const deployment = await deployStack(run, await prepareAssembly(run));
      const waits = await measureWaits(deployment, short ? 40 : 500);
      return (['anchor', 'answer', 'rule', 'table', 'report'] as const).flatMap((way) => rowsOf(waits, way));
    } finally {
      await run.engine.stop();
      await rm(run.place.folder, { recursive: true, force: true });
    }
  },
};
