// The law of the state model as one check: deliver a history somehow, and compare the tables with the oracle.
import type { Notification } from '../../functions/contract/notification';
import { type DeliveryFigures, type DeliveryPlan, deliver, type Projections } from './delivery';
import type { Wire } from './faulty-table';
import { comparable, type ExpectedTables, expectedTables, type Item } from './oracle';
import { memoryTables, projectionsOver, testSettings } from './projections';
import { keyOf } from './table-items';

/** What a delivery left behind. */
export interface Outcome {
  readonly figures: DeliveryFigures;
  /** The items as stored, the counters `revision` and `facts` left out and `asOf` included, each table in the order of its keys. */
  readonly tables: ExpectedTables;
}

/** Tables with a product behind them. */
export interface Subject {
  /** One execution environment's handlers; called for each invocation. */
  start(wire: Wire): Projections;
  /** All items of the three tables as they are stored. */
  read(): Promise<ExpectedTables>;
}

/** The product on empty tables in memory, at a time. */
export const memorySubject = (now?: () => number): Subject => {
  const tables = memoryTables();
  return { start: (wire) => projectionsOver(tables, wire, now), read: async () => itemsOf(tables) };
};

/** All items of tables in memory. */
export const itemsOf = (tables: ReturnType<typeof memoryTables>): ExpectedTables => ({
  channelSessions: tables.channelSessions.items().map((item) => ({ ...item })),
  userSessions: tables.userSessions.items().map((item) => ({ ...item })),
  cdnStreams: tables.cdnStreams.items().map((item) => ({ ...item })),
});

const tidy = (items: readonly Item[]): Item[] =>
  items
    .map(({ revision: _, facts: _facts, ...item }) => item)
    .sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));

const mapTables = (tables: ExpectedTables, change: (items: readonly Item[]) => Item[]): ExpectedTables => ({
  channelSessions: change(tables.channelSessions),
  userSessions: change(tables.userSessions),
  cdnStreams: change(tables.cdnStreams),
});

/** Delivers the history until all of it is acknowledged, and reads the tables. */
export const play = async (
  history: readonly Notification[],
  plan: DeliveryPlan,
  subject: Subject,
): Promise<Outcome> => {
  const figures = await deliver(history, plan, (wire) => subject.start(wire));
  return { figures, tables: mapTables(await subject.read(), tidy) };
};

/** The tables as the oracle states them: without `asOf`. */
export const stated = (tables: ExpectedTables): ExpectedTables =>
  mapTables(tables, (items) => items.map(comparable));

/** What the oracle says of the history, in the order of {@link play}; `now` as there. */
export const lawful = (history: readonly Notification[], now?: number): ExpectedTables =>
  mapTables(expectedTables(history, testSettings, now), tidy);
