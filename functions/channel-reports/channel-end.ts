// Judges what has ended although nobody told it: a channel, its stays, and the pushes of its name.
import type { ChannelEndReason, ChannelSession } from '../rtc-sessions/channel-session';
import type { StayEndReason } from '../rtc-sessions/stay-registers';
import type { JudgedEnd } from '../shared/inferred-end';
import { isoTime } from '../shared/item';
import type { StayFacts } from './stay-facts';

/** How long after the start of a later life something may still happen in the one before. */
const OVERLAP_MS = 60_000;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** When nobody's silence is taken for an end. */
export interface EndSettings {
  /** Minutes without news after which a channel that everybody has left is over; 0 = never. */
  readonly emptyMinutes: number;
  /** Hours without news after which any channel is over; 0 = never. */
  readonly silentHours: number;
}

/** What a channel's end is judged by. Times are in Unix milliseconds. */
export interface Evidence {
  /** Whether a notification has told the end. */
  readonly isDestroyed: boolean;
  /** Whether there are stays, and each has left or was followed by another of its user. */
  readonly isEmpty: boolean;
  /** The latest event of the channel and of its users. */
  readonly latestEventMs: number;
  /** Start of the newest later life of the same name, as its create told it. */
  readonly laterLifeMs: number | undefined;
  /** The reason that stands; for it the waiting is over. */
  readonly standing: ChannelEndReason | undefined;
  /** When these facts were first seen. */
  readonly basisMs: number;
  readonly nowMs: number;
}

/** What follows from the evidence. */
export interface Judgement {
  readonly end?: JudgedEnd<ChannelEndReason>;
  /** When time alone will change the judgement, in Unix milliseconds. */
  readonly checkMs?: number;
  /** Whether something happened after a later life of the name had begun: the two are probably of different apps. */
  readonly overlaps: boolean;
}

/** Judges whether a channel is over. */
export const judgeChannel = (evidence: Evidence, settings: EndSettings): Judgement => {
  const { isDestroyed, isEmpty, latestEventMs, laterLifeMs, standing, basisMs, nowMs } = evidence;
  const isFollowed = laterLifeMs !== undefined && latestEventMs <= laterLifeMs + OVERLAP_MS;
  const overlaps = laterLifeMs !== undefined && !isFollowed;
  if (isDestroyed) return { overlaps: false };
  const endedAs = (reason: ChannelEndReason): Judgement => ({
    end: { at: isoTime(latestEventMs), reason },
    overlaps,
  });
  if (isFollowed) return endedAs(isEmpty ? 'empty' : 'superseded');

  const checks: number[] = [];
  if (isEmpty && settings.emptyMinutes > 0) {
    const overMs = standing === 'empty' ? nowMs : basisMs + settings.emptyMinutes * MINUTE_MS;
    if (overMs <= nowMs) return endedAs('empty');
    checks.push(overMs);
  }
  if (settings.silentHours > 0) {
    const silenceMs = settings.silentHours * HOUR_MS;
    // What happened counts for an end that stands, too: else a channel that lives again would stay closed.
    const sinceMs = standing === 'silent' ? latestEventMs : Math.max(latestEventMs, basisMs);
    if (sinceMs + silenceMs > nowMs) checks.push(sinceMs + silenceMs);
    else {
      // A later life would be the reason, and an index may not have shown it yet: one more look when it surely has.
      const surelyMs = Math.max(latestEventMs, basisMs) + silenceMs + HOUR_MS;
      if (surelyMs > nowMs) checks.push(surelyMs);
      return { ...endedAs('silent'), ...checkAt(checks) };
    }
  }
  return { overlaps, ...checkAt(checks) };
};

const checkAt = (checks: readonly number[]): Pick<Judgement, 'checkMs'> =>
  checks.length === 0 ? {} : { checkMs: Math.min(...checks) };

/**
 * When each stay's user joined again: the start of the earliest of the user's stays that began later. A user is in a
 * channel once (the vendor's leave reason 5: a new device forces the old one out).
 */
export const joinedAgain = (stays: readonly StayFacts[]): ((stay: StayFacts) => number | undefined) => {
  const startsByUser = new Map<string, number[]>();
  for (const { uid, startMs } of stays) {
    const starts = startsByUser.get(uid);
    if (starts === undefined) startsByUser.set(uid, [startMs]);
    else starts.push(startMs);
  }
  for (const starts of startsByUser.values()) starts.sort((a, b) => a - b);
  return ({ uid, startMs }) => firstAfter(startsByUser.get(uid) ?? [], startMs);
};

/** The first of ascending numbers that is greater: by halves, since a user's device may join thousands of times. */
const firstAfter = (ascending: readonly number[], value: number): number | undefined => {
  let from = 0;
  let to = ascending.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((ascending[middle] ?? value) > value) to = middle;
    else from = middle + 1;
  }
  return ascending[from];
};

const channelReasons = { superseded: 'channel superseded', silent: 'channel silent' } as const;

/**
 * The end of a stay that follows: none where a leave has come; else when its user joined again, or the inferred end of
 * its channel, where that is earlier.
 *
 * @param againMs - when its user joined again
 * @param channelEnd - the inferred end of the channel
 */
export const judgeStay = (
  { hasLeft }: StayFacts,
  againMs: number | undefined,
  channelEnd: JudgedEnd<ChannelEndReason> | undefined,
): JudgedEnd<StayEndReason> | undefined => {
  if (hasLeft) return undefined;
  const again = againMs === undefined ? undefined : isoTime(againMs);
  // Where the channel is empty, each of its stays has left or was followed.
  if (
    channelEnd !== undefined &&
    channelEnd.reason !== 'empty' &&
    (again === undefined || channelEnd.at < again)
  ) {
    return { at: channelEnd.at, reason: channelReasons[channelEnd.reason] };
  }
  return again === undefined ? undefined : { at: again, reason: 'joined again' };
};

/**
 * When the last of a name's lives ended; `undefined` while one is live, and where none is known.
 *
 * @param lives - lives of the name, the latest and those that are live among them
 */
export const nameEndedAt = (lives: readonly ChannelSession[]): string | undefined => {
  let latest: ChannelSession | undefined;
  for (const life of lives) {
    if (life.status === 'live') return undefined;
    if (latest === undefined || placeOf(life) > placeOf(latest)) latest = life;
  }
  return latest?.destroyedAt;
};

const placeOf = ({ firstEventAt, destroyedAt = '' }: ChannelSession): string => firstEventAt + destroyedAt;
