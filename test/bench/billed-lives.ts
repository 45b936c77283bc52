// The indexes that recounts read, kept up with what is written, and the units that reading them would cost.
import type { ChannelReport } from '../../functions/channel-reports/report-item';
import type { IndexedLife, LifeIndex } from '../../functions/channel-reports/report-tables';
import type { ChannelSession } from '../../functions/rtc-sessions/channel-session';
import { itemBytes } from './billed-table';

/** Bytes of one unit of an eventually consistent read, which counts half. */
const READ_UNIT_BYTES = 4_096;
/** Items of one page of a name's history, as the function asks for them. */
const LIVES_PER_PAGE = 20;

const byStart = (a: IndexedLife, b: IndexedLife): number => (a.firstEventAt > b.firstEventAt ? -1 : 1);

/** Bills what is read of {@link LifeIndex}. The entries lag behind by nothing. */
export class BilledLives implements LifeIndex {
  calls = 0;
  readUnits = 0;
  readonly #byName = new Map<string, Map<string, ChannelSession>>();
  readonly #live = new Map<string, ChannelSession>();
  readonly #checks = new Map<string, ChannelReport & { readonly checkAt: number }>();

  /** Keeps the indexes of ChannelSessions. */
  readonly channelWritten = (channel: ChannelSession): void => {
    const lives = this.#byName.get(channel.channelName) ?? new Map<string, ChannelSession>();
    this.#byName.set(channel.channelName, lives.set(channel.channelSId, channel));
    if (channel.liveChannel === undefined) this.#live.delete(channel.channelSId);
    else this.#live.set(channel.channelSId, channel);
  };

  /** Keeps `due-checks`. */
  readonly reportWritten = (report: ChannelReport): void => {
    const { channelSId, checkAt } = report;
    if (checkAt === undefined) this.#checks.delete(channelSId);
    else this.#checks.set(channelSId, { ...report, checkAt });
  };

  async *livesOf(name: string): AsyncGenerator<readonly IndexedLife[]> {
    const lives = [...(this.#byName.get(name)?.values() ?? [])].sort(byStart);
    for (let from = 0; from === 0 || from < lives.length; from += LIVES_PER_PAGE) {
      yield this.#page(lives.slice(from, from + LIVES_PER_PAGE));
    }
  }

  async *liveOf(name: string): AsyncGenerator<readonly IndexedLife[]> {
    const lives = [...(this.#byName.get(name)?.values() ?? [])];
    yield this.#page(lives.filter(({ liveChannel }) => liveChannel === name));
  }

  async *allLive(): AsyncGenerator<readonly IndexedLife[]> {
    yield this.#page([...this.#live.values()]);
  }

  async *dueChecks(bySeconds: number): AsyncGenerator<readonly string[]> {
    const checks = [...this.#checks.values()];
    // What the filter leaves out is read, too.
    this.#page(
      checks.map(({ channelSId, checkAt }) => ({ channelSId, checkChannelSId: channelSId, checkAt })),
    );
    yield checks.filter(({ checkAt }) => checkAt <= bySeconds).map(({ channelSId }) => channelSId);
  }

  #page<Item extends object>(items: readonly Item[]): readonly Item[] {
    const bytes = items.reduce((sum, item) => sum + itemBytes(item), 0);
    this.calls++;
    this.readUnits += Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) / 2;
    return items;
  }
}
