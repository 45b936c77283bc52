// The lives of the same name around one of them: what has begun after it, and what before it is still open.
import type { ChannelSession } from '../rtc-sessions/channel-session';
import type { IndexedLife, RecountDependencies } from './report-tables';

/** A name with fewer lives is read whole. */
const MANY_LIVES = 20;

/** What a recount needs to know of other lives of the name. */
export interface Surroundings {
  /** Start of the newest later life, as its create told it, in Unix milliseconds. */
  readonly laterLifeMs: number | undefined;
  /** Channel session ids of earlier lives that are open still, or that another judgement may now end. */
  readonly predecessors: readonly string[];
}

/**
 * Looks for the lives of the same name before and after one of them. Of those after it only real creates count: an
 * inferred start moves as facts come in, a real one stays, so what was superseded stays so.
 *
 * @param successor - channel session id of a later life that an index may not have yet
 */
export const lookAround = async (
  life: ChannelSession,
  successor: string | undefined,
  { tables, index }: Pick<RecountDependencies, 'tables' | 'index'>,
): Promise<Surroundings> => {
  const { channelSId, channelName, firstEventAt } = life;
  const isOther = (other: IndexedLife) =>
    other.channelSId !== channelSId && other.channelName === channelName;
  const isLater = (other: IndexedLife) =>
    isOther(other) &&
    !other.createdInferred &&
    other.createdAt !== undefined &&
    other.createdAt > firstEventAt;

  const isEarlier = (other: IndexedLife) => isOther(other) && other.firstEventAt < firstEventAt;

  const starts: string[] = [];
  const predecessors = new Set<string>();
  let isReadWhole = true;
  for await (const page of index.livesOf(channelName)) {
    for (const other of page) {
      if (isLater(other)) starts.push(other.createdAt ?? '');
      // A later life goes before silence as a reason.
      if (isEarlier(other) && (other.liveChannel !== undefined || other.destroyReason === 'silent')) {
        predecessors.add(other.channelSId);
      }
    }
    const [last] = page.slice(-1);
    const isEnough = starts.length > 0 || last === undefined || last.firstEventAt < firstEventAt;
    if (isEnough && page.length >= MANY_LIVES) {
      isReadWhole = false;
      break;
    }
  }
  if (successor !== undefined) {
    const [after] = await tables.channelSessions.get([{ channelSId: successor }]);
    if (after !== undefined && isLater(after)) starts.push(after.createdAt ?? '');
  }
  // Where not all lives were read, those that are open may be among the others.
  if (!isReadWhole) {
    for await (const page of index.liveOf(channelName)) {
      for (const other of page) if (isEarlier(other)) predecessors.add(other.channelSId);
    }
  }
  const latest = starts.sort().at(-1);
  return {
    laterLifeMs: latest === undefined ? undefined : Date.parse(latest),
    predecessors: [...predecessors],
  };
};
