// Ends that nobody told, judged over all facts at once: of channels, of stays, of pushes.
import { byText, greatest, millisecondsFrom, type PushEvent } from './events';
import { isActive } from './pushes';
import { endByDestroy, type InferredEnd, type Life, type Stay } from './sessions';

/** What the judgement depends on besides the facts. */
export interface Waiting {
  /** Minutes after which a channel that all have left is over; 0: never. */
  readonly emptyMinutes: number;
  /** Hours after which a channel that nothing is heard of is over; 0: never. */
  readonly silentHours: number;
  /** Milliseconds since the last fact happened and came. */
  readonly quietMs: number;
}

const GRACE_MS = 60_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** When the same user's next stay in this life began; absent where none did. */
const nextStart = (stay: Stay, { stays }: Life): string | undefined =>
  stays
    .filter(({ uid, startedAt }) => uid === stay.uid && startedAt > stay.startedAt)
    .map(({ startedAt }) => startedAt)
    .toSorted(byText)
    .at(0);

const latestEventAt = ({ firstEventAt, stays }: Life): string =>
  greatest([firstEventAt, ...stays.map(({ lastEventAt }) => lastEventAt)]);

/** True where a create of the same name came later than this life began, and this one fell silent then. */
const hasLaterLife = (life: Life, lives: readonly Life[]): boolean => {
  const newest = lives
    .filter(({ channelName }) => channelName === life.channelName)
    .flatMap(({ create }) => create?.at ?? [])
    .filter((at) => at > life.firstEventAt)
    .toSorted(byText)
    .at(-1);
  return newest !== undefined && millisecondsFrom(newest, latestEventAt(life)) <= GRACE_MS;
};

/** How the life ended, where no destroy tells it. */
export const inferredChannelEnd = (
  life: Life,
  lives: readonly Life[],
  { emptyMinutes, silentHours, quietMs }: Waiting,
): InferredEnd | undefined => {
  if (life.destroy !== undefined) return undefined;
  const end = (reason: string): InferredEnd => ({ at: latestEventAt(life), reason });
  const allLeft =
    life.stays.length > 0 &&
    life.stays.every((stay) => stay.leave !== undefined || nextStart(stay, life) !== undefined);
  const followed = hasLaterLife(life, lives);
  const waited = emptyMinutes > 0 && quietMs >= emptyMinutes * MINUTE_MS;
  if (allLeft && (waited || followed)) return end('empty');
  if (followed) return end('superseded');
  if (silentHours > 0 && quietMs >= silentHours * HOUR_MS) return end('silent');
  return undefined;
};

/** The ends of a stay that are known without its leave. Of equal ones, the first is the reason. */
export const inferredStayEnds = (
  stay: Stay,
  life: Life,
  channelEnd: InferredEnd | undefined,
): (InferredEnd | undefined)[] => {
  const next = nextStart(stay, life);
  return [
    next === undefined ? undefined : { at: next, reason: 'joined again' },
    endByDestroy(life),
    channelEnd && { at: channelEnd.at, reason: `channel ${channelEnd.reason}` },
  ];
};

/** The end of one life of a channel: `undefined` while it lives. */
export interface EndOfLife {
  readonly life: Life;
  readonly endedAt: string | undefined;
}

/** When its channel's end stopped the push; absent where it did not. */
export const inferredStop = (push: readonly PushEvent[], ends: readonly EndOfLife[]): string | undefined => {
  const ofName = ends.filter(({ life }) => life.channelName === push[0]?.channel);
  const latestStart = greatest(['', ...ofName.map(({ life }) => life.firstEventAt)]);
  const ended = ofName.flatMap(({ life, endedAt }) =>
    life.firstEventAt === latestStart && endedAt !== undefined ? endedAt : [],
  );
  if (ofName.length === 0 || ofName.some(({ endedAt }) => endedAt === undefined)) return undefined;
  const endedAt = greatest(ended);
  const latest = greatest(push.map(({ at }) => at));
  return isActive(push) && millisecondsFrom(endedAt, latest) <= GRACE_MS ? endedAt : undefined;
};
