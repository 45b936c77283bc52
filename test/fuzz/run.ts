// `npm run fuzz`: hostile requests from a seed, through the handlers and over HTTP.
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz';
import { fuzzHttp } from './fuzz-http';
import { describeViolation, Violation } from './violation';

const USAGE = `npm run fuzz -- [--requests N] [--http N] [--seed N] [--only INDEX[,INDEX…]]
  --requests  requests through the handlers (20000)
  --http      requests over HTTP to the embedded stack, and a tenth of that of what is no HTTP (2000; 0 = none)
  --seed      the same seed gives the same requests (the time of day)
  --only      just these requests through the handlers, as a failure names them`;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const wholeNumber = (name: string, text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new RangeError(`--${name} ${text}: expected a whole number\n${USAGE}`);
  return Number(text);
};

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '20000' },
      http: { type: 'string', default: '2000' },
      seed: { type: 'string', default: String(Date.now()) },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(USAGE);
  const seed = wholeNumber('seed', values.seed);
  const only = values.only?.split(',').map((index) => wholeNumber('only', index));
  const requests = only ?? wholeNumber('requests', values.requests);
  const http = only === undefined ? wholeNumber('http', values.http) : 0;
  process.env.POWERTOOLS_METRICS_NAMESPACE = 'Fuzz';
  process.env.POWERTOOLS_SERVICE_NAME = 'fuzz';
  try {
    print(`seed ${seed}`);
    const start = performance.now();
    const figures = await fuzz({
      seed,
      requests,
      onProgress: (done) => print(`${done} requests in ${seconds(start)}`),
    });
    print(`through the handlers: ${JSON.stringify(figures)}`);
    if (http > 0) {
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

await main();
