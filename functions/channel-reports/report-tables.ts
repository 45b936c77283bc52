// What a recount reads and writes with: the tables, and the indexes that tell which lives there are.
import type { CdnStream } from '../cdn-streams/cdn-stream';
import type { BusEvent } from '../contract/events';
import type { ChannelSession } from '../rtc-sessions/channel-session';
import type { UserSession } from '../rtc-sessions/user-session';
import type { Retention } from '../shared/item';
import type { ItemTable } from '../shared/projection-store';
import type { EndSettings } from './channel-end';
import type { ChannelReport } from './report-item';

/** The tables, each read with strong consistency. */
export interface ReportTables {
  readonly channelSessions: ItemTable<ChannelSession>;
  readonly userSessions: ItemTable<UserSession>;
  readonly cdnStreams: ItemTable<CdnStream>;
  readonly channelReports: Pick<ItemTable<ChannelReport>, 'get' | 'put'>;
}

/** A life of a channel as an index holds it. */
export type IndexedLife = Pick<
  ChannelSession,
  | 'channelSId'
  | 'channelName'
  | 'firstEventAt'
  | 'createdAt'
  | 'createdInferred'
  | 'destroyReason'
  | 'liveChannel'
>;

/** The indexes of the tables. They lag behind: what they tell is where to look. */
export interface LifeIndex {
  /** Lives of a name, the latest first, page by page (`sessions-by-channel`). */
  livesOf(channelName: string): AsyncIterable<readonly IndexedLife[]>;
  /** Lives of a name that are live (`live-channels`). */
  liveOf(channelName: string): AsyncIterable<readonly IndexedLife[]>;
  /** All lives that are live (`live-channels`). */
  allLive(): AsyncIterable<readonly IndexedLife[]>;
  /** Channel session ids to be looked at again by that time, in epoch seconds (`due-checks`). */
  dueChecks(bySeconds: number): AsyncIterable<readonly string[]>;
}

/** Settings of the reports. */
export interface ReportSettings extends EndSettings, Retention {
  /** Whether `Channel Count Changed` is put on the bus. */
  readonly countEvents: boolean;
}

/** What recounts work with. Nothing is taken from elsewhere, not even the time. */
export interface RecountDependencies {
  readonly tables: ReportTables;
  readonly index: LifeIndex;
  readonly bus: EventBus;
  readonly settings: ReportSettings;
  /** The time, in Unix milliseconds. */
  readonly now: () => number;
  /** How much of the function's time is left, in milliseconds. */
  readonly remainingMs: () => number;
}

/** Where the events about reports go. */
export interface EventBus {
  /** Puts one event on the bus. Rejects where the bus did not take it. */
  put(event: BusEvent): Promise<void>;
}

/** What recounts did. */
export class RecountFigures {
  recounted = 0;
  /** Ends that were set, moved or taken back. */
  endsInferred = 0;
  /** Channels in which something happened after a later life of the name had begun. */
  overlappingLives = 0;
}
