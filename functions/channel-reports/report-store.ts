// Keeps the report of a life: what replaces what, when it is to be looked at again, and what was told of it.
import { isDeepStrictEqual } from 'node:util';
import { isoTime, withoutUndefined } from '../shared/item';
import type { ReportContent } from './channel-report';
import { channelReportEvent, countChangedEvent, countsOf } from './report-events';
import type { ChannelReport, OnlineCounts } from './report-item';
import type { RecountDependencies } from './report-tables';

/** How long nothing new is known of a life that has ended before its report is told. */
const SETTLED_MS = 60_000;
/** Stays after whose count a second passes before the next one; a channel of fewer is counted whenever it changes. */
const STAYS_PER_SECOND = 2_000;

const nobody: OnlineCounts = {
  onlineUsers: 0,
  onlineBroadcasters: 0,
  onlineAudience: 0,
  onlineParticipants: 0,
};

type Unrevised = Omit<ChannelReport, 'revision'>;

const unrevised = ({ revision: _, ...report }: ChannelReport): Unrevised => report;
/** A report that is not to be looked at again. */
const unchecked = ({ checkAt: _, checkChannelSId: _id, ...report }: Unrevised): Unrevised => report;

/** What a report says, without what tells its place among the reports of the life. */
const contentOf = (report: Unrevised): ReportContent => {
  const { basis: _basis, basisAt: _basisAt, told: _told, ...content } = unchecked(report);
  return content;
};

const checkAttributes = (channelSId: string, checkMs: number | undefined) =>
  checkMs === undefined ? {} : { checkChannelSId: channelSId, checkAt: Math.ceil(checkMs / 1000) };

/** The sum of facts that a report was made from. */
const factsOf = ({ basis }: ChannelReport): number => Math.floor(basis / 2);

/** What else a report's writing depends on. */
export interface ReportCircumstances {
  /** When time alone will change the judgement, in Unix milliseconds. */
  readonly checkMs: number | undefined;
  /** False where there was no time to write all ends that follow. */
  readonly isComplete: boolean;
}

/** The reports of the table, one for each life. */
export class ReportStore {
  constructor(private readonly deps: RecountDependencies) {}

  /** The report of a life, if there is one. */
  async read(channelSId: string): Promise<ChannelReport | undefined> {
    const [report] = await this.deps.tables.channelReports.get([{ channelSId }]);
    return report;
  }

  /** When these facts were first seen, in Unix milliseconds: now, where they are more than those of the report. */
  firstSeenMs(stored: ChannelReport | undefined, facts: number): number {
    return stored !== undefined && facts <= factsOf(stored) ? Date.parse(stored.basisAt) : this.deps.now();
  }

  /** Whether nothing new was known for a while: the projections have done with these facts, or were cut off for good. */
  isSettled(stored: ChannelReport | undefined, facts: number): boolean {
    return this.firstSeenMs(stored, facts) + SETTLED_MS <= this.deps.now();
  }

  /**
   * Puts a count off where the last one was too recent for a channel of this size: notes when it is due.
   *
   * @returns whether it was put off; `overtaken` where another recount was quicker
   */
  async defer(stored: ChannelReport | undefined): Promise<'no' | 'deferred' | 'overtaken'> {
    if (stored === undefined || stored.stays < STAYS_PER_SECOND) return 'no';
    const dueMs = Date.parse(stored.basisAt) + (stored.stays / STAYS_PER_SECOND) * 1000;
    if (dueMs <= this.deps.now()) return 'no';
    const check = checkAttributes(stored.channelSId, dueMs);
    if (stored.checkAt !== undefined && check.checkAt !== undefined && stored.checkAt <= check.checkAt) {
      return 'deferred';
    }
    return (await this.#put({ ...unrevised(stored), ...check }, stored)) ? 'deferred' : 'overtaken';
  }

  /**
   * Notes that a life is to be counted as soon as the schedule comes.
   *
   * @returns false where there is no report to note it in, or another recount was quicker
   */
  async postpone(channelSId: string): Promise<boolean> {
    const stored = await this.read(channelSId);
    if (stored === undefined) return false;
    const check = checkAttributes(channelSId, this.deps.now());
    if ((stored.checkAt ?? Number.POSITIVE_INFINITY) <= (check.checkAt ?? 0)) return true;
    return this.#put({ ...unrevised(stored), ...check }, stored);
  }

  /** Forgets to look again at a life that is gone from the tables. */
  async uncheck(stored: ChannelReport | undefined): Promise<void> {
    if (stored?.checkAt === undefined) return;
    await this.#put(unchecked(unrevised(stored)), stored);
  }

  /**
   * Writes a report, and tells of it what is due.
   *
   * @param stored - the report that was there before the life was read
   * @param facts - the sum of `facts` that was read
   * @returns `overtaken` where another recount has written meanwhile, and may have known less
   */
  async write(
    stored: ChannelReport | undefined,
    content: ReportContent,
    facts: number,
    { checkMs, isComplete }: ReportCircumstances,
  ): Promise<'done' | 'overtaken'> {
    const nowMs = this.deps.now();
    const report = this.#next(stored, content, facts);
    const basisMs = Date.parse(report.basisAt);
    const toTell = isComplete ? this.#dueOf(report, basisMs, nowMs) : { report: false, counts: false };
    // What is about to be told is noted as due, so that a crash before the telling is followed by another look.
    const checks = [
      checkMs,
      isComplete ? this.#tellingMs(report, basisMs) : nowMs,
      toTell.counts ? nowMs : undefined,
    ].filter((ms) => ms !== undefined);
    const checked = { ...report, ...checkAttributes(report.channelSId, least(checks)) };
    const saved = await this.#save(checked, stored);
    if (saved === undefined) {
      const current = await this.read(report.channelSId);
      return current !== undefined && current.basis > report.basis ? 'done' : 'overtaken';
    }
    if (toTell.report || toTell.counts) await this.#tell(saved, toTell, checkMs, nowMs);
    return 'done';
  }

  /**
   * The report as it is to be. The stored one was read before the life was, so less than it was made from means that
   * items have expired: the report of a life that has ended then stays as it is, and that of a live one goes on.
   */
  #next(stored: ChannelReport | undefined, content: ReportContent, facts: number): Unrevised {
    const basis = 2 * facts + (content.status === 'ended' ? 1 : 0);
    if (stored === undefined || basis >= stored.basis) {
      const basisAt = isoTime(this.firstSeenMs(stored, facts));
      return withoutUndefined({ ...content, basis, basisAt, told: toldOf(stored, content, basis) });
    }
    const kept = unchecked(unrevised(stored));
    if (content.status === 'ended' || isDeepStrictEqual(contentOf(kept), content)) return kept;
    const next = { basis: 2 * factsOf(stored) + 2, basisAt: isoTime(this.deps.now()), told: stored.told };
    return withoutUndefined({ ...content, ...next });
  }

  /** When the report is to be told; `undefined` where it is not. */
  #tellingMs({ status, told, basis }: Unrevised, basisMs: number): number | undefined {
    return status === 'ended' && told?.basis !== basis ? basisMs + SETTLED_MS : undefined;
  }

  #dueOf(report: Unrevised, basisMs: number, nowMs: number): Due {
    const tellingMs = this.#tellingMs(report, basisMs);
    return {
      report: tellingMs !== undefined && tellingMs <= nowMs,
      counts:
        this.deps.settings.countEvents && !isDeepStrictEqual(countsOf(report), report.told?.counts ?? nobody),
    };
  }

  /** Puts the events on the bus and notes that; where another recount writes meanwhile, it tells once more. */
  async #tell(saved: ChannelReport, due: Due, checkMs: number | undefined, nowMs: number): Promise<void> {
    const { bus } = this.deps;
    const time = new Date(nowMs);
    if (due.counts) await bus.put(countChangedEvent(saved, time));
    if (due.report) await bus.put(channelReportEvent(saved, time));
    const next: Unrevised = {
      ...unchecked(unrevised(saved)),
      told: {
        ...saved.told,
        ...(due.report && { basis: saved.basis }),
        ...(due.counts && { counts: countsOf(saved) }),
      },
    };
    const checks = [checkMs, this.#tellingMs(next, Date.parse(saved.basisAt))].filter(
      (ms) => ms !== undefined,
    );
    await this.#put({ ...next, ...checkAttributes(saved.channelSId, least(checks)) }, saved);
  }

  /** The report as it is stored then; `undefined` where another recount has written meanwhile. */
  async #save(report: Unrevised, stored: ChannelReport | undefined): Promise<ChannelReport | undefined> {
    if (stored !== undefined && isDeepStrictEqual(report, unrevised(stored))) return stored;
    return (await this.#put(report, stored))
      ? { ...report, revision: (stored?.revision ?? 0) + 1 }
      : undefined;
  }

  #put(report: Unrevised, stored: ChannelReport | undefined): Promise<boolean> {
    const revision = (stored?.revision ?? 0) + 1;
    return this.deps.tables.channelReports.put({ ...report, revision }, stored?.revision);
  }
}

interface Due {
  readonly report: boolean;
  readonly counts: boolean;
}

const least = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.min(...values);

/**
 * What was told, brought up to a new report: where the new one says the same as one that was told, it counts as told,
 * too; where one of an equal basis says something else, it does not.
 */
const toldOf = (
  stored: ChannelReport | undefined,
  content: ReportContent,
  basis: number,
): ChannelReport['told'] => {
  if (stored?.told?.basis === undefined) return stored?.told;
  const { counts, basis: toldBasis } = stored.told;
  const saysTheSame = isDeepStrictEqual(contentOf(unrevised(stored)), content);
  if (saysTheSame) return toldBasis === stored.basis ? { ...stored.told, basis } : stored.told;
  if (toldBasis !== basis) return stored.told;
  return counts && { counts };
};
