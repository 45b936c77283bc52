// All stays of a life in a few attributes, held for a while: what sorting them and drawing their curve need.
import * as v from 'valibot';
import type { StayOrder } from './answers';
import type { Stay } from './curve';
import { stayItem } from './items';
import type { Reader } from './reader';

const { entries } = stayItem;
const read = v.object({
  uSId: entries.uSId,
  uid: entries.uid,
  role: entries.role,
  roles: entries.roles,
  joinedAt: entries.joinedAt,
  firstEventAt: entries.firstEventAt,
  leftAt: entries.leftAt,
});
const attributes = Object.keys(read.entries);

/** Lives that are held at once. */
const MOST_HELD = 4;
/** A life is not read again within so many milliseconds for each of its stays: half a second for 1,000. */
const HOLD_MS_PER_STAY = 0.5;

interface Held {
  readonly stays: readonly Stay[];
  readonly until: number;
}

/** Reads the stays of lives, and holds those that were asked for last. */
export class StayIndex {
  readonly #held = new Map<string, Promise<Held>>();

  constructor(private readonly reader: Reader) {}

  /** The stays of a life, sorted by key. */
  async stays(channelSId: string): Promise<readonly Stay[]> {
    const known = this.#held.get(channelSId);
    if (known && (await known).until > Date.now()) return (await known).stays;
    const reading = this.#read(channelSId);
    this.#held.delete(channelSId);
    this.#held.set(channelSId, reading);
    for (const oldest of [...this.#held.keys()].slice(0, -MOST_HELD)) this.#held.delete(oldest);
    try {
      return (await reading).stays;
    } catch (error) {
      this.#held.delete(channelSId);
      throw error;
    }
  }

  async #read(channelSId: string): Promise<Held> {
    const stays: Stay[] = [];
    const query = { table: 'UserSessions', partition: channelSId } as const;
    for await (const page of this.reader.attributes(query, attributes)) {
      for (const item of page) stays.push(toStay(v.parse(read, item)));
    }
    return { stays, until: Date.now() + stays.length * HOLD_MS_PER_STAY };
  }
}

const toStay = (item: v.InferOutput<typeof read>): Stay => {
  const start = Date.parse(item.joinedAt ?? item.firstEventAt);
  const roles = item.roles?.map(({ role, since }) => ({ role, since: Date.parse(since) }));
  return {
    uSId: item.uSId,
    uid: item.uid,
    start,
    ...(item.leftAt !== undefined && { end: Date.parse(item.leftAt) }),
    roles: roles && roles.length > 0 ? roles : [{ role: item.role, since: start }],
  };
};

const lengthAt = (now: number, { start, end = now }: Stay): number => end - start;

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Users' ids are mostly numbers: those in their own order, before the others. */
const byUser = (a: Stay, b: Stay): number => {
  const [left, right] = [Number(a.uid), Number(b.uid)];
  if (Number.isNaN(left) !== Number.isNaN(right)) return Number.isNaN(left) ? 1 : -1;
  return left - right || text(a.uid, b.uid);
};

/** Sorts stays; equal ones by their beginning, then by key, so that pages never overlap. */
export const sortedStays = (stays: readonly Stay[], order: Exclude<StayOrder, 'key'>): Stay[] => {
  const now = Date.now();
  const compare = {
    join: () => 0,
    length: (a: Stay, b: Stay) => lengthAt(now, b) - lengthAt(now, a),
    user: byUser,
  }[order];
  return [...stays].sort((a, b) => compare(a, b) || a.start - b.start || text(a.uSId, b.uSId));
};
