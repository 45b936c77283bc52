// Whole histories, lost, doubled and shuffled.
import { planDeliveries } from '../../../lib/simulator/delivery';
import { generateHistory } from '../../../lib/simulator/history';
import { asTold } from '../as-told';
import { inParallel } from '../in-parallel';
import type { Item } from '../oracle';
import { isAbout, keyOf } from '../table-items';
import type { BundleClient } from './client';

/** Defines the tests of histories. */
export const describeHistories = (bundle: BundleClient): void => {
  describe('histories', () => {
    it('shuffled, duplicated and thinned out ones end as the oracle says, and stay so', async () => {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const history = generateHistory({
        seed,
        now: Date.now(),
        channels: 4,
        users: 6,
        streams: 5,
        contradictions: 0.2,
      });
      const plan = planDeliveries(history, {
        seed,
        loss: 0.05,
        duplicates: 0.5,
        shuffle: true,
        wild: 0.3,
        secret: bundle.secret,
      });
      const deliver = async (deliveries: typeof plan.deliveries) => {
        const answers = await inParallel(deliveries, ({ body }) => bundle.postJson(body));
        expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      };
      await deliver(plan.deliveries);
      const delivered = plan.deliveries.map(({ notification }) => notification);
      try {
        await bundle.expectTables(delivered);
        const stays = async (): Promise<Item[]> =>
          asTold(await bundle.target.readTables())
            .userSessions.filter(isAbout(delivered))
            // Counts the writes of recounts, too, which may come at any time; `facts` counts the others.
            .map(({ revision: _, ...stay }) => stay)
            .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
        const before = await stays();
        // Redelivered notifications change nothing, not even the count of writes.
        await deliver(plan.deliveries.slice(0, 100).reverse());
        await bundle.target.settled();
        expect(await stays()).toEqual(before);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    });
  });
};
