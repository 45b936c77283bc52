// Stops the pushes of a name once no life of it is live any more, and takes that back where one is.
import { type CdnStream, inferCdnStreamStop } from '../cdn-streams/cdn-stream';
import { AFTERMATH_MS, isActive, toldStatus } from '../cdn-streams/push-status';
import type { ChannelSession } from '../rtc-sessions/channel-session';
import { forEachConcurrently, WRITES_AT_ONCE } from '../shared/concurrency';
import { ItemGone } from '../shared/errors';
import type { Retention } from '../shared/item';
import { updateItem } from '../shared/projection-store';
import { nameEndedAt } from './channel-end';
import type { LifeIndex, ReportTables } from './report-tables';

/** Latest lives of a name that are read: an index may lag behind in their order. */
const LATEST_READ = 10;
/** Most lives that are read of one name. */
const MOST_READ = 100;

/** What stopping pushes works with. */
export interface PushStopsDependencies {
  readonly tables: Pick<ReportTables, 'channelSessions' | 'cdnStreams'>;
  readonly index: Pick<LifeIndex, 'livesOf' | 'liveOf'>;
  readonly settings: Retention;
}

/**
 * Judges the pushes of a name.
 *
 * @param known - channel session ids of the name that an index may not have yet
 * @returns how many pushes were changed
 */
export const stopPushes = async (
  channelName: string,
  known: readonly string[],
  deps: PushStopsDependencies,
): Promise<number> => {
  const { cdnStreams } = deps.tables;
  let changed = 0;
  for await (const page of cdnStreams.query(channelName)) {
    if (page.length === 0) continue;
    // Read after the pushes, and for each try again: so an older look at the lives never follows a newer one.
    const endedAt = await endOfName(channelName, known, deps);
    const toChange = page.filter((push) => stopOf(push, endedAt) !== push.stopInferredAt);
    await forEachConcurrently(toChange, WRITES_AT_ONCE, async (push) => {
      let tries = 0;
      const { channel, stream } = push;
      const { written } = await updateItem(cdnStreams, { channel, stream }, push, async (current) => {
        if (current === undefined) throw new ItemGone('A push was deleted while its end was judged');
        const end = tries++ === 0 ? endedAt : await endOfName(channelName, known, deps);
        return inferCdnStreamStop(current, stopOf(current, end), deps.settings);
      });
      if (written) changed++;
    });
  }
  return changed;
};

/** When a push stopped with its channel; `undefined` where it did not. */
const stopOf = ({ asOf, lastEventAt }: CdnStream, endedAt: string | undefined): string | undefined =>
  endedAt !== undefined &&
  isActive(toldStatus(asOf).status) &&
  Date.parse(lastEventAt) <= Date.parse(endedAt) + AFTERMATH_MS
    ? endedAt
    : undefined;

const endOfName = async (
  channelName: string,
  known: readonly string[],
  { tables, index }: PushStopsDependencies,
): Promise<string | undefined> => {
  const ids = new Set(known);
  for await (const page of index.liveOf(channelName)) {
    for (const { channelSId } of page) ids.add(channelSId);
    if (ids.size >= MOST_READ) break;
  }
  let latest = 0;
  for await (const page of index.livesOf(channelName)) {
    for (const { channelSId } of page.slice(0, LATEST_READ - latest)) ids.add(channelSId);
    latest += page.length;
    if (latest >= LATEST_READ) break;
  }
  if (ids.size === 0) return undefined;
  const keys = [...ids].slice(0, MOST_READ).map((channelSId) => ({ channelSId }));
  const lives = await tables.channelSessions.get(keys);
  return nameEndedAt(lives.filter((life: ChannelSession) => life.channelName === channelName));
};
