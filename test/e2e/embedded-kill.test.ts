// The embedded stack, killed: what was acknowledged is kept, and what was half done is mended.

import { readdir } from 'node:fs/promises';
import { Agent } from 'node:http';
import { type Delivery, planDeliveries } from '../../lib/simulator/delivery';
import { generateHistory } from '../../lib/simulator/history';
import { type TableDefinition, tableDefinitions } from '../../lib/tables';
import { asTold } from '../helpers/as-told';
import type { EmbeddedProcess } from '../helpers/embedded-process';
import { inParallel } from '../helpers/in-parallel';
import { expectedTables, type Item } from '../helpers/oracle';
import { readTable } from '../helpers/read-tables';
import { isAbout, itemsOf, settings } from '../helpers/table-items';
import { embeddedStacks, makeJoin, post, SECRET, tablesOf, withClient } from './embedded-stacks';

const stacks = embeddedStacks();

describe('a kill', () => {
  /** Everything that the acknowledged notifications say is in the tables; more may be there. */
  const expectKept = (acknowledged: readonly Delivery[], tables: Awaited<ReturnType<typeof tablesOf>>) => {
    const items = new Map<string, Item>(
      Object.values(tables).flatMap((table: readonly Item[]) =>
        table.map((item) => [keyOf(item), item] as const),
      ),
    );
    const lacking = Object.values(
      expectedTables(
        acknowledged.map(({ notification }) => notification),
        settings,
      ),
    )
      .flat()
      .filter((expected: Item) => {
        const item = items.get(keyOf(expected));
        const { firstEventAt, lastEventAt = '' } = expected;
        return (
          item === undefined ||
          String(item.firstEventAt) > String(firstEventAt) ||
          String(item.lastEventAt ?? '') < String(lastEventAt)
        );
      });
    expect(lacking).toEqual([]);
  };
  const keyOf = ({ channelSId, uSId, channel, stream }: Item) =>
    JSON.stringify([channelSId, uSId, channel, stream]);

  /** Every index tells the same as its table, once the reports that are being made are written. */
  const expectIndexesRight = async (embedded: EmbeddedProcess): Promise<void> => {
    for (let tries = 100; ; tries--) {
      try {
        return await compareIndexes(embedded);
      } catch (error) {
        if (tries === 0) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  const compareIndexes = (embedded: EmbeddedProcess) =>
    withClient(embedded, async (client) => {
      const byKey = (a: Item, b: Item) => (keyOf(a) < keyOf(b) ? -1 : 1);
      for (const [name, { indexes }] of Object.entries<TableDefinition>(tableDefinitions)) {
        const items = await readTable(client, name);
        for (const { indexName, partitionKey, sortKey, keysOnly } of indexes) {
          const held = items.filter((item) => partitionKey in item && sortKey in item);
          const expected = keysOnly
            ? held.map(({ channelSId, [partitionKey]: partition, [sortKey]: sort }) => ({
                channelSId,
                [partitionKey]: partition,
                [sortKey]: sort,
              }))
            : held;
          expect((await readTable(client, name, indexName)).sort(byKey)).toEqual(expected.sort(byKey));
        }
      }
    });

  it('in the middle of traffic loses nothing that was acknowledged, however often', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const history = generateHistory({
      seed,
      now: Date.now(),
      channels: 20,
      users: 12,
      streams: 10,
      contradictions: 0.1,
    });
    const { deliveries } = planDeliveries(history, {
      seed,
      loss: 0,
      duplicates: 0.3,
      shuffle: true,
      wild: 0.2,
      secret: SECRET,
    });
    const acknowledged: Delivery[] = [];
    let left: readonly Delivery[] = deliveries;
    const kills = 4;
    try {
      for (let round = 0; round < kills; round++) {
        const embedded = await stacks.start();
        expectKept(acknowledged, await tablesOf(embedded));
        await expectIndexesRight(embedded);
        const agent = new Agent({ keepAlive: true });
        const done = new Set<Delivery>();
        const killAfter = Math.floor(left.length / (kills - round + 1));
        await inParallel(
          left,
          async (delivery) => {
            if (embedded.child.killed) return;
            try {
              const { status } = await post(embedded, delivery.body, { agent });
              if (status === 200) done.add(delivery);
            } catch {
              // killed before it answered: not acknowledged, and delivered again in the next round
            }
            if (done.size >= killAfter) embedded.child.kill('SIGKILL');
          },
          16,
        );
        agent.destroy();
        expect(await embedded.end('SIGKILL')).toBe('SIGKILL');
        expect(done.size).toBeGreaterThanOrEqual(killAfter);
        acknowledged.push(...done);
        left = left.filter((delivery) => !done.has(delivery));
      }
      const embedded = await stacks.start();
      expectKept(acknowledged, await tablesOf(embedded));
      expect(left.length).toBeGreaterThan(0);
      // What was not acknowledged is sent again, as the vendor does; what was, is not.
      const answers = await inParallel(left, ({ body }) => post(embedded, body), 16);
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      await expectIndexesRight(embedded);
      expect(itemsOf(asTold(await tablesOf(embedded)), isAbout(history))).toEqual(
        itemsOf(expectedTables(history, settings), () => true),
      );
      expect(embedded.stderr()).toBe('');
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  });

  it.each([0, 50, 200])(
    '%i ms after the first file of the tables leaves tables that can be made again',
    async (delayMs) => {
      const killed = await stacks.spawn();
      while ((await readdir(stacks.dataDir())).length === 0) {
        expect(killed.child.exitCode).toBeNull();
        await new Promise((done) => setTimeout(done, 5));
      }
      await new Promise((done) => setTimeout(done, delayMs));
      await killed.end('SIGKILL');
      const embedded = await stacks.start();
      expect((await post(embedded, makeJoin('alive'))).status).toBe(200);
    },
  );
});
