// What is live now, what ended last, and what is wrong.
import type { LiveAnswer, QueueDepth, Trouble } from './answers';
import { type PushItem, type ReportItem, reportOf } from './items';
import { maskedPush } from './masked-push';
import type { Reader } from './reader';

/** How many of the channels that ended last are shown. */
const MOST_ENDED = 20;
/** How many of them are looked at for ends by inference. */
const MOST_ENDED_READ = 100;
/** How far back ended channels are looked for, in days. */
const DAYS_BACK = 14;
/** For so long a failed push, or an end by inference, is a trouble. */
const TROUBLE_MS = 86_400_000;
/** In how many channels failed pushes are looked for. */
const MOST_CHANNELS_ASKED = 200;
/** How long the pushes of a channel are not asked for again, in milliseconds. */
const HOLD_MS = 10_000;

/** Asks the tables what is live now; remembers a little, since it is asked again and again. */
export class LiveQuestions {
  readonly #failed = new Map<string, { readonly until: number; readonly pushes: readonly PushItem[] }>();

  constructor(
    private readonly reader: Reader,
    private readonly depths: () => Promise<readonly QueueDepth[]>,
  ) {}

  /** What is live, what ended last, what is wrong. */
  async answer(now = Date.now()): Promise<LiveAnswer> {
    const [channels, active, ended, depths] = await Promise.all([
      this.#liveChannels(),
      this.reader.scanIndex('CdnStreams', 'active-streams'),
      this.#endedLately(now),
      this.depths(),
    ]);
    const pushes = active.map(maskedPush);
    const names = new Set([...channels, ...ended].map(({ channelName }) => channelName));
    const failed = await this.#failedPushes([...names].slice(0, MOST_CHANNELS_ASKED), now);
    const since = new Date(now - TROUBLE_MS).toISOString();
    const troubles: Trouble[] = [
      ...depths.filter(({ messages }) => messages > 0).map((depth) => ({ kind: 'queue' as const, ...depth })),
      ...[...pushes.filter(({ status }) => status === 'interrupted'), ...failed]
        .sort((a, b) => ((a.statusAt ?? '') < (b.statusAt ?? '') ? 1 : -1))
        .map((push) => ({ kind: 'push' as const, ...push })),
      ...ended
        .filter(({ endInferred, endedAt = '' }) => endInferred && endedAt >= since)
        .map((report) => ({ kind: 'channel' as const, ...report })),
    ];
    return { channels, pushes, ended: ended.slice(0, MOST_ENDED), troubles };
  }

  async #liveChannels(): Promise<ReportItem[]> {
    const live = await this.reader.scanIndex('ChannelSessions', 'live-channels');
    const reports = await this.reader.get(
      'ChannelReports',
      live.map(({ channelSId }) => ({ channelSId })),
    );
    const byId = new Map(reports.map((report) => [report.channelSId, report]));
    return live
      .map((channel) => byId.get(channel.channelSId) ?? reportOf(channel))
      .filter(({ status }) => status === 'live')
      .sort(
        (a, b) => (b.onlineUsers ?? 0) - (a.onlineUsers ?? 0) || (a.channelName < b.channelName ? -1 : 1),
      );
  }

  async #endedLately(now: number): Promise<ReportItem[]> {
    const ended: ReportItem[] = [];
    for (let day = 0; day < DAYS_BACK && ended.length < MOST_ENDED; day++) {
      const { items } = await this.reader.page({
        table: 'ChannelReports',
        index: 'reports-by-day',
        partition: new Date(now - day * 86_400_000).toISOString().slice(0, 10),
        newestFirst: true,
        limit: MOST_ENDED_READ,
      });
      ended.push(...items);
    }
    return ended;
  }

  async #failedPushes(channels: readonly string[], now: number): Promise<PushItem[]> {
    const since = new Date(now - TROUBLE_MS).toISOString();
    const asked = await Promise.all(channels.map((channel) => this.#failedPushesOf(channel, now)));
    for (const [channel, { until }] of this.#failed) if (until <= now) this.#failed.delete(channel);
    return asked.flat().filter(({ statusAt = '' }) => statusAt >= since);
  }

  async #failedPushesOf(channel: string, now: number): Promise<readonly PushItem[]> {
    const known = this.#failed.get(channel);
    if (known && known.until > now) return known.pushes;
    const pushes: PushItem[] = [];
    for await (const page of this.reader.pages({ table: 'CdnStreams', partition: channel })) {
      pushes.push(...page.filter(({ status }) => status === 'failed').map(maskedPush));
    }
    this.#failed.set(channel, { until: now + HOLD_MS, pushes });
    return pushes;
  }
}
