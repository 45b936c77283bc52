// All of the product that writes tables, in memory or on DynamoDB: projections, recounts, indexes that lag, a bus.
import { createHandler as createChannelReports } from '../../functions/channel-reports/handler';
import type { ChannelReport } from '../../functions/channel-reports/report-item';
import type { LifeIndex, ReportSettings } from '../../functions/channel-reports/report-tables';
import type { BusEvent } from '../../functions/contract/events';
import type { Observability } from '../../functions/shared/observability';
import type { ItemTable } from '../../functions/shared/projection-store';
import { Random } from '../../lib/simulator/random';
import { tableDefinitions } from '../../lib/tables';
import { ChangeStreams } from './change-streams';
import { BEGINNING } from './essential-histories';
import type { Wire } from './faulty-table';
import { LaggingIndex } from './lagging-index';
import { indexOver, laggingLives } from './lagging-lives';
import { MemoryTable } from './memory-table';
import type { Item } from './oracle/item';
import type { SettledTables } from './oracle/settled';
import { memoryTables, type ProjectionTables, projectionsOver, testSettings } from './projections';
import type { RestSubject } from './rest';
import { VirtualClock } from './virtual-clock';

/** The four tables, and all that they hold. */
export interface WholeTables extends ProjectionTables {
  readonly channelReports: ItemTable<ChannelReport>;
  /** Their indexes, where the tables have some; else such as lag behind are made for them. */
  readonly index?: LifeIndex;
  read(): Promise<SettledTables>;
}

/** What a trial differs in. */
export interface Trial {
  readonly seed: number;
  readonly settings: Pick<ReportSettings, 'emptyMinutes' | 'silentHours' | 'countEvents'>;
  /** How far indexes may lag behind, in milliseconds. */
  readonly indexLagMs: number;
}

/** The product of a trial, and what it put on the bus. */
export interface WholeProduct extends RestSubject {
  readonly told: readonly BusEvent[];
}

const DAY_MS = 86_400_000;
/** When a product's clock begins. Histories are over by then, the longest of them after days. */
export const STARTS_AT = BEGINNING * 1000 + 5 * DAY_MS;
const MOST_WRITES = 20_000;

/** The event that a rule's schedule sends. */
const scheduledEvent = (now: number) => ({
  source: 'aws.events',
  'detail-type': 'Scheduled Event',
  time: new Date(now).toISOString(),
  detail: {},
});

const silent: Observability = { emit: () => {}, warn: () => {}, error: () => {} };

/** Four empty tables in memory. */
export const wholeMemoryTables = (): WholeTables => {
  const channelReports = new MemoryTable<ChannelReport>(tableDefinitions.ChannelReports);
  const tables = memoryTables();
  const all = (table: { items(): readonly object[] }): Item[] => table.items().map((item) => ({ ...item }));
  return {
    ...tables,
    channelReports,
    read: async () => ({
      channelSessions: all(tables.channelSessions),
      userSessions: all(tables.userSessions),
      cdnStreams: all(tables.cdnStreams),
      channelReports: all(channelReports),
    }),
  };
};

/** What makes the handler of the channel reports. */
export type RecountsDependencies = Parameters<typeof createChannelReports>[0];
/** The handler of the channel reports. */
export type RecountsHandler = ReturnType<typeof createChannelReports>;

/** A short cut that a product takes, to see that it shows. */
export interface ShortCut {
  readonly projections?: (tables: ProjectionTables) => ProjectionTables;
  readonly recounts?: (deps: RecountsDependencies) => RecountsDependencies;
  readonly handler?: (handler: RecountsHandler) => RecountsHandler;
}

/** The product on these tables. */
export const wholeProduct = (
  tables: WholeTables,
  { seed, settings, indexLagMs }: Trial,
  { projections = (same) => same, recounts = (same) => same, handler = (same) => same }: ShortCut = {},
): WholeProduct => {
  const clock = new VirtualClock(STARTS_AT);
  const streams = new ChangeStreams(MOST_WRITES);
  const observed = {
    channelSessions: streams.observe('ChannelSessions', tables.channelSessions),
    userSessions: streams.observe('UserSessions', tables.userSessions),
    cdnStreams: streams.observe('CdnStreams', tables.cdnStreams),
  };
  const channelReports = streams.observe('ChannelReports', tables.channelReports);
  const random = new Random(seed, 2);
  const index = tables.index ?? laggingLives(new LaggingIndex(streams, clock, random, indexLagMs), random);
  const told: BusEvent[] = [];
  const recountsOver = (wire: Wire): RecountsHandler =>
    handler(
      createChannelReports(
        recounts({
          tables: {
            channelSessions: wire.to(observed.channelSessions),
            userSessions: wire.to(observed.userSessions),
            cdnStreams: wire.to(observed.cdnStreams),
            channelReports: wire.to(channelReports),
          },
          index: indexOver(index, wire),
          bus: { put: (event) => wire.carry(async () => void told.push(event)) },
          settings: { ...testSettings, ...settings },
          now: clock.now,
          observability: silent,
        }),
      ),
    );
  return {
    streams,
    clock,
    told,
    read: () => tables.read(),
    start: (wire) => {
      const recount = recountsOver(wire);
      return {
        ...projectionsOver(projections(observed), wire),
        changes: recount,
        schedule: (context) => recount(scheduledEvent(clock.now()), context),
      };
    },
  };
};
