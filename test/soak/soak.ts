// Rounds of the soak: a generated history, delivered twice in different ways, compared with the oracle and with each
// other; and rounds in which all of it is counted, too, until it is at rest.
import fc from 'fast-check';
import type { Notification } from '../../functions/contract/notification';
import { generateHistory } from '../../lib/simulator/history';
import { Random } from '../../lib/simulator/random';
import { arbitraryTangle } from '../helpers/arbitrary-history';
import {
  type DeliveryFigures,
  type DeliveryPlan,
  NeverAcknowledged,
  noFigures,
  sumOf,
} from '../helpers/delivery';
import { lawful, memorySubject, play, type Subject, stated } from '../helpers/law';
import type { ExpectedTables } from '../helpers/oracle';
import type { Unsettled } from '../helpers/second-law';
import { itemDifferences } from '../helpers/table-items';
import { type MakeProduct, restCase, restRound, soundProduct } from './rest-round';

/** What a soak is told. */
export interface SoakOptions {
  /** Messages received, at least: redeliveries count. */
  readonly deliveries: number;
  readonly seed: number;
  /** Invocations at a time. */
  readonly workers: number;
}

/** One difference, told so that it can be found again. */
export interface Difference {
  readonly round: number;
  readonly table: Unsettled['where'] | 'queue';
  readonly expected: unknown;
  readonly got: unknown;
}

/** Sums over the rounds so far. */
export interface SoakFigures extends DeliveryFigures {
  /** Histories that were delivered twice. */
  readonly rounds: number;
  /** Histories that were delivered and counted until all was at rest. */
  readonly counted: number;
  /** Batches of changes and schedules of these. */
  readonly recounts: number;
  readonly items: number;
  readonly differences: number;
}

/** Told after each round. */
export type OnRound = (figures: SoakFigures, differences: readonly Difference[]) => void;

/** Histories that are counted to rest after each one that is delivered twice. */
const COUNTED_PER_ROUND = 4;
const MOST_COPIES = 5;
const MOST_IN_BATCH = 10;
const FAULT_RATE = 0.02;
const CRASH_RATE = 0.01;
/** A time for histories to end at; nothing in the tables depends on what time it is. */
const NOW = Date.UTC(2026, 0, 1);

/** Whole sessions as senders tell them, and in every other round notices that contradict each other throughout. */
const historyOf = (round: number, random: Random): Notification[] => {
  const seed = random.integer(0, 2 ** 31 - 1);
  if (round % 2 === 0) {
    return generateHistory({
      seed,
      now: NOW,
      channels: random.integer(1, 6),
      users: random.integer(1, 12),
      streams: random.integer(0, 12),
      contradictions: 0.2,
    });
  }
  const [history = []] = fc.sample(arbitraryTangle({ minLength: 20, maxLength: 200 }), {
    seed,
    numRuns: 1,
  });
  return history;
};

const planOf = (random: Random, workers: number): DeliveryPlan => ({
  seed: random.integer(0, 2 ** 31 - 1),
  maxCopies: MOST_COPIES,
  maxBatch: random.integer(1, MOST_IN_BATCH),
  workers,
  faultRate: FAULT_RATE,
  crashRate: CRASH_RATE,
});

const differencesBetween = (round: number, expected: ExpectedTables, got: ExpectedTables): Difference[] =>
  (['channelSessions', 'userSessions', 'cdnStreams'] as const).flatMap((table) =>
    itemDifferences(expected[table], got[table]).map((found) => ({ round, table, ...found })),
  );

const countOf = (tables: ExpectedTables): number =>
  tables.channelSessions.length + tables.userSessions.length + tables.cdnStreams.length;

/**
 * Runs rounds until enough has been delivered.
 *
 * @param subject - makes a product on empty tables, for one delivery
 * @param makeProduct - makes one that counts, too
 */
export const soak = async (
  options: SoakOptions,
  onRound: OnRound,
  subject: () => Subject = memorySubject,
  makeProduct: MakeProduct = soundProduct,
): Promise<SoakFigures> => {
  const sums = {
    ...noFigures,
    rounds: 0,
    counted: 0,
    recounts: 0,
    items: 0,
    differences: 0,
  };
  while (sums.deliveries < options.deliveries) {
    const round = sums.rounds++;
    const random = new Random(options.seed, round);
    const history = historyOf(round, random);
    const expected = lawful(history);
    const differences: Difference[] = [];
    let first: ExpectedTables | undefined;
    for (let delivery = 0; delivery < 2; delivery++) {
      try {
        const { figures, tables } = await play(history, planOf(random, options.workers), subject());
        Object.assign(sums, sumOf(sums, figures));
        sums.items += countOf(tables);
        const broken = differencesBetween(round, expected, stated(tables));
        // The oracle does not know asOf; the other delivery does.
        differences.push(
          ...(broken.length > 0 ? broken : differencesBetween(round, first ?? tables, tables)),
        );
        first ??= tables;
      } catch (error) {
        if (!(error instanceof NeverAcknowledged)) throw error;
        differences.push({ round, table: 'queue', expected: 'all acknowledged', got: error.message });
        // Nothing was counted: the soak must end all the same.
        sums.deliveries += history.length;
      }
    }
    for (let counted = 0; counted < COUNTED_PER_ROUND; counted++) {
      sums.counted++;
      const found = await restRound(restCase(random), options.workers, makeProduct);
      Object.assign(sums, sumOf(sums, { ...noFigures, ...found.figures }));
      sums.recounts += found.recounts;
      sums.items += found.items;
      differences.push(...found.differences.map(({ where, ...what }) => ({ round, table: where, ...what })));
    }
    sums.differences += differences.length;
    onRound({ ...sums }, differences);
  }
  return sums;
};
