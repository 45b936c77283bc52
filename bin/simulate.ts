// `npm run simulate`: plays whole sessions against an endpoint, signed as the vendor signs.
import { planDeliveries } from '../lib/simulator/delivery';
import { generateHistory } from '../lib/simulator/history';
import { helpText, OptionError, readOptions, type SimulateOptions } from '../lib/simulator/options';
import { nextLines, progressBar, progressLine, reportLines } from '../lib/simulator/report';
import { emptyTally, probe, sendAll, type Tally } from '../lib/simulator/sender';

const FAILED = 1;
/** By custom 128 + the number of the signal. */
const INTERRUPTED = 130;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const complain = (line: string): number => {
  process.stderr.write(`${line}\n`);
  return FAILED;
};

const simulate = async (options: SimulateOptions): Promise<number> => {
  const { url, seed, now } = options;
  const alive = await probe(url);
  if (!/^\d/.test(alive.status)) {
    return complain(
      alive.status === 'ECONNREFUSED'
        ? `nothing listens at ${url.href}: run \`npm start\` in another terminal first, or check --url`
        : `${url.href} cannot be reached (${alive.status}: ${alive.detail}): check --url`,
    );
  }
  if (alive.status !== '200') {
    print(`note: a GET of ${url.href} is answered ${alive.status}, not 200: is the path right?`);
  }

  print(
    `seed ${seed}: ${options.channels} channels, ${options.users} users each, ${options.streams} streams`,
  );
  const history = generateHistory({ ...options, spanMs: options.hours * 3_600_000 });
  const plan = planDeliveries(history, options);
  const total = plan.deliveries.length;
  print(
    `sending ${total} deliveries to ${url.href}, ${options.concurrency} at once, times up to ${new Date(now).toISOString()}`,
  );

  const tally = emptyTally();
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once('SIGINT', interrupt);

  const startedAt = performance.now();
  const progress = showProgress(() => performance.now() - startedAt, tally, total);
  await sendAll(
    plan.deliveries,
    {
      ...options,
      retryMs: options.retrySeconds * 1_000,
      signal: interruption.signal,
      onFirstFailure: ({ status, detail }) =>
        progress.say(
          `first failed try: ${status} ${detail}${status === '401' ? ' (check --secret)' : ''}; each is tried three times, ${options.retrySeconds} s apart`,
        ),
    },
    tally,
  );
  const elapsedMs = performance.now() - startedAt;
  progress.end();
  process.off('SIGINT', interrupt);

  for (const line of reportLines(plan, tally, elapsedMs)) print(line);
  const complete = tally.accepted === total;
  print('');
  for (const line of nextLines(plan, options, complete)) print(line);
  if (interruption.signal.aborted) return INTERRUPTED;
  return tally.refused > 0 ? FAILED : 0;
};

/** Shows progress: a bar that is drawn again on a terminal, a line every two seconds elsewhere. */
const showProgress = (elapsedMs: () => number, tally: Tally, total: number) => {
  const { stdout } = process;
  const draw = stdout.isTTY
    ? () => stdout.write(`\r\x1b[2K${progressBar(tally, total, elapsedMs()).slice(0, stdout.columns - 1)}`)
    : () => print(progressLine(tally, total, elapsedMs()));
  const timer = setInterval(draw, stdout.isTTY ? 100 : 2_000);
  return {
    /** Prints a line without disturbing the bar. */
    say(line: string): void {
      print(stdout.isTTY ? `\r\x1b[2K${line}` : line);
    },
    end(): void {
      clearInterval(timer);
      draw();
      if (stdout.isTTY) print('');
    },
  };
};

const main = async (): Promise<number> => {
  try {
    const options = readOptions(process.argv.slice(2), process.env);
    if (options !== 'help') return await simulate(options);
    print(helpText());
    return 0;
  } catch (error) {
    if (error instanceof OptionError) return complain(error.message);
    throw error;
  }
};

process.exitCode = await main();
