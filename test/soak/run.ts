// `npm run soak -- --deliveries 1000000 --seed 7`: the law over many deliveries, with a count of differences.
import { inspect } from 'node:util';
import { Command, Option } from '@commander-js/extra-typings';
import { wholeNumber } from '../../lib/command-line/option-values';
import { withoutPauses } from '../helpers/without-pauses';
import { type Difference, type SoakFigures, type SoakOptions, soak } from './soak';

const PROGRESS_MS = 2_000;
const DIFFERENCES_SHOWN = 5;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const number = (value: number): string => value.toLocaleString('en-US');

const show = (difference: Difference, seed: number): void => {
  print(`difference in round ${difference.round} of seed ${seed}, in ${difference.table}:`);
  print(`  expected ${inspect(difference.expected, { breakLength: 120 })}`);
  print(`  got      ${inspect(difference.got, { breakLength: 120 })}`);
};

const run = async (options: SoakOptions): Promise<number> => {
  const startedAt = performance.now();
  let toldAt = startedAt;
  let shown = 0;
  const rate = ({ deliveries }: SoakFigures) =>
    Math.round((deliveries / (performance.now() - startedAt)) * 1000);
  const figures = await soak(options, (sums, differences) => {
    for (const difference of differences) {
      if (shown++ < DIFFERENCES_SHOWN) show(difference, options.seed);
    }
    if (performance.now() - toldAt < PROGRESS_MS) return;
    toldAt = performance.now();
    const share = Math.min(100, Math.floor((sums.deliveries / options.deliveries) * 100));
    print(
      `${share} %: ${number(sums.deliveries)} deliveries, ${number(rate(sums))}/s, ${sums.differences} differences`,
    );
  });
  print(
    `seed ${options.seed}: ${number(figures.rounds)} histories, each delivered twice, and ${number(figures.counted)} counted to rest by ${number(figures.recounts)} recounts, ` +
      `${number(figures.messages)} messages, ` +
      `${number(figures.invocations)} invocations by ${options.workers} workers, ${number(figures.conflicts)} conflicts, ${number(figures.crashes)} crashes, ` +
      `${number(figures.faults - figures.crashes)} other faults, ${number(figures.handedBack)} messages handed back, ` +
      `${number(rate(figures))} deliveries/s`,
  );
  print(`${figures.deliveries} deliveries, ${figures.items} items, ${figures.differences} differences`);
  return figures.differences === 0 ? 0 : 1;
};

withoutPauses();
await new Command('npm run soak --')
  .addOption(
    new Option('--deliveries <N>', 'messages received, at least: redeliveries count')
      .argParser(wholeNumber(1, 1_000_000_000))
      .default(50_000),
  )
  .addOption(new Option('--seed <N>').argParser(wholeNumber(0, 2 ** 31 - 1)).default(1))
  .addOption(new Option('--workers <N>', 'invocations at a time').argParser(wholeNumber(1, 32)).default(4))
  .action(async (options) => {
    process.exitCode = await run(options);
  })
  .parseAsync();
