// `npm run fuzz`: hostile requests from a seed, through the handlers and over HTTP.
import { Command, Option } from '@commander-js/extra-typings';
import { wholeNumber } from '../../lib/command-line/option-values';
import { fuzz } from './fuzz';
import { fuzzHttp } from './fuzz-http';
import { describeViolation, Violation } from './violation';

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

interface Options {
  readonly requests: number;
  readonly http: number;
  readonly seed: number;
  readonly only?: readonly number[] | undefined;
}

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

const run = async ({ seed, only, requests, http }: Options): Promise<void> => {
  process.env.POWERTOOLS_METRICS_NAMESPACE = 'Fuzz';
  process.env.POWERTOOLS_SERVICE_NAME = 'fuzz';
  try {
    print(`seed ${seed}`);
    const start = performance.now();
    const figures = await fuzz({
      seed,
      requests: only ?? requests,
      onProgress: (done) => print(`${done} requests in ${seconds(start)}`),
    });
    print(`through the handlers: ${JSON.stringify(figures)}`);
    if (http > 0 && only === undefined) {
      const startHttp = performance.now();
      print(
        `over HTTP: ${JSON.stringify(await fuzzHttp({ seed, requests: http }))} in ${seconds(startHttp)}`,
      );
    }
    print(`seed ${seed}: no promise broken`);
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    print(describeViolation(error, seed));
    process.exitCode = 1;
  }
};

const index = wholeNumber(0, 1e15 - 1);

await new Command('npm run fuzz --')
  .addOption(new Option('--requests <N>', 'requests through the handlers').argParser(index).default(20_000))
  .addOption(
    new Option(
      '--http <N>',
      'requests over HTTP to the embedded stack, and a tenth of that of what is no HTTP',
    )
      .argParser(index)
      .default(2_000),
  )
  .addOption(
    new Option('--seed <N>', 'the same seed gives the same requests')
      .argParser(index)
      .default(Date.now(), 'the time of day'),
  )
  .addOption(
    new Option(
      '--only <INDEXES>',
      'just these requests through the handlers, as a failure names them: 3,17',
    ).argParser((text) => text.split(',').map(index)),
  )
  .action(run)
  .parseAsync();
