// What a replay of the archive must give again: tables that were empty before they were filled.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeployedTarget } from '../helpers/engine/deployed-target';
import { emptyTables } from '../helpers/engine/tables';
import { deliverHistory } from '../helpers/engine/traffic';
import type { Item } from '../helpers/oracle';
import { keyOf } from '../helpers/table-items';
import type { Tables } from '../helpers/target';

/** Fills empty tables, and empties them again: gives what they held, and when it was received. */
export const filledAndEmptied = async (
  target: DeployedTarget,
  history: Parameters<typeof deliverHistory>[1],
): Promise<{ readonly tables: Tables; readonly from: Date; readonly to: Date }> => {
  const { clients, deployment } = target;
  const empty = () => emptyTables(clients.dynamoDb, deployment.outputs);
  await target.settled();
  await empty();
  // The engine archives by whole seconds of receipt: begin and end in one of our own.
  await sleep(1100);
  const from = new Date(Math.floor(Date.now() / 1000) * 1000);
  await deliverHistory(target, history);
  await target.settled();
  const to = new Date();
  const tables = comparable(await target.readTables());
  for (const items of Object.values(tables)) expect(items.length).toBeGreaterThan(0);
  await empty();
  expect(await target.readTables()).toEqual({ channelSessions: [], userSessions: [], cdnStreams: [] });
  await sleep(1100);
  return { tables, from, to };
};

/**
 * Sorted, without the counters of writes, and without judged ends: one that came before the real leave stays noted,
 * and hidden, and where the leave came first there is none. An end that shows, shows in the other attributes.
 */
export const comparable = (tables: Tables): Tables => ({
  channelSessions: sorted(tables.channelSessions),
  userSessions: sorted(tables.userSessions),
  cdnStreams: sorted(tables.cdnStreams),
});

const sorted = (items: readonly Item[]): Item[] =>
  items
    .map(({ revision: _revision, facts: _facts, inferredEnd: _inferredEnd, ...rest }) => rest)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
