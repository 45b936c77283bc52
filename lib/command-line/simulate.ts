// `simulate`: plays whole sessions of channels, users and CDN pushes against an endpoint.
import { randomInt } from 'node:crypto';
import { type Command, Option } from '@commander-js/extra-typings';
import { EARLIEST_MS, LATEST_MS } from '../../functions/contract/fields';
import { simulate } from '../simulator/simulate';
import { decimalNumber, httpUrl, refuse, wholeNumber } from './option-values';

const endOfHistory = (text: string): number => {
  const time = Date.parse(text);
  // A history may begin a month before its end, and its times stay within the contract's years.
  const margin = 32 * 86_400_000;
  return time >= EARLIEST_MS + margin && time <= LATEST_MS - margin
    ? time
    : refuse('a time between the years 2000 and 2099 in ISO 8601, such as 2026-05-01T12:00:00Z');
};

const signingSecret = (text: string): string =>
  // An option's name in this place is a forgotten value, and would sign everything wrong.
  text !== '' && !text.startsWith('--')
    ? text
    : refuse('the signing secret; ANYRTC_SECRET takes one that begins with --');

const fraction = decimalNumber(0, 1);

/** How the person called the command, for lines to copy. */
const calledAs = (environment: NodeJS.ProcessEnv): string =>
  environment.npm_lifecycle_event === 'simulate'
    ? 'npm run simulate --'
    : 'npx anyrtc-notifications simulate';

/**
 * Adds the command.
 *
 * @param environment - PORT and ANYRTC_SECRET set the defaults, as they do for the embedded stack
 */
export const addSimulate = (program: Command, environment: NodeJS.ProcessEnv): void => {
  program
    .command('simulate')
    .description(
      'Plays whole sessions of channels, users and CDN pushes against an endpoint, signed as anyRTC signs.',
    )
    .addOption(
      new Option('--url <URL>', 'where to post; the port is PORT where that is set')
        .argParser(httpUrl)
        .default(new URL(`http://localhost:${environment.PORT || '3000'}/notifications`)),
    )
    .addOption(
      new Option('--secret <TEXT>', 'signing secret')
        .argParser(signingSecret)
        .default(
          environment.ANYRTC_SECRET || 'local-secret',
          'ANYRTC_SECRET where that is set, else local-secret',
        ),
    )
    .addOption(
      new Option(
        '--channels <N>',
        'channel sessions, from create to destroy, in all; a name may have several, one after the other',
      )
        .argParser(wholeNumber(1, 100_000))
        .default(5),
    )
    .addOption(
      new Option('--users <N>', 'users of each channel session; some come back, so there are more stays')
        .argParser(wholeNumber(0, 100_000))
        .default(10),
    )
    .addOption(
      new Option('--streams <N>', 'pushes to the CDN, over all channels')
        .argParser(wholeNumber(0, 100_000))
        .default(3),
    )
    .addOption(
      new Option('--hours <N>', 'how far back the history begins; it ends now')
        .argParser(decimalNumber(0.1, 720))
        .default(3),
    )
    .addOption(
      new Option('--loss <F>', 'fraction of the notifications that is never delivered')
        .argParser(fraction)
        .default(0),
    )
    .addOption(
      new Option('--duplicates <F>', 'fraction of the delivered notifications that is delivered twice')
        .argParser(fraction)
        .default(0),
    )
    .addOption(
      new Option('--wild <F>', 'fraction sent in the other forms that real senders use')
        .argParser(fraction)
        .default(0),
    )
    .option('--shuffle', 'send in random order, and not nearly in the order of events', false)
    .addOption(
      // As long as a person still likes to type it.
      new Option('--seed <N>', 'the same seed gives the same course of events')
        .argParser(wholeNumber(0, Number.MAX_SAFE_INTEGER))
        .default(randomInt(1_000_000), 'random'),
    )
    .addOption(
      new Option('--now <TIME>', 'end of the history, in ISO 8601; with --seed it repeats a run exactly')
        .argParser(endOfHistory)
        .default(Date.now(), 'now'),
    )
    .addOption(
      new Option('--concurrency <N>', 'most requests under way at once')
        .argParser(wholeNumber(1, 1_000))
        .default(16),
    )
    .addOption(
      new Option('--retry-seconds <S>', 'time from a failed try to the next one, three tries in all')
        .argParser(decimalNumber(0, 3_600))
        .default(10),
    )
    .addHelpText(
      'after',
      '\nStart the endpoint first, for example with npm start.\nExample: --channels 20 --users 50 --streams 10 --duplicates 0.1 --loss 0.02 --shuffle',
    )
    .action((options) => simulate(options, calledAs(environment)));
};
