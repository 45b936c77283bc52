// What a replay of the archive must give again: tables that were empty before they were filled.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeployedTarget } from '../helpers/engine/deployed-target';
import { emptyTables } from '../helpers/engine/tables';
import { deliverHistory } from '../helpers/engine/traffic';
import type { Item } from '../helpers/oracle';
import { tablesAtRest } from '../helpers/read-tables';
import { keyOf } from '../helpers/table-items';
import type { Tables } from '../helpers/target';

/** How long no table must have changed: the queues are empty a little before what follows is counted. */
const REST_MS = 5_000;

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
  const tables = await tablesToCompare(target);
  const to = new Date();
  for (const items of Object.values(tables)) expect(items.length).toBeGreaterThan(0);
  await empty();
  expect(await target.readTables()).toEqual({ channelSessions: [], userSessions: [], cdnStreams: [] });
  await sleep(1100);
  return { tables, from, to };
};

/** The tables once they rest, sorted, without the counters of writes. */
export const tablesToCompare = async (target: DeployedTarget): Promise<Tables> => {
  await target.settled();
  const tables = await tablesAtRest(() => target.readTables(), REST_MS);
  return {
    channelSessions: sorted(tables.channelSessions),
    userSessions: sorted(tables.userSessions),
    cdnStreams: sorted(tables.cdnStreams),
  };
};

const sorted = (items: readonly Item[]): Item[] =>
  items
    .map(({ revision: _revision, facts: _facts, ...rest }) => ({
      ...rest,
      ...withoutFacts(rest.inferredEnd),
    }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** A judged end without the number of writes that it was judged by. */
const withoutFacts = (inferredEnd: unknown): object => {
  if (typeof inferredEnd !== 'object' || inferredEnd === null) return {};
  return {
    inferredEnd: Object.fromEntries(Object.entries(inferredEnd).filter(([name]) => name !== 'facts')),
  };
};
