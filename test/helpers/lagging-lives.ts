// The indexes that recounts look at, lagging behind the tables, and as an invocation reaches them.
import type { ChannelReport } from '../../functions/channel-reports/report-item';
import type { IndexedLife, LifeIndex } from '../../functions/channel-reports/report-tables';
import type { ChannelSession } from '../../functions/rtc-sessions/channel-session';
import type { Random } from '../../lib/simulator/random';
import type { Wire } from './faulty-table';
import type { LaggingIndex } from './lagging-index';

const PAGE_SIZE = 2;
/** As many as a history has: the product's pages hold a life and all that matter around it. */
const LIVES_PER_PAGE = 4;

/** The indexes of lagging tables: each page is what they show by then, ties of sort keys are in any order. */
export const laggingLives = (index: LaggingIndex, random: Random): LifeIndex => {
  async function* pages<T>(find: () => readonly T[], size = PAGE_SIZE): AsyncGenerator<readonly T[]> {
    for (let from = 0; ; from += size) {
      const page = find().slice(from, from + size);
      yield page;
      if (page.length < size) return;
    }
  }
  // What lies in an index is what was put into its table.
  const lives = () => random.shuffled(index.items('ChannelSessions') as unknown as ChannelSession[]);
  const reports = () => index.items('ChannelReports') as unknown as ChannelReport[];
  const latestFirst = (left: IndexedLife, right: IndexedLife): number =>
    left.firstEventAt < right.firstEventAt ? 1 : left.firstEventAt > right.firstEventAt ? -1 : 0;
  return {
    livesOf: (name) =>
      pages(
        () =>
          lives()
            .filter((life) => life.channelName === name)
            .toSorted(latestFirst),
        LIVES_PER_PAGE,
      ),
    liveOf: (name) =>
      pages(() =>
        lives()
          .filter((life) => life.liveChannel === name)
          .toSorted(latestFirst),
      ),
    allLive: () => pages(() => lives().filter((life) => life.liveChannel !== undefined)),
    dueChecks: (bySeconds) =>
      pages(() =>
        reports()
          .filter(({ checkAt }) => checkAt !== undefined && checkAt <= bySeconds)
          .map(({ channelSId }) => channelSId),
      ),
  };
};

/** Indexes as one invocation reaches them. */
export const indexOver = (index: LifeIndex, wire: Pick<Wire, 'pages'>): LifeIndex => ({
  livesOf: (name) => wire.pages(index.livesOf(name)),
  liveOf: (name) => wire.pages(index.liveOf(name)),
  allLive: () => wire.pages(index.allLive()),
  dueChecks: (bySeconds) => wire.pages(index.dueChecks(bySeconds)),
});
