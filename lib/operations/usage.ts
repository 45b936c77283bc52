// How long who was where: user-seconds by role, users and peak, cut at UTC midnight, from the stays.
import { paginateScan, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { type StayFacts, spansOf, stayFacts } from '../../functions/channel-reports/stay-facts';
import { type Role, userRoles } from '../../functions/rtc-sessions/role-history';
import { userSessionSchema } from '../../functions/rtc-sessions/user-session';
import type { Source } from '../console/source';

const DAY_MS = 86_400_000;

/** Which days, UTC, and what one row is about. */
export interface UsageOptions {
  /** Midnight at which the first day begins, in Unix milliseconds. */
  readonly fromMs: number;
  /** Midnight at which the last day ends. */
  readonly toMs: number;
  readonly by: 'day' | 'channel';
  /** Until when those who are online have been there, in Unix milliseconds. */
  readonly nowMs: number;
}

/** One row: a day, or a channel over all days. */
export interface UsageRow {
  readonly key: string;
  /** Seconds of all stays whose join is known. */
  readonly userSeconds: number;
  readonly secondsByRole: Readonly<Record<Role, number>>;
  /** Different users. */
  readonly users: number;
  /** Most stays at once. */
  readonly peakUsers: number;
  readonly stays: number;
  /** Stays whose join nobody told: no seconds are counted for them. */
  readonly staysWithoutJoin: number;
  /** Stays whose leave nobody told: their end follows from what is known. */
  readonly leavesInferred: number;
}

/** A stay with the channel that it was in. */
export interface StayInChannel extends StayFacts {
  readonly channelName: string;
}

class Sums {
  readonly milliseconds = { broadcaster: 0, audience: 0, participant: 0 };
  readonly users = new Set<string>();
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  stays = 0;
  staysWithoutJoin = 0;
  leavesInferred = 0;

  /** Adds the part of a stay that lies between two instants. */
  add(stay: StayFacts, fromMs: number, toMs: number): void {
    this.stays++;
    this.users.add(stay.uid);
    if (!stay.hasJoin) this.staysWithoutJoin++;
    if (stay.leaveInferred) this.leavesInferred++;
    if (toMs <= fromMs) return;
    this.starts.push(fromMs);
    this.ends.push(toMs);
    if (!stay.hasJoin) return;
    for (const span of spansOf(stay, fromMs, toMs)) this.milliseconds[span.role] += span.toMs - span.fromMs;
  }

  row(key: string): UsageRow {
    const { broadcaster, audience, participant } = this.milliseconds;
    return {
      key,
      userSeconds: (broadcaster + audience + participant) / 1000,
      secondsByRole: {
        broadcaster: broadcaster / 1000,
        audience: audience / 1000,
        participant: participant / 1000,
      },
      users: this.users.size,
      peakUsers: this.#peak(),
      stays: this.stays,
      staysWithoutJoin: this.staysWithoutJoin,
      leavesInferred: this.leavesInferred,
    };
  }

  #peak(): number {
    const starts = Float64Array.from(this.starts).sort();
    const ends = Float64Array.from(this.ends).sort();
    let peak = 0;
    let gone = 0;
    for (const [index, start] of starts.entries()) {
      while ((ends[gone] ?? Number.POSITIVE_INFINITY) <= start) gone++;
      peak = Math.max(peak, index + 1 - gone);
    }
    return peak;
  }
}

/** Adds stays up. What a row holds of a stay is the part of it that lies in the row's time. */
export class Usage {
  readonly #sums = new Map<string, Sums>();

  constructor(private readonly options: UsageOptions) {}

  add(stay: StayInChannel): void {
    const { fromMs, toMs, by, nowMs } = this.options;
    const begin = Math.max(stay.startMs, fromMs);
    const end = Math.min(stay.endMs ?? Math.max(nowMs, stay.startMs), toMs);
    // A stay of no length belongs to the instant at which it began.
    if (stay.startMs >= toMs || (stay.startMs < fromMs && end <= fromMs)) return;
    if (by === 'channel') {
      this.#of(stay.channelName).add(stay, begin, end);
      return;
    }
    for (let day = midnightOf(begin); day < Math.max(end, begin + 1); day += DAY_MS) {
      this.#of(new Date(day).toISOString().slice(0, 10)).add(
        stay,
        Math.max(begin, day),
        Math.min(end, day + DAY_MS),
      );
    }
  }

  /** The rows in the order of their keys; every day has one, whether anybody was there or not. */
  rows(): UsageRow[] {
    const { fromMs, toMs, by } = this.options;
    if (by === 'day') {
      for (let day = fromMs; day < toMs; day += DAY_MS) this.#of(new Date(day).toISOString().slice(0, 10));
    }
    return [...this.#sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, sums]) => sums.row(key));
  }

  #of(key: string): Sums {
    const sums = this.#sums.get(key) ?? new Sums();
    this.#sums.set(key, sums);
    return sums;
  }
}

const midnightOf = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;

/**
 * Reads the stays of these days from the tables, and adds them up.
 *
 * @param onProgress - told how many stays were read so far, after each page
 */
export const readUsage = async (
  { dynamoDb, tables }: Pick<Source, 'dynamoDb' | 'tables'>,
  options: UsageOptions,
  onProgress: (stays: number) => void,
): Promise<UsageRow[]> => {
  const usage = new Usage(options);
  const input: ScanCommandInput = {
    TableName: tables.UserSessions,
    ConsistentRead: true,
    FilterExpression: 'firstEventAt < :to AND (attribute_not_exists(leftAt) OR leftAt >= :from)',
    ExpressionAttributeValues: marshall({
      ':from': new Date(options.fromMs).toISOString(),
      ':to': new Date(options.toMs).toISOString(),
    }),
  };
  let read = 0;
  for await (const { Items = [], ScannedCount = 0 } of paginateScan({ client: dynamoDb }, input)) {
    for (const item of Items) {
      const stay = v.parse(userSessionSchema, unmarshall(item));
      usage.add({ ...stayFacts(stay), channelName: stay.channelName });
    }
    read += ScannedCount;
    onProgress(read);
  }
  return usage.rows();
};

const minutes = (seconds: number): string => (seconds / 60).toFixed(4).replace(/\.?0+$/, '');

/** The columns of a table of usage; minutes to four places, which is to the second. */
export const usageColumns = (by: UsageOptions['by']): readonly string[] => [
  by,
  'userMinutes',
  ...userRoles.map((role) => `${role}Minutes`),
  'users',
  'peakUsers',
  'stays',
  'staysWithoutJoin',
  'leavesInferred',
];

/** A row in the order of the columns. */
export const usageCells = (row: UsageRow): readonly string[] => [
  row.key,
  minutes(row.userSeconds),
  ...userRoles.map((role) => minutes(row.secondsByRole[role])),
  ...[row.users, row.peakUsers, row.stays, row.staysWithoutJoin, row.leavesInferred].map(String),
];
