// Plays whole sessions against an endpoint, signed as the vendor signs, and tells how it goes.
import { CommandFailure } from '../command-line/command-failure';
import { planDeliveries } from './delivery';
import { generateHistory } from './history';
import { nextLines, progressBar, progressLine, reportLines } from './report';
import { emptyTally, probe, sendAll, type Tally } from './sender';

/** What the simulator was asked to do. */
export interface SimulateOptions {
  readonly url: URL;
  readonly secret: string;
  /** Lives of channels. */
  readonly channels: number;
  /** Users of each life of a channel. */
  readonly users: number;
  /** Pushes over all channels. */
  readonly streams: number;
  readonly hours: number;
  readonly loss: number;
  readonly duplicates: number;
  readonly wild: number;
  readonly shuffle: boolean;
  readonly seed: number;
  /** Unix milliseconds. */
  readonly now: number;
  readonly concurrency: number;
  readonly retrySeconds: number;
}

/** Most users over all channels: the whole history is held in memory. */
const MOST_USERS_IN_ALL = 100_000;

/** By custom 128 + the number of the signal. */
const INTERRUPTED = 130;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/**
 * Plays a history and prints how it went.
 *
 * @param calledAs - what the person typed before the options, to play the same again
 * @throws CommandFailure where it is too much, nothing listens, something was refused or it was interrupted
 */
export const simulate = async (options: SimulateOptions, calledAs: string): Promise<void> => {
  const { url, seed, now } = options;
  const usersInAll = options.channels * options.users;
  if (usersInAll > MOST_USERS_IN_ALL) {
    throw new CommandFailure(
      `--channels ${options.channels} --users ${options.users}: makes ${usersInAll} users in all; at most ${MOST_USERS_IN_ALL} are allowed`,
    );
  }
  const alive = await probe(url);
  if (!/^\d/.test(alive.status)) {
    throw new CommandFailure(
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
  const complete = tally.accepted - tally.kept === total;
  print('');
  for (const line of nextLines(plan, options, complete, calledAs)) print(line);
  if (interruption.signal.aborted) throw new CommandFailure('interrupted', INTERRUPTED);
  if (tally.refused > 0) throw new CommandFailure(`${tally.refused} of ${total} deliveries were refused`);
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
