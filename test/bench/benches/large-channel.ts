// One count of a channel with 100,000 stays: what it holds in memory, and how soon the next one comes.
import { createHandler } from '../../../functions/channel-reports/handler';
import type { ChannelReport } from '../../../functions/channel-reports/report-item';
import type { UserSession } from '../../../functions/rtc-sessions/user-session';
import type { ItemTable } from '../../../functions/shared/projection-store';
import { functionLimits } from '../../../lib/function-limits';
import { tableDefinitions } from '../../../lib/tables';
import { memoryLives } from '../../helpers/memory-lives';
import { MemoryTable } from '../../helpers/memory-table';
import type { Bench, Row } from '../bench';
import { channel } from '../channels';
import { billedTables, preloadStays, projector } from '../projecting';
import { reportSettings } from '../reporting';

/** Stays after whose count a second must pass before the next one. */
const STAYS_PER_SECOND = 2_000;
/** When the channel is counted first, in Unix milliseconds. */
const BEGIN_MS = 1_767_225_600_000;
const inTime = { getRemainingTimeInMillis: () => functionLimits['channel-reports'].timeoutMs };

const heapMegabytes = (): number => {
  global.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
};

/** The stays' table as a function reads it: each page anew, out of an answer. Looks at the heap meanwhile. */
class ReadAnew implements ItemTable<UserSession> {
  peak = 0;

  constructor(private readonly table: ItemTable<UserSession>) {}

  get: ItemTable<UserSession>['get'] = (keys) => this.table.get(keys);
  put: ItemTable<UserSession>['put'] = (item, revision) => this.table.put(item, revision);

  async *query(partition: string): AsyncGenerator<readonly UserSession[]> {
    for await (const page of this.table.query(partition)) {
      const read: UserSession[] = JSON.parse(JSON.stringify(page));
      yield read;
      this.look();
    }
  }

  look(): void {
    this.peak = Math.max(this.peak, heapMegabytes());
  }
}

export const largeChannel: Bench = {
  name: 'large-channel',
  compares:
    'one count of a channel with 100,000 stays, then a change each second: the heap, and when it is counted again',
  async run(short): Promise<Row[]> {
    const users = short ? 10_000 : 100_000;
    const tables = billedTables();
    const { create, join } = channel(0);
    await projector(tables)([create()]);
    await preloadStays(
      tables.UserSessions,
      Array.from({ length: users }, (_, user) => join(user)),
    );
    const channelReports = new MemoryTable<ChannelReport>(tableDefinitions.ChannelReports);
    const stays = new ReadAnew(tables.UserSessions);
    let nowMs = BEGIN_MS;
    let counts = 0;
    const handler = createHandler({
      tables: {
        channelSessions: tables.ChannelSessions,
        userSessions: stays,
        cdnStreams: tables.CdnStreams,
        channelReports: {
          get: (keys) => channelReports.get(keys),
          put: (report, revision) => {
            stays.look();
            return channelReports.put(report, revision);
          },
        },
      },
      index: memoryLives(tables.ChannelSessions.memory, channelReports),
      bus: { put: async () => {} },
      settings: reportSettings,
      observability: {
        emit: ({ values }) => {
          counts += Number(values.Recounted ?? 0);
        },
        warn: () => {},
        error: () => {},
      },
      now: () => nowMs,
    });
    const [life] = tables.ChannelSessions.memory.items();
    const keys = { channelSId: { S: life?.channelSId ?? '' }, uSId: { S: 'any' } };
    const change = { Records: [{ eventName: 'MODIFY', dynamodb: { Keys: keys } }] };
    const before = heapMegabytes();
    await handler(change, inTime);
    const after = heapMegabytes();
    const counted = channelReports.items()[0]?.stays ?? 0;
    // Somebody joins, and each second tells of a change, until the channel has been counted again.
    await projector(tables)([join(users)]);
    while (counts < 2 && nowMs < BEGIN_MS + 3_600_000) {
      nowMs += 1_000;
      await handler(change, inTime);
    }
    return [
      { what: 'stays', value: users, unit: '' },
      {
        what: 'stays that the first report counts',
        value: counted,
        unit: '',
        goal: users,
        comparison: 'exactly',
      },
      { what: 'heap while counting, above what it was', value: stays.peak - before, unit: 'MB', goal: 128 },
      { what: 'heap after it, above what it was', value: Math.max(0, after - before), unit: 'MB' },
      {
        what: 'counted again after',
        value: (nowMs - BEGIN_MS) / 1000,
        unit: 's',
        goal: users / STAYS_PER_SECOND,
        comparison: 'exactly',
      },
      {
        what: 'stays that the second report counts',
        value: channelReports.items()[0]?.stays ?? 0,
        unit: '',
        goal: users + 1,
        comparison: 'exactly',
      },
      { what: 'counts in all', value: counts, unit: '', goal: 2, comparison: 'exactly' },
    ];
  },
};
