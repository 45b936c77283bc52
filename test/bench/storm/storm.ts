// A storm on one channel: joins, and perhaps its destroy, through queue, projection, streams and reports, on one clock.

import type { CdnStream } from '../../../functions/cdn-streams/cdn-stream';
import { createHandler as createReports } from '../../../functions/channel-reports/handler';
import type { ChannelReport } from '../../../functions/channel-reports/report-item';
import type { ChannelSession } from '../../../functions/rtc-sessions/channel-session';
import type { UserSession } from '../../../functions/rtc-sessions/user-session';
import { functionLimits } from '../../../lib/function-limits';
import { tableDefinitions } from '../../../lib/tables';
import { MemoryTable } from '../../helpers/memory-table';
import { BilledLives } from '../billed-lives';
import { channel } from '../channels';
import { inFunction } from '../prices';
import { billedTables, projector, rtcHandler, sqsEvent } from '../projecting';
import { reportSettings } from '../reporting';
import { Stream } from '../stream';
import { CONCURRENCY, Queue } from './queue';
import type { SimulatedClock } from './simulated-clock';
import { Client, type PARTITION, Partitions, ThrottledTable } from './throttled-table';

/** Where the clock stands when it begins, in Unix milliseconds: when the channel was created. */
const BEGIN_MS = 1_767_225_600_000;
const MINUTE_MS = 60_000;
const REPORTS_TIMEOUT_MS = functionLimits['channel-reports'].timeoutMs;
const STREAM_TRIES = 5;
/** CPU of reading a stay out of an answer, as measured. */
const STAY_CPU_MS = 0.02;
/** Longest that anything goes on after the last message. */
const MOST_AFTER_MS = 60 * MINUTE_MS;

/** What comes, and how quickly. */
export interface StormOptions {
  readonly users: number;
  /** In which time they join, one after the other. */
  readonly withinMs: number;
  /** Whether the channel is destroyed right behind the last join. */
  readonly isDestroyed: boolean;
  readonly speed: typeof PARTITION;
}

/** What became of it. Times are in milliseconds. */
export interface StormOutcome {
  /** From each join's coming to its place in the table, in the order of coming. */
  readonly tableLagMs: Float64Array;
  /** From each join's coming to the first report that counts it. */
  readonly reportLagMs: Float64Array;
  readonly missing: number;
  readonly open: number;
  readonly deadLetters: number;
  readonly deadChanges: number;
  readonly mostReceives: number;
  readonly receivedAgain: number;
  readonly throttled: number;
  readonly recounts: number;
  readonly longestCountMs: number;
  readonly report: ChannelReport | undefined;
  readonly tablesDoneMs: number;
  readonly reportDoneMs: number;
  readonly told: number;
}

const userOf = ({ uSId }: UserSession): number => Number(uSId.slice(-12));

/** Runs it to its end. */
export const storm = async (
  { users, withinMs, isDestroyed, speed }: StormOptions,
  clock: SimulatedClock,
): Promise<StormOutcome> => {
  const tables = {
    ...billedTables(),
    channelReports: new MemoryTable<ChannelReport>(tableDefinitions.ChannelReports),
  };
  const names = channel(0);
  await projector(tables)([names.create()]);
  const partitions = new Partitions(clock, speed);
  const arrivalMs = (number: number) => (Math.min(number, users) * withinMs) / users;
  const tableLagMs = new Float64Array(users).fill(Number.POSITIVE_INFINITY);
  const reportLagMs = new Float64Array(users).fill(Number.POSITIVE_INFINITY);
  const written: number[] = [];
  let counted = 0;

  const streams = { channels: new Stream(), stays: new Stream() };
  const lives = new BilledLives();
  const [created] = tables.ChannelSessions.memory.items();
  if (created !== undefined) lives.channelWritten(created);
  tables.ChannelSessions.onWrite = (item) => {
    lives.channelWritten(item);
    streams.channels.add({ channelSId: item.channelSId }, clock.nowMs);
  };
  tables.UserSessions.onWrite = (stay) => {
    const user = userOf(stay);
    if (stay.revision === 1) {
      tableLagMs[user] = clock.nowMs - arrivalMs(user);
      written.push(user);
    }
    streams.stays.add({ channelSId: stay.channelSId, uSId: stay.uSId }, clock.nowMs);
  };
  const reports = {
    get: tables.channelReports.get.bind(tables.channelReports),
    put: async (report: ChannelReport, revision: number | undefined) => {
      const isWritten = await tables.channelReports.put(report, revision);
      if (isWritten) {
        lives.reportWritten(report);
        // Stays are counted in the order in which they were written, but for the page that was read just then.
        for (; counted < report.stays; counted++) {
          const user = written[counted] ?? 0;
          reportLagMs[user] = clock.nowMs - arrivalMs(user);
        }
      }
      return isWritten;
    },
  };

  /** The tables as one execution environment sees them. */
  const environment = (stayMs: number) => {
    const client = new Client(clock);
    return {
      channels: new ThrottledTable<ChannelSession>(tables.ChannelSessions, partitions, client, {
        partitionOf: ({ channelSId }) => `channel ${channelSId}`,
        indexPartitionsOf: ({ channelName }) => [`live-channels ${channelName}`, `by-channel ${channelName}`],
      }),
      stays: new ThrottledTable<UserSession>(tables.UserSessions, partitions, client, {
        partitionOf: ({ channelSId }) => `stays ${channelSId}`,
        // Also where a stay leaves the index, its entry is written: deleted.
        indexPartitionsOf: ({ channelName, uid }) => [`online-users ${channelName}`, `by-user ${uid}`],
        itemMs: stayMs,
      }),
    };
  };

  const queue = new Queue(clock, {
    count: users + (isDestroyed ? 1 : 0),
    atMs: arrivalMs,
    eventOf: (numbers) =>
      sqsEvent(numbers.map((number) => (number < users ? names.join(number) : names.destroy()))),
  });
  const projections = Array.from({ length: CONCURRENCY }, () => {
    const { channels, stays } = environment(inFunction('rtc-sessions', STAY_CPU_MS));
    return rtcHandler({ ChannelSessions: channels, UserSessions: stays });
  });

  let told = 0;
  let recounts = 0;
  let deadChanges = 0;
  let longestCountMs = 0;
  const reportsHandler = () => {
    const { channels, stays } = environment(inFunction('channel-reports', STAY_CPU_MS));
    return createReports({
      tables: {
        channelSessions: channels,
        userSessions: stays,
        cdnStreams: new MemoryTable<CdnStream>(tableDefinitions.CdnStreams),
        channelReports: reports,
      },
      index: lives,
      bus: { put: async () => void told++ },
      settings: reportSettings,
      observability: {
        emit: ({ values }) => {
          recounts += Number(values.Recounted ?? 0);
        },
        warn: () => {},
        error: () => {},
      },
      now: () => BEGIN_MS + clock.nowMs,
    });
  };
  const invoke = async (handler: ReturnType<typeof reportsHandler>, event: unknown): Promise<boolean> => {
    const startMs = clock.nowMs;
    try {
      await handler(event, {
        getRemainingTimeInMillis: () => REPORTS_TIMEOUT_MS - (clock.nowMs - startMs),
      });
      return clock.nowMs - startMs <= REPORTS_TIMEOUT_MS;
    } catch {
      return false;
    } finally {
      longestCountMs = Math.max(longestCountMs, clock.nowMs - startMs);
    }
  };
  let isOver = false;
  const follow = async (stream: Stream): Promise<void> => {
    const handler = reportsHandler();
    while (!isOver) {
      if (stream.dueMs > clock.nowMs) {
        await clock.until(Math.min(stream.dueMs, clock.nowMs + 1_000));
        continue;
      }
      const Records = stream.take(clock.nowMs);
      let tries = 1;
      while (!(await invoke(handler, { Records }))) {
        if (tries++ < STREAM_TRIES) continue;
        deadChanges += Records.length;
        break;
      }
    }
  };
  const schedule = async (): Promise<void> => {
    const handler = reportsHandler();
    for (let minute = 1; !isOver; minute++) {
      await clock.until(minute * MINUTE_MS);
      const time = new Date(BEGIN_MS + clock.nowMs).toISOString();
      // A schedule waits for nobody.
      void invoke(handler, { 'detail-type': 'Scheduled Event', time });
    }
  };

  const reportNow = () => tables.channelReports.items()[0];
  const isSettled = () => {
    const report = reportNow();
    return (
      report?.stays === users &&
      (!isDestroyed || (report.onlineUsers === 0 && report.told?.basis === report.basis))
    );
  };
  let tablesDoneMs = Number.POSITIVE_INFINITY;
  const all = async () => {
    void follow(streams.channels);
    void follow(streams.stays);
    void schedule();
    await queue.drain(projections);
    tablesDoneMs = clock.nowMs;
    while (!isSettled() && clock.nowMs < tablesDoneMs + MOST_AFTER_MS) await clock.sleep(1_000);
    isOver = true;
  };
  await clock.run(all());
  const stored = tables.UserSessions.memory.items();
  return {
    tableLagMs,
    reportLagMs,
    missing: users - stored.length,
    open: stored.filter(({ status }) => status === 'online').length,
    deadLetters: queue.dead,
    deadChanges,
    mostReceives: queue.mostReceives,
    receivedAgain: queue.receivedAgain,
    throttled: partitions.throttled,
    recounts,
    longestCountMs,
    report: reportNow(),
    tablesDoneMs,
    reportDoneMs: clock.nowMs,
    told,
  };
};
