// The curve of people online by role, counted from stays.
import type { CurvePoint, Role } from './items';

/** What of a stay the curve and the order of stays need. Times are Unix milliseconds. */
export interface Stay {
  readonly uSId: string;
  readonly uid: string;
  /** `joinedAt`, else `firstEventAt` */
  readonly start: number;
  /** `leftAt`, not included; absent while online. */
  readonly end?: number;
  /** Roles in the order of their beginning; the first one holds from the start. */
  readonly roles: readonly { readonly role: Role; readonly since: number }[];
}

/** The place of each role in a {@link CurvePoint}. */
const place = { broadcaster: 1, audience: 2, participant: 3 } as const satisfies Record<Role, number>;

type Change = readonly [at: number, role: Role, by: 1 | -1];

const changesOf = ({ start, end, roles }: Stay): Change[] =>
  roles.flatMap(({ role, since }, index): Change[] => {
    const from = index === 0 ? start : Math.max(start, since);
    const following = roles[index + 1];
    const to = following === undefined ? end : Math.max(start, Math.min(following.since, end ?? Infinity));
    if (to !== undefined && to <= from) return [];
    return [[from, role, 1], ...(to === undefined ? [] : [[to, role, -1] as const])];
  });

/**
 * Every change of how many people are online.
 *
 * @param origin - what the seconds count from, in Unix milliseconds
 */
export const exactCurve = (stays: readonly Stay[], origin: number): CurvePoint[] => {
  const changes = stays.flatMap(changesOf).sort(([a], [b]) => a - b);
  const curve: CurvePoint[] = [];
  let last: CurvePoint = [Number.NaN, 0, 0, 0];
  for (const [at, role, by] of changes) {
    const seconds = (at - origin) / 1000;
    if (seconds !== last[0]) {
      last = [seconds, last[1], last[2], last[3]];
      curve.push(last);
    }
    last[place[role]] += by;
  }
  return curve;
};

/** At most `most` points of a curve, evenly in time: each has the counts that held then. */
export const thinned = (curve: readonly CurvePoint[], most: number): CurvePoint[] => {
  const [first] = curve;
  const last = curve.at(-1);
  if (first === undefined || last === undefined || curve.length <= most) return [...curve];
  const step = (last[0] - first[0]) / (most - 1);
  let index = 0;
  return Array.from({ length: most }, (_, number): CurvePoint => {
    const at = number === most - 1 ? last[0] : first[0] + number * step;
    while ((curve[index + 1]?.[0] ?? Infinity) <= at) index += 1;
    const [, broadcasters, audience, participants] = curve[index] ?? last;
    return [at, broadcasters, audience, participants];
  });
};
