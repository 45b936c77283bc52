// Counts one life of a channel anew: reads it, judges what has ended, writes what follows, and tells it.
import { type ChannelSession, inferChannelEnd, toldDestroyedAt } from '../rtc-sessions/channel-session';
import { closeUserSession, inferUserSessionEnd } from '../rtc-sessions/user-session';
import { backOff, forEachConcurrently, WRITES_AT_ONCE } from '../shared/concurrency';
import { ItemGone, OutOfTime, TooManyConflicts } from '../shared/errors';
import { judgedAnew } from '../shared/inferred-end';
import { updateItem } from '../shared/projection-store';
import { type Judgement, joinedAgain, judgeChannel, judgeStay } from './channel-end';
import { channelReport } from './channel-report';
import { lookAround } from './other-lives';
import { stopPushes } from './push-stops';
import type { ChannelReport } from './report-item';
import { ReportStore } from './report-store';
import type { RecountDependencies, RecountFigures } from './report-tables';
import { type StayFacts, stayFacts } from './stay-facts';

/** With less than this left, no more is read or closed: the rest is for the next time. */
const RESERVE_MS = 5_000;
const KEYS_PER_READ = 100;
/** How often a life is counted in a row because others counted it at the same time. */
const MAX_TRIES = 10;
const BACK_OFF_BASE_MS = 20;
const BACK_OFF_MAX_MS = 1_000;

/** What is known to have changed of a life: its stays alone, or anything. */
export type Changed = 'stays' | 'anything';

/** A life and its stays as they were read. */
interface Reading {
  readonly channel: ChannelSession;
  readonly stays: StayFacts[];
  /** F, the sum of `facts` of the channel and its stays: it only grows, and equal sums mean equal facts. */
  readonly facts: number;
}

/** Counts lives of channels. It may run late, twice, or side by side with itself, and ends in the same state. */
export class Recount {
  readonly #store: ReportStore;

  constructor(
    private readonly deps: RecountDependencies,
    private readonly figures: RecountFigures,
  ) {
    this.#store = new ReportStore(deps);
  }

  /**
   * Counts a life of a channel, and those before it of the same name that are still live.
   *
   * @param changed - what is known to have changed: where it is stays alone, the pushes of the name are left as they
   * are, since they follow from the channels
   * @throws OutOfTime where the time is up before all of it was read
   */
  async channel(channelSId: string, changed: Changed = 'anything'): Promise<void> {
    for (const predecessor of await this.#untilWritten(channelSId, undefined, changed)) {
      await this.#untilWritten(predecessor, channelSId, 'anything');
    }
  }

  /** Leaves a life to the schedule; false where that could not be noted. */
  postpone(channelSId: string): Promise<boolean> {
    return this.#store.postpone(channelSId);
  }

  /**
   * Judges the pushes of a name.
   *
   * @param known - channel session ids of the name that an index may not have yet
   */
  async pushes(channelName: string, known: readonly string[] = []): Promise<void> {
    this.figures.endsInferred += await stopPushes(channelName, known, this.deps);
  }

  /** Returns the channel session ids of lives before this one that are still live. */
  async #untilWritten(
    channelSId: string,
    successor: string | undefined,
    changed: Changed,
  ): Promise<readonly string[]> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const predecessors = await this.#count(channelSId, successor, changed);
      if (predecessors !== 'overtaken') return predecessors;
      await backOff(tries, BACK_OFF_BASE_MS, BACK_OFF_MAX_MS);
    }
    throw new TooManyConflicts(`A channel was counted by others at each of ${MAX_TRIES} tries`);
  }

  async #count(
    channelSId: string,
    successor: string | undefined,
    changed: Changed,
  ): Promise<readonly string[] | 'overtaken'> {
    // Before everything else, so that a report is replaced only by what was read after it.
    const stored = await this.#store.read(channelSId);
    const isDeferred = await this.#store.defer(stored);
    if (isDeferred !== 'no') return isDeferred === 'overtaken' ? 'overtaken' : [];
    const reading = await this.#read(channelSId);
    if (reading === undefined) {
      await this.#store.uncheck(stored);
      return [];
    }
    this.figures.recounted++;
    const { channel, facts } = reading;
    const around = await lookAround(channel, successor, this.deps);
    const again = joinedAgain(reading.stays);
    const judgement = this.#judge(reading, again, around.laterLifeMs, stored);
    const written = await this.#writeChannelEnd(channel, judgement.end, facts);
    // A destroy closes the stays itself. One that was cut off and never came again has left ghosts.
    const toldEnd = this.#store.isSettled(stored, facts) ? toldDestroyedAt(channel) : undefined;
    const { stays, isComplete } = await this.#writeStayEnds(reading, again, judgement.end, toldEnd);
    // An end that was written just now comes as a change of the channel.
    if (changed === 'anything') {
      await this.pushes(channel.channelName, [channelSId, ...(successor === undefined ? [] : [successor])]);
    }
    const outcome = await this.#store.write(stored, channelReport(written, stays), facts, {
      checkMs: judgement.checkMs,
      isComplete,
    });
    return outcome === 'overtaken' ? 'overtaken' : around.predecessors;
  }

  async #read(channelSId: string): Promise<Reading | undefined> {
    const { channelSessions, userSessions } = this.deps.tables;
    const [channel] = await channelSessions.get([{ channelSId }]);
    if (channel === undefined) return undefined;
    const stays: StayFacts[] = [];
    let facts = channel.facts ?? 0;
    for await (const page of userSessions.query(channelSId)) {
      if (this.deps.remainingMs() < RESERVE_MS)
        throw new OutOfTime('The time is up before a channel was read');
      for (const stay of page) {
        stays.push(stayFacts(stay));
        facts += stay.facts ?? 0;
      }
    }
    return { channel, stays, facts };
  }

  #judge(
    { channel, stays, facts }: Reading,
    again: (stay: StayFacts) => number | undefined,
    laterLifeMs: number | undefined,
    stored: ChannelReport | undefined,
  ): Judgement {
    const nowMs = this.deps.now();
    const judgement = judgeChannel(
      {
        isDestroyed: toldDestroyedAt(channel) !== undefined,
        isEmpty: stays.length > 0 && stays.every((stay) => stay.hasLeft || again(stay) !== undefined),
        latestEventMs: stays.reduce(
          (latest, { lastEventMs }) => Math.max(latest, lastEventMs),
          Date.parse(channel.firstEventAt),
        ),
        laterLifeMs,
        standing: channel.inferredEnd?.reason,
        basisMs: this.#store.firstSeenMs(stored, facts),
        nowMs,
      },
      this.deps.settings,
    );
    if (judgement.overlaps) this.figures.overlappingLives++;
    return judgement;
  }

  async #writeChannelEnd(
    channel: ChannelSession,
    end: Judgement['end'],
    facts: number,
  ): Promise<ChannelSession> {
    const { tables, settings } = this.deps;
    const { channelSId } = channel;
    const { item, written } = await updateItem(tables.channelSessions, { channelSId }, channel, (current) => {
      if (current === undefined) throw new ItemGone('A channel was deleted while it was counted');
      return inferChannelEnd(current, end, facts, settings);
    });
    if (written) this.figures.endsInferred++;
    return item;
  }

  /** Writes the ends that follow, where they change anything; not all of them where the time is up. */
  async #writeStayEnds(
    { channel: { channelSId }, stays, facts }: Reading,
    again: (stay: StayFacts) => number | undefined,
    channelEnd: Judgement['end'],
    toldEnd: string | undefined,
  ): Promise<{ readonly stays: readonly StayFacts[]; readonly isComplete: boolean }> {
    const changes = new Map<string, StayEnds>();
    for (const stay of stays) {
      const judged = judgeStay(stay, again(stay), channelEnd);
      const isJudgedAnew = judgedAnew(stay.inferredEnd, judged, facts) !== stay.inferredEnd;
      const told = isOpenAfter(stay, toldEnd) ? toldEnd : undefined;
      if (isJudgedAnew || told !== undefined) changes.set(stay.uSId, { judged, told });
    }
    const written = new Map<string, StayFacts>();
    const uSIds = [...changes.keys()];
    for (let from = 0; from < uSIds.length; from += KEYS_PER_READ) {
      if (this.deps.remainingMs() < RESERVE_MS) break;
      await this.#writePage(channelSId, uSIds.slice(from, from + KEYS_PER_READ), changes, facts, written);
    }
    return {
      stays: written.size === 0 ? stays : stays.map((stay) => written.get(stay.uSId) ?? stay),
      isComplete: written.size === changes.size,
    };
  }

  async #writePage(
    channelSId: string,
    uSIds: readonly string[],
    changes: ReadonlyMap<string, StayEnds>,
    facts: number,
    written: Map<string, StayFacts>,
  ): Promise<void> {
    const { userSessions } = this.deps.tables;
    const current = await userSessions.get(uSIds.map((uSId) => ({ channelSId, uSId })));
    await forEachConcurrently(current, WRITES_AT_ONCE, async (stay) => {
      const { uSId } = stay;
      const update = await updateItem(userSessions, { channelSId, uSId }, stay, (latest) => {
        if (latest === undefined) throw new ItemGone('A stay was deleted while its channel was counted');
        const { judged, told } = changes.get(uSId) ?? {};
        const inferred = inferUserSessionEnd(latest, judged, facts, this.deps.settings);
        return told === undefined ? inferred : closeUserSession(inferred, told, this.deps.settings);
      });
      if (update.written) this.figures.endsInferred++;
      written.set(uSId, stayFacts(update.item));
    });
  }
}

/** What a stay is given: the end that was judged, and the one of its channel that was told. */
interface StayEnds {
  readonly judged: ReturnType<typeof judgeStay>;
  readonly told: string | undefined;
}

/** Whether a stay without a leave was not given an end that was told of its channel. */
const isOpenAfter = ({ hasLeft, channelDestroyedMs = 0 }: StayFacts, toldEnd: string | undefined): boolean =>
  toldEnd !== undefined && !hasLeft && channelDestroyedMs < Date.parse(toldEnd);
