// What people ask of a channel, of one of its lives, of a user; and what a text may be the name of.
import type { ChannelAnswer, CurveAnswer, FindAnswer, SessionAnswer, StayOrder, UserAnswer } from './answers';
import { exactCurve, thinned } from './curve';
import { ConsoleFailure } from './failures';
import { type ChannelItem, type PushItem, type ReportItem, reportOf } from './items';
import { maskedPush } from './masked-push';
import { pageToken, readPageNumber, readPageToken } from './page-token';
import type { PageKey, Reader } from './reader';
import { StayIndex, sortedStays } from './stay-index';

/** Items of one page. */
const PAGE_SIZE = 50;
/** Lives of more stays are given in the table's order where none is asked for: sorting them reads all. */
const MOST_SORTED_UNASKED = 5_000;
/** Most points of a curve. */
const MOST_POINTS = 4_000;
/** A push whose latest event is so much older than a life's beginning is not of that life, in milliseconds. */
const LEEWAY_MS = 60_000;
/** Shorter texts would be found in most addresses. */
const SHORTEST_PIECE = 4;

/** Asks the tables; holds the stays of a life for a moment. */
export class Questions {
  readonly #stays: StayIndex;

  constructor(private readonly reader: Reader) {
    this.#stays = new StayIndex(reader);
  }

  /** The lives of a channel, newest first. */
  async channel(channelName: string, page?: string): Promise<ChannelAnswer> {
    const { items, end } = await this.reader.page({
      table: 'ChannelSessions',
      index: 'sessions-by-channel',
      partition: channelName,
      newestFirst: true,
      limit: PAGE_SIZE,
      start: readPageToken(page),
    });
    return { lives: await this.#reportsOf(items), next: end === undefined ? null : pageToken(end) };
  }

  /** @throws ConsoleFailure where there is no such life */
  async session(channelSId: string, page?: string, asked?: StayOrder): Promise<SessionAnswer> {
    const { channel, report } = await this.#life(channelSId);
    const order = asked ?? ((report.stays ?? 0) > MOST_SORTED_UNASKED ? 'key' : 'join');
    const [{ stays, next }, pushes] = await Promise.all([
      order === 'key' ? this.#staysByKey(channelSId, page) : this.#staysInOrder(channelSId, order, page),
      this.#pushesOf(channel),
    ]);
    return { channel, report, stays, pushes, next, order };
  }

  /** How many were online by role over the time of a life. */
  async curve(channelSId: string): Promise<CurveAnswer> {
    const { channel, report } = await this.#life(channelSId);
    const startedAt = report.startedAt ?? channel.firstEventAt;
    if (report.curve !== undefined && (report.stays ?? 0) > MOST_SORTED_UNASKED) {
      return { startedAt, curve: report.curve, exact: false };
    }
    const exact = exactCurve(await this.#stays.stays(channelSId), Date.parse(startedAt));
    return { startedAt, curve: thinned(exact, MOST_POINTS), exact: exact.length <= MOST_POINTS };
  }

  /** The stays of a user, newest first. */
  async user(uid: string, page?: string): Promise<UserAnswer> {
    const { items, end } = await this.reader.page({
      table: 'UserSessions',
      index: 'sessions-by-user',
      partition: uid,
      newestFirst: true,
      limit: PAGE_SIZE,
      start: readPageToken(page),
    });
    return { stays: items, next: end === undefined ? null : pageToken(end) };
  }

  /** What a text names: whole names and ids; of active pushes' addresses a piece is enough. */
  async find(text: string): Promise<FindAnswer> {
    // DynamoDB takes no longer key than this.
    if (text === '' || Buffer.byteLength(text) > 2048) {
      throw new ConsoleFailure('bad-request', 'Find what? Give a name or an id of at most 2,048 bytes.');
    }
    const newest = { newestFirst: true, limit: 1, partition: text } as const;
    const [channels, sessions, users, active] = await Promise.all([
      this.reader.page({ table: 'ChannelSessions', index: 'sessions-by-channel', ...newest }),
      this.reader.get('ChannelSessions', [{ channelSId: text }]),
      this.reader.page({ table: 'UserSessions', index: 'sessions-by-user', ...newest }),
      text.length < SHORTEST_PIECE ? [] : this.reader.scanIndex('CdnStreams', 'active-streams'),
    ]);
    return {
      channels: await this.#reportsOf(channels.items),
      sessions: await this.#reportsOf(sessions),
      users: users.items,
      pushes: active.filter(({ stream }) => stream.includes(text)).map(maskedPush),
    };
  }

  async #life(channelSId: string): Promise<{ readonly channel: ChannelItem; readonly report: ReportItem }> {
    const [channels, reports] = await Promise.all([
      this.reader.get('ChannelSessions', [{ channelSId }]),
      this.reader.get('ChannelReports', [{ channelSId }]),
    ]);
    const [channel] = channels;
    if (channel === undefined) {
      throw new ConsoleFailure(
        'not-found',
        'There is no such channel session: it is not in the tables, or no longer. Look the channel up by its name.',
      );
    }
    return { channel, report: reports[0] ?? reportOf(channel) };
  }

  async #reportsOf(channels: readonly ChannelItem[]): Promise<ReportItem[]> {
    const keys = channels.map(({ channelSId }) => ({ channelSId }));
    const reports = await this.reader.get('ChannelReports', keys);
    const byId = new Map(reports.map((report) => [report.channelSId, report]));
    return channels.map((channel) => byId.get(channel.channelSId) ?? reportOf(channel));
  }

  async #staysByKey(channelSId: string, page: string | undefined) {
    const { items, end } = await this.reader.page({
      table: 'UserSessions',
      partition: channelSId,
      limit: PAGE_SIZE,
      start: readPageToken(page),
    });
    return { stays: items, next: end === undefined ? null : pageToken(end) };
  }

  async #staysInOrder(channelSId: string, order: Exclude<StayOrder, 'key'>, page: string | undefined) {
    const number = readPageNumber(page);
    const all = sortedStays(await this.#stays.stays(channelSId), order);
    const keys = all
      .slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE)
      .map(({ uSId }): PageKey => ({ channelSId, uSId }));
    const byId = new Map((await this.reader.get('UserSessions', keys)).map((stay) => [stay.uSId, stay]));
    return {
      stays: keys.map(({ uSId = '' }) => byId.get(uSId)).filter((stay) => stay !== undefined),
      next: all.length > number * PAGE_SIZE ? String(number + 1) : null,
    };
  }

  async #pushesOf({ channelName, firstEventAt, destroyedAt }: ChannelItem): Promise<PushItem[]> {
    const from = new Date(Date.parse(firstEventAt) - LEEWAY_MS).toISOString();
    const to = destroyedAt && new Date(Date.parse(destroyedAt) + LEEWAY_MS).toISOString();
    const pushes: PushItem[] = [];
    for await (const page of this.reader.pages({ table: 'CdnStreams', partition: channelName })) {
      pushes.push(...page);
    }
    return pushes
      .filter((push) => push.lastEventAt >= from && (to === undefined || push.firstEventAt <= to))
      .map(maskedPush);
  }
}
