// A round of the soak in which everything is counted, too: histories delivered and counted until all is at rest.
import fc from 'fast-check';
import type { Notification } from '../../functions/contract/notification';
import { generateHistory } from '../../lib/simulator/history';
import type { Random } from '../../lib/simulator/random';
import { fewLives, manyLives } from '../helpers/arbitrary-lives';
import { NeverAtRest } from '../helpers/change-streams';
import { type DeliveryFigures, NeverAcknowledged } from '../helpers/delivery';
import { arbitraryCase, type Case, tryToRest, type Unsettled } from '../helpers/second-law';
import { STARTS_AT, type WholeProduct, wholeMemoryTables, wholeProduct } from '../helpers/whole-product';

/** What a round took and found. */
export interface RestRound {
  readonly figures: Partial<DeliveryFigures>;
  readonly recounts: number;
  readonly items: number;
  readonly differences: readonly Unsettled[];
}

/** Makes the product of a case. */
export type MakeProduct = (trial: Case[2]) => WholeProduct;

/** The product as it is. */
export const soundProduct: MakeProduct = (trial) => wholeProduct(wholeMemoryTables(), trial);

const MOST_LOST = 0.4;

/** A case whose history is whole sessions as senders tell them, some of whose notices were lost on the way. */
const playedCase = (random: Random, [, plan, trial]: Case): Case => {
  const lost = random.fraction() * MOST_LOST;
  const told: Notification[] = generateHistory({
    seed: random.integer(0, 2 ** 31 - 1),
    now: STARTS_AT,
    channels: random.integer(1, 4),
    users: random.integer(1, 5),
    streams: random.integer(0, 4),
  });
  return [told.filter(() => !random.chance(lost)), plan, trial];
};

/** One case after another, from very few lives to those of a played day. */
export const restCase = (random: Random): Case => {
  const sizes = [fewLives, manyLives, { lives: 6, stays: 8, pushes: 6 }];
  const [made] = fc.sample(arbitraryCase(sizes), { seed: random.integer(0, 2 ** 31 - 1), numRuns: 1 });
  if (made === undefined) throw new RangeError('no case was made');
  // Where a wait is not over, only single lives say for certain how it ends.
  const isPlayed = random.chance(0.3) && made[2].settings.emptyMinutes <= 5;
  return isPlayed ? playedCase(random, made) : made;
};

/** Plays a case to rest. */
export const restRound = async (
  [history, plan, trial]: Case,
  workers: number,
  makeProduct: MakeProduct,
): Promise<RestRound> => {
  try {
    const product = makeProduct(trial);
    const { figures, expected, differences } = await tryToRest(history, { ...plan, workers }, trial, product);
    const items = Object.values(expected).reduce((sum, table) => sum + table.length, 0);
    return { figures, recounts: figures.recounts, items, differences };
  } catch (error) {
    if (!(error instanceof NeverAtRest || error instanceof NeverAcknowledged)) throw error;
    const differences = [{ where: 'rest' as const, expected: 'rest', got: error.message }];
    // Nothing was counted: the soak must end all the same.
    return { figures: { deliveries: history.length }, recounts: 0, items: 0, differences };
  }
};
