// `npm run bench`: compares with floors and peers, prints tables, keeps the results, writes the two documents.
import { fork } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { Argument, Command, Option } from '@commander-js/extra-typings';
import * as v from 'valibot';
import { wholeNumber } from '../../lib/command-line/option-values';
import { buildFunctions } from '../../tools/build/function-bundles';
import { lambdaNode } from '../helpers/lambda-node';
import { benches } from './all';
import { type Bench, holds, keepsGoal, median, type Row, rowSchema } from './bench';
import { costDocument } from './documents/cost';
import { performanceDocument } from './documents/performance';
import { type Result, readResults, resultFile } from './results';
import { tableText } from './table-text';

/** How far over its goal a ratio may be in the short form: machines of a CI are noisy. */
const SHORT_TOLERANCE = 0.2;
const SHORT_RUNS_AFTER_A_MISS = 3;

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const program = new Command('npm run bench --')
  .addArgument(new Argument('[NAMES...]', 'what to run (all)').choices(benches.map(({ name }) => name)))
  .option('--short', 'the form for CI: fewer rounds, more tolerance, nothing kept', false)
  .addOption(
    new Option('--runs <N>', 'run each so often and keep the medians')
      .argParser(wholeNumber(1, 100))
      .default(1),
  )
  .option('--documents', 'write the documents anew from the kept results, and run nothing', false)
  .parse();
const { short, runs: runsAsked, documents } = program.opts();
const [names] = program.processedArgs;

/** What a bench's process hands over. */
const runSchema = v.object({ node: v.string(), rows: v.array(rowSchema) });
type Run = v.InferOutput<typeof runSchema>;

/** Runs a bench once, in a process of its own, on the Node.js that Lambda has. */
const runOnce = async ({ name }: Bench): Promise<Run> => {
  const execPath = await lambdaNode();
  return new Promise((resolve, reject) => {
    const child = fork('test/bench/one.ts', [name, ...(short ? ['--short'] : [])], {
      execPath,
      // A million stays are held in memory.
      execArgv: ['--import', 'tsx', '--expose-gc', '--max-old-space-size=8192'],
    });
    let run: Run | undefined;
    child.once('message', (message) => {
      run = v.parse(runSchema, message);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (run === undefined) reject(new Error(`${name} ended with ${code} and no result`));
      else resolve(run);
    });
  });
};

/** The names of the rows that miss: their goal, and in the short form by more than the tolerance. */
const missedOf = ({ name }: Bench, rows: readonly Row[]): string[] =>
  rows
    .filter((row) => !(short ? holds(row, SHORT_TOLERANCE) : keepsGoal(row)))
    .map(({ what }) => `${name}: ${what}`);

/** Runs a bench as often as asked. What misses in one short run may be noise: the median of three tells. */
const runAll = async (bench: Bench): Promise<Run> => {
  const runs: Run[] = [];
  while (runs.length < runsAsked) runs.push(await runOnce(bench));
  if (short && missedOf(bench, combine(runs).rows).length > 0) {
    while (runs.length < SHORT_RUNS_AFTER_A_MISS) runs.push(await runOnce(bench));
  }
  return combine(runs);
};

/** Several runs as one: the median of each row, with the least and the greatest. */
const combine = (runs: readonly Run[]): Run => ({
  node: runs[0]?.node ?? '',
  rows: (runs[0]?.rows ?? []).map((row, index) => {
    const found = runs.map(({ rows }) => rows[index]?.value ?? Number.NaN);
    return {
      ...row,
      value: median(found),
      ...(runs.length > 1 && { min: Math.min(...found), max: Math.max(...found) }),
    };
  }),
});

const writeDocuments = async (): Promise<void> => {
  const results = await readResults();
  await writeFile('docs/performance.md', performanceDocument(benches, results));
  await writeFile('docs/cost.md', costDocument(results));
};

const main = async (): Promise<number> => {
  if (documents) {
    await writeDocuments();
    return 0;
  }
  const selected = benches.filter(({ name }) => names.length === 0 || names.includes(name));
  await buildFunctions();
  const missed: string[] = [];
  for (const bench of selected) {
    const startedAt = performance.now();
    const { node, rows } = await runAll(bench);
    print(`\n${bench.name}: ${bench.compares} (${((performance.now() - startedAt) / 1000).toFixed(0)} s)`);
    print(tableText(rows));
    missed.push(...missedOf(bench, rows));
    if (!short) {
      const result: Result = { name: bench.name, node, runs: runsAsked, rows };
      await mkdir('test/bench/results', { recursive: true });
      await writeFile(resultFile(bench.name), `${JSON.stringify(result, undefined, 2)}\n`);
    }
  }
  if (!short) await writeDocuments();
  if (missed.length > 0)
    print(`\nover its goal${short ? ` by more than ${SHORT_TOLERANCE * 100} %` : ''}: ${missed.join('; ')}`);
  return missed.length > 0 ? 1 : 0;
};

process.exitCode = await main();
