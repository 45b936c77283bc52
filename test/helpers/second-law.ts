// The second law as one check: what is at rest equals the oracle, was told on the bus, and stays as it is.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Notification } from '../../functions/contract/notification';
import { arbitraryPlan } from './arbitrary-history';
import { arbitraryLives, fewLives, type LivesSize, manyLives } from './arbitrary-lives';
import { comparable, expectedTables, type Item } from './oracle';
import { type SettledTables, settledTables } from './oracle/settled';
import { testSettings } from './projections';
import { playToRest, type RestFigures, type RestPlan } from './rest';
import { itemDifferences } from './table-items';
import type { Trial, WholeProduct } from './whole-product';

/** Something that is not as it should be at rest. */
export interface Unsettled {
  readonly where: keyof SettledTables | 'bus' | 'rest';
  readonly expected: unknown;
  readonly got: unknown;
}

/** What became of a trial. */
export interface RestOutcome {
  readonly figures: RestFigures;
  readonly expected: SettledTables;
  readonly differences: readonly Unsettled[];
}

/** Plays the trial to rest and compares. */
export const tryToRest = async (
  history: readonly Notification[],
  plan: RestPlan,
  { settings }: Trial,
  product: WholeProduct,
): Promise<RestOutcome> => {
  const figures = await playToRest(history, plan, product);
  const expected = settledTables(history, testSettings, { ...settings, quietMs: figures.quietMs });
  const got = await product.read();
  const differences = [
    ...(['channelSessions', 'userSessions', 'cdnStreams', 'channelReports'] as const).flatMap((where) =>
      differencesBetween(where, expected[where], got[where].map(comparable)),
    ),
    ...toldOtherwise(expected.channelReports, product),
    ...atRest(figures.writesAtRest),
  ];
  return { figures, expected, differences };
};

/** Attributes that show what was told and nothing that was inferred, nor follow from it. */
const toldAttributes = {
  channelSessions: ['channelSId', 'channelName', 'createdAt', 'createdInferred', 'firstEventAt'],
  userSessions: [
    ...['channelSId', 'uSId', 'channelName', 'uid', 'role', 'roles', 'platform', 'joinedAt'],
    ...['leaveReasonCode', 'firstEventAt', 'lastEventAt'],
  ],
  cdnStreams: [
    ...['channel', 'stream', 'requestedAt', 'uid', 'publishedAt', 'firstFrameAt', 'firstFrameElapsedMs'],
    ...['firstFrameRetry', 'stoppedAt', 'video', 'audio', 'lastError', 'firstEventAt', 'lastEventAt'],
  ],
} as const;

/**
 * Plays any history to rest, also one whose facts contradict each other, so that the order may decide what is
 * inferred: what was told equals the oracle all the same, and nothing is written at rest.
 */
export const tryToldToRest = async (
  history: readonly Notification[],
  plan: RestPlan,
  product: WholeProduct,
): Promise<readonly Unsettled[]> => {
  const { writesAtRest } = await playToRest(history, plan, product);
  const expected = expectedTables(history, testSettings);
  const got = await product.read();
  return [
    ...(['channelSessions', 'userSessions', 'cdnStreams'] as const).flatMap((where) => {
      const told = (item: Item): Item => {
        const names: readonly string[] = toldAttributes[where];
        return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
      };
      return differencesBetween(where, expected[where].map(told), got[where].map(told));
    }),
    ...atRest(writesAtRest),
  ];
};

const atRest = (writes: number): Unsettled[] =>
  writes === 0 ? [] : [{ where: 'rest', expected: 'no write', got: `${writes} writes` }];

const differencesBetween = (
  where: Unsettled['where'],
  expected: readonly Item[],
  got: readonly Item[],
): Unsettled[] =>
  itemDifferences(expected, got, (left, right) => isDeepStrictEqual(plain(left), plain(right))).map(
    (difference) => ({ where, ...difference }),
  );

/** The value as JSON has it: items from another realm or with other prototypes are equal all the same. */
const plain = (value: unknown): unknown => (value === undefined ? undefined : sorted(value));
const sorted = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      part !== null && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ),
  );

/** Ended lives of which no report of the greatest basis on the bus is the one that stands. */
const toldOtherwise = (reports: readonly Item[], product: WholeProduct): Unsettled[] => {
  const told = product.told
    .filter(({ detailType }) => detailType === 'Channel Report')
    .map(({ detail }): Item => JSON.parse(detail));
  return reports.flatMap((report) => {
    const { expiresAt: _, endedDay: _day, ...expected } = report;
    if (expected.status === 'live') return [];
    const ofLife = told.filter(({ channelSId }) => channelSId === report.channelSId);
    const greatest = Math.max(...ofLife.map(({ basis }) => Number(basis)));
    // Where only the reason of an end has changed, two have the same basis.
    const last = ofLife.filter(({ basis }) => basis === greatest);
    const isTold = last.some(({ basis: _basis, ...detail }) =>
      isDeepStrictEqual(plain(expected), plain(detail)),
    );
    return isTold ? [] : [{ where: 'bus' as const, expected, got: last }];
  });
};

const NEVER_MINUTES = 1_000_000;

/** A history, how it is delivered and counted, and under which settings. */
export type Case = readonly [history: Notification[], plan: RestPlan, trial: Trial];

/**
 * Cases of the second law. Where the wait of `emptyMinutes` is not over, what a later life once ended may stand or
 * not, as the order was: such a trial has one life.
 */
export const arbitraryCase = (
  sizes: readonly LivesSize[] = [manyLives, fewLives],
  limits: Parameters<typeof arbitraryPlan>[0] = { maxWorkers: 4 },
): fc.Arbitrary<Case> =>
  fc
    .tuple(fc.oneof(...sizes.map(arbitraryLives)), arbitraryRestPlan(limits), arbitraryTrial())
    .map(([history, plan, trial]) => [
      trial.settings.emptyMinutes === NEVER_MINUTES ? history.filter(isOfOneLife) : history,
      plan,
      trial,
    ]);

const isOfOneLife = ({ payload }: Notification): boolean =>
  !('channelSId' in payload) || payload.channelSId === 'life-0';

/** Settings and circumstances of trials: what waits for a time is due at once, at the end, or never. */
const arbitraryTrial = (): fc.Arbitrary<Trial> =>
  fc.record({
    seed: fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 })),
    settings: fc.record({
      emptyMinutes: fc.constantFrom(0, 0, 1, 5, NEVER_MINUTES),
      silentHours: fc.constantFrom(0, 0, 1, 1, NEVER_MINUTES),
      countEvents: fc.boolean(),
    }),
    indexLagMs: fc.constantFrom(0, 300_000),
  });

/** Ways to deliver and count: the clock stands nearly still, or goes on by seconds or minutes. */
const arbitraryRestPlan = (limits: Parameters<typeof arbitraryPlan>[0] = {}): fc.Arbitrary<RestPlan> =>
  fc
    .tuple(
      arbitraryPlan(limits),
      fc.record({
        late: fc.constantFrom(0, 0.3, 0.5),
        schedules: fc.constantFrom(0, 2, 6),
        eagerness: fc.constantFrom(0.2, 0.6, 0.95),
        steps: fc.constantFrom<(readonly number[])[]>([1], [0, 1_000, 6_000], [0, 0, 20_000, 70_000]),
      }),
    )
    .map(([plan, more]) => ({ ...plan, ...more }));
