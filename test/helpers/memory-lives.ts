// The indexes that recounts read, over tables in memory; they lag behind by nothing.
import type { ChannelReport } from '../../functions/channel-reports/report-item';
import type { IndexedLife, LifeIndex } from '../../functions/channel-reports/report-tables';
import type { ChannelSession } from '../../functions/rtc-sessions/channel-session';
import type { MemoryTable } from './memory-table';

/** A look at the indexes as they are now. */
export const memoryLives = (
  channelSessions: MemoryTable<ChannelSession>,
  channelReports: MemoryTable<ChannelReport>,
): LifeIndex => {
  async function* live(name?: string): AsyncGenerator<readonly IndexedLife[]> {
    yield channelSessions
      .items()
      .filter(({ liveChannel }) => liveChannel !== undefined && (name ?? liveChannel) === liveChannel);
  }
  return {
    async *livesOf(name) {
      yield channelSessions
        .items()
        .filter(({ channelName }) => channelName === name)
        .sort((a, b) => (a.firstEventAt > b.firstEventAt ? -1 : 1));
    },
    liveOf: live,
    allLive: () => live(),
    async *dueChecks(bySeconds) {
      yield channelReports
        .items()
        .filter(({ checkAt }) => checkAt !== undefined && checkAt <= bySeconds)
        .map(({ channelSId }) => channelSId);
    },
  };
};
