// The projections and the channel reports over tables in memory, with a clock of their own, for tests by hand.
import { createHandler } from '../../functions/channel-reports/handler';
import type { ChannelReport } from '../../functions/channel-reports/report-item';
import type { ReportSettings } from '../../functions/channel-reports/report-tables';
import type { BusEvent } from '../../functions/contract/events';
import type { Notification } from '../../functions/contract/notification';
import type { MetricLine, Observability } from '../../functions/shared/observability';
import { tableDefinitions } from '../../lib/tables';
import { memoryLives } from './memory-lives';
import { MemoryTable } from './memory-table';
import { memoryTables, projectionsOver } from './projections';
import { batchOf, messageOf } from './queue-messages';

/** 2026-01-01T00:00:00Z, when the clock begins. */
export const BEGIN_MS = Date.UTC(2026, 0, 1);
/** The same in Unix seconds. */
export const BEGIN = BEGIN_MS / 1000;

const defaults: ReportSettings = {
  retentionDays: 7,
  openRetentionDays: 30,
  emptyMinutes: 15,
  silentHours: 0,
  countEvents: false,
};

/** Tables, what feeds them, and what follows from them. */
export class Reported {
  readonly tables = {
    ...memoryTables(),
    channelReports: new MemoryTable<ChannelReport>(tableDefinitions.ChannelReports),
  };
  readonly events: BusEvent[] = [];
  readonly metrics: MetricLine[] = [];
  nowMs = BEGIN_MS;
  /** What the bus does with an event. */
  onPut: (event: BusEvent) => void = () => {};
  readonly #settings: ReportSettings;

  constructor(
    settings: Partial<ReportSettings> = {},
    private readonly observability: Observability = {
      emit: (line) => this.metrics.push(line),
      warn: () => {},
      error: () => {},
    },
  ) {
    this.#settings = { ...defaults, ...settings };
  }

  handler() {
    return createHandler({
      tables: this.tables,
      index: memoryLives(this.tables.channelSessions, this.tables.channelReports),
      bus: {
        put: async (event) => {
          this.onPut(event);
          this.events.push(event);
        },
      },
      settings: this.#settings,
      observability: this.observability,
      now: () => this.nowMs,
    });
  }

  /** Projects notifications. */
  async project(notifications: readonly Notification[]): Promise<void> {
    const projections = projectionsOver(this.tables, { to: (table) => table });
    for (const notification of notifications) {
      const { noticeId, productId } = notification;
      const answer = await projections[productId === 1 ? 'rtc' : 'cdn'](
        batchOf(messageOf(noticeId, notification)),
        { getRemainingTimeInMillis: () => 55_000 },
      );
      if (answer.batchItemFailures.length > 0) throw new Error('the projection did not take a notification');
    }
  }

  /** Hands the handler the change of each channel and of each name with pushes, until nothing changes any more. */
  async settle(remainingMs = 60_000): Promise<void> {
    for (let round = 0; round < 10; round++) {
      const before = this.#writes();
      await this.changed(remainingMs);
      if (this.#writes() === before) return;
    }
    throw new Error('the tables do not come to rest');
  }

  /** Hands the handler the change of each channel and of each name with pushes, once. */
  async changed(remainingMs = 60_000): Promise<void> {
    const records = [
      ...this.tables.channelSessions.items().map(({ channelSId }) => ({ channelSId: { S: channelSId } })),
      ...this.tables.cdnStreams
        .items()
        .map(({ channel, stream }) => ({ channel: { S: channel }, stream: { S: stream } })),
    ];
    await this.handler()(
      { Records: records.map((Keys) => ({ eventName: 'MODIFY', dynamodb: { Keys } })) },
      { getRemainingTimeInMillis: () => remainingMs },
    );
  }

  /** Lets the time pass, minute by minute with the schedule. */
  async pass(minutes: number, remainingMs = 60_000): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      this.nowMs += 60_000;
      await this.handler()(
        { 'detail-type': 'Scheduled Event', time: new Date(this.nowMs).toISOString() },
        { getRemainingTimeInMillis: () => remainingMs },
      );
      await this.settle();
    }
  }

  /** The report of a life. */
  report(channelSId: string): ChannelReport | undefined {
    return this.tables.channelReports.items().find((report) => report.channelSId === channelSId);
  }

  #writes(): number {
    return Object.values(this.tables).reduce((sum, { writes }) => sum + writes, 0);
  }
}
