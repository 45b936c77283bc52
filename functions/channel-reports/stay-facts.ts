// What a recount keeps of each stay: enough to judge and to count it, and little, since a channel may have 10⁵ stays.
import type { Role } from '../rtc-sessions/role-history';
import { type RoleSpan, roleSpans } from '../rtc-sessions/role-history';
import { channelDestroyedAtOf } from '../rtc-sessions/stay-registers';
import type { UserSession } from '../rtc-sessions/user-session';

/** A stay as a recount sees it. Times are in Unix milliseconds. */
export interface StayFacts {
  readonly uSId: string;
  readonly uid: string;
  /** When it began: its join, else its first event. */
  readonly startMs: number;
  readonly hasJoin: boolean;
  readonly lastEventMs: number;
  /** Whether a leave has come. */
  readonly hasLeft: boolean;
  readonly role: Role;
  /** The roles with the time of each, where there was more than one. */
  readonly roles: UserSession['roles'];
  readonly platform: string | undefined;
  readonly inferredEnd: UserSession['inferredEnd'];
  /** The told end of the channel that it was given. */
  readonly channelDestroyedMs: number | undefined;
  /** When it ended, as the item shows it; `undefined` while `online`. */
  readonly endMs: number | undefined;
  readonly leaveReason: string | undefined;
  readonly leaveInferred: boolean;
}

/** One copy of each label instead of one for each stay. */
const labels = new Map<string, string>();
const MOST_LABELS = 1_000;
const oneCopyOf = (label: string): string => {
  const known = labels.get(label);
  if (known !== undefined) return known;
  if (labels.size < MOST_LABELS) labels.set(label, label);
  return label;
};

const millisecondsOf = (time: string | undefined): number | undefined =>
  time === undefined ? undefined : Date.parse(time);

/** What a recount keeps of a stay. */
export const stayFacts = (stay: UserSession): StayFacts => {
  const { uSId, uid, joinedAt, firstEventAt, role, roles = [], platform, leaveReason, asOf } = stay;
  return {
    uSId,
    uid,
    startMs: Date.parse(joinedAt ?? firstEventAt),
    hasJoin: joinedAt !== undefined,
    lastEventMs: Date.parse(stay.lastEventAt),
    hasLeft: asOf.leftAt !== undefined,
    role,
    roles: roles.some((entry) => entry.role !== role) ? roles : undefined,
    platform: platform && oneCopyOf(platform),
    inferredEnd: stay.inferredEnd,
    channelDestroyedMs: millisecondsOf(channelDestroyedAtOf(stay)),
    endMs: millisecondsOf(stay.leftAt),
    leaveReason: leaveReason && oneCopyOf(leaveReason),
    leaveInferred: stay.leaveInferred ?? false,
  };
};

/** The roles of a stay from one instant to another, one after the other. */
export const spansOf = ({ role, roles }: StayFacts, fromMs: number, toMs: number): RoleSpan[] => {
  if (roles !== undefined) return roleSpans(roles, fromMs, toMs);
  return toMs > fromMs ? [{ role, fromMs, toMs }] : [];
};
