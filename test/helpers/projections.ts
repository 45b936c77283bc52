// The product's handlers on given tables, in silence.
import type { CdnStream } from '../../functions/cdn-streams/cdn-stream';
import { createHandler as createCdnStreams } from '../../functions/cdn-streams/handler';
import type { ChannelSession } from '../../functions/rtc-sessions/channel-session';
import { createHandler as createRtcSessions } from '../../functions/rtc-sessions/handler';
import type { UserSession } from '../../functions/rtc-sessions/user-session';
import type { ProjectionSettings } from '../../functions/shared/item';
import type { Observability } from '../../functions/shared/observability';
import type { ItemTable } from '../../functions/shared/projection-store';
import { tableDefinitions } from '../../lib/tables';
import type { Projections } from './delivery';
import type { Wire } from './faulty-table';
import { MemoryTable } from './memory-table';

/** The three tables as the projections need them. */
export interface ProjectionTables {
  readonly channelSessions: ItemTable<ChannelSession>;
  readonly userSessions: ItemTable<UserSession>;
  readonly cdnStreams: ItemTable<CdnStream>;
}

/** The settings that the tests project with: not the defaults, so that none is taken for granted. */
export const testSettings: ProjectionSettings = {
  retentionDays: 7,
  openRetentionDays: 30,
  ignoredChannels: ['test_webhook'],
};

/** Before every event: whatever comes, comes in time. */
const beforeEvents = () => 0;

const silent: Observability = { emit: () => {}, warn: () => {}, error: () => {} };

/** Both handlers, reaching the tables over a wire. */
export const projectionsOver = (
  tables: ProjectionTables,
  wire: Pick<Wire, 'to'>,
  now: () => number = beforeEvents,
): Projections => ({
  rtc: createRtcSessions({
    channelSessions: wire.to(tables.channelSessions),
    userSessions: wire.to(tables.userSessions),
    settings: testSettings,
    observability: silent,
    now,
  }),
  cdn: createCdnStreams({
    cdnStreams: wire.to(tables.cdnStreams),
    settings: testSettings,
    observability: silent,
    now,
  }),
});

/** Three empty tables in memory. */
export const memoryTables = (pageSize?: number) => {
  const page = pageSize === undefined ? {} : { pageSize };
  return {
    channelSessions: new MemoryTable<ChannelSession>({ ...tableDefinitions.ChannelSessions, ...page }),
    userSessions: new MemoryTable<UserSession>({ ...tableDefinitions.UserSessions, ...page }),
    cdnStreams: new MemoryTable<CdnStream>({ ...tableDefinitions.CdnStreams, ...page }),
  };
};
