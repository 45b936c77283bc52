// The channel reports on tables that count, fed as the deployed function is: by the tables' streams and each minute.
import { createHandler } from '../../functions/channel-reports/handler';
import type { ChannelReport } from '../../functions/channel-reports/report-item';
import type { BusEvent } from '../../functions/contract/events';
import type { Notification } from '../../functions/contract/notification';
import { functionLimits } from '../../lib/function-limits';
import { tableDefinitions } from '../../lib/tables';
import { BilledLives } from './billed-lives';
import { BilledTable } from './billed-table';
import { billedTables, projector } from './projecting';
import { Stream } from './stream';

const MINUTE_MS = 60_000;
const FUNCTION_TIMEOUT_MS = functionLimits['channel-reports'].timeoutMs;

/** As the stack has them by default. */
export const reportSettings = {
  retentionDays: 90,
  openRetentionDays: 365,
  emptyMinutes: 15,
  silentHours: 0,
  countEvents: false,
};

/** What the function did so far. */
export interface ReportsUse {
  readonly invocations: number;
  readonly scheduled: number;
  readonly records: number;
  readonly recounts: number;
  readonly events: number;
  readonly calls: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Tables, projections and reports on a clock that moves with what comes. */
export class Reporting {
  readonly tables = {
    ...billedTables(),
    ChannelReports: new BilledTable<ChannelReport>(tableDefinitions.ChannelReports),
  };
  readonly lives = new BilledLives();
  readonly events: BusEvent[] = [];
  nowMs: number;
  #nextMinuteMs: number;
  #figures = { invocations: 0, scheduled: 0, records: 0, recounts: 0 };
  #projected = { calls: 0, readUnits: 0, writeUnits: 0 };
  readonly #streams = {
    ChannelSessions: new Stream(),
    UserSessions: new Stream(),
    CdnStreams: new Stream(),
  };
  readonly #project: ReturnType<typeof projector>;
  readonly #handler: ReturnType<typeof createHandler>;

  /** @param startMs - when the clock begins, in Unix milliseconds */
  constructor(startMs: number) {
    this.nowMs = startMs;
    this.#nextMinuteMs = Math.ceil(startMs / MINUTE_MS) * MINUTE_MS;
    const { ChannelSessions, UserSessions, CdnStreams, ChannelReports } = this.tables;
    ChannelSessions.onWrite = (channel) => {
      this.lives.channelWritten(channel);
      this.#note('ChannelSessions', { channelSId: channel.channelSId });
    };
    UserSessions.onWrite = ({ channelSId, uSId }) => this.#note('UserSessions', { channelSId, uSId });
    CdnStreams.onWrite = ({ channel, stream }) => this.#note('CdnStreams', { channel, stream });
    ChannelReports.onWrite = this.lives.reportWritten;
    this.#project = projector(this.tables);
    this.#handler = createHandler({
      tables: {
        channelSessions: ChannelSessions,
        userSessions: UserSessions,
        cdnStreams: CdnStreams,
        channelReports: ChannelReports,
      },
      index: this.lives,
      bus: { put: async (event) => void this.events.push(event) },
      settings: reportSettings,
      observability: {
        emit: ({ values }) => {
          this.#figures.recounts += Number(values.Recounted ?? 0);
        },
        warn: () => {},
        error: () => {},
      },
      now: () => this.nowMs,
    });
  }

  /** Projects notifications at a time, in Unix milliseconds; what is due before comes first. */
  async project(notifications: readonly Notification[], atMs: number): Promise<void> {
    await this.until(atMs);
    const before = this.#billed();
    await this.#project(notifications);
    const after = this.#billed();
    for (const name of ['calls', 'readUnits', 'writeUnits'] as const) {
      this.#projected[name] += after[name] - before[name];
    }
  }

  /** Lets the time pass: the streams' batches and the schedule's minutes come when they are due. */
  async until(endMs: number): Promise<void> {
    for (;;) {
      const [stream] = Object.values(this.#streams).sort((a, b) => a.dueMs - b.dueMs);
      const dueMs = Math.min(stream?.dueMs ?? Number.POSITIVE_INFINITY, this.#nextMinuteMs);
      if (dueMs > endMs) break;
      this.nowMs = Math.max(this.nowMs, dueMs);
      if (dueMs === this.#nextMinuteMs) {
        this.#nextMinuteMs += MINUTE_MS;
        this.#figures.scheduled++;
        await this.#invoke({ 'detail-type': 'Scheduled Event', time: new Date(dueMs).toISOString() });
      } else {
        const Records = stream?.take(this.nowMs) ?? [];
        this.#figures.invocations++;
        this.#figures.records += Records.length;
        await this.#invoke({ Records });
      }
    }
    this.nowMs = Math.max(this.nowMs, endMs);
  }

  /** What the function did so far, without what the projections did. */
  use(): ReportsUse {
    const all = this.#billed();
    return {
      ...this.#figures,
      events: this.events.length,
      calls: all.calls - this.#projected.calls,
      readUnits: all.readUnits - this.#projected.readUnits,
      writeUnits: all.writeUnits - this.#projected.writeUnits,
    };
  }

  async #invoke(event: unknown): Promise<void> {
    await this.#handler(event, { getRemainingTimeInMillis: () => FUNCTION_TIMEOUT_MS });
  }

  #note(
    name: 'ChannelSessions' | 'UserSessions' | 'CdnStreams',
    keys: Readonly<Record<string, string>>,
  ): void {
    this.#streams[name].add(keys, this.nowMs);
  }

  #billed() {
    const tables = Object.values(this.tables);
    return {
      calls: tables.reduce((sum, { bill }) => sum + bill.readCalls + bill.writeCalls, this.lives.calls),
      readUnits: tables.reduce((sum, { bill }) => sum + bill.readUnits, this.lives.readUnits),
      writeUnits: tables.reduce((sum, table) => sum + table.writeUnitsInAll(), 0),
    };
  }
}
