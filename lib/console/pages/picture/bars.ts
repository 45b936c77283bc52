// What is drawn of a stay or a push: pieces of time, what is certain of them, and marks.
import type { PushItem, Role, StayItem } from '../../items';

/** A piece of a bar. Times are Unix milliseconds. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** A role, or a status of a push. */
  readonly kind: Role | 'push';
  /** False where nobody told that it lasted so long. */
  readonly certain: boolean;
}

/** What stands at a time of a bar. */
export interface Mark {
  readonly at: number;
  readonly kind:
    | 'end'
    | 'timeout'
    | 'kicked'
    | 'server'
    | 'switched'
    | 'other'
    | 'inferred'
    | 'online'
    | 'unknown-start'
    | 'request'
    | 'frame'
    | 'error';
}

/** A bar. */
export interface Bar {
  readonly pieces: readonly Piece[];
  readonly marks: readonly Mark[];
}

const reasonMarks: Readonly<Record<string, Mark['kind']>> = {
  'normal leave': 'end',
  'connection timeout': 'timeout',
  permission: 'kicked',
  'server side': 'server',
  'connection switched': 'switched',
};

const time = (text: string): number => Date.parse(text);

/** When a stay begins, and when it ends: now, while it is online. */
export const stayRange = (stay: StayItem, now: number): readonly [from: number, to: number] => {
  const from = time(stay.joinedAt ?? stay.firstEventAt);
  return [from, Math.max(from, stay.leftAt === undefined ? now : time(stay.leftAt))];
};

/** The roles of a stay and since when: an event that told the same role again is no change. */
export const rolesOf = ({ role, roles = [], firstEventAt }: StayItem): readonly RoleSince[] => {
  const changes = roles.filter((entry, index) => entry.role !== roles[index - 1]?.role);
  return changes.length > 0 ? changes : [{ role, since: firstEventAt }];
};

interface RoleSince {
  readonly role: Role;
  readonly since: string;
}

/** The bar of a stay: coloured by role over its time; from its last event to an end that nobody told it is uncertain. */
export const stayBar = (stay: StayItem, now: number): Bar => {
  const [from, to] = stayRange(stay, now);
  const roles = rolesOf(stay);
  const certainTo = stay.leaveInferred ? Math.min(to, Math.max(from, time(stay.lastEventAt))) : to;
  const pieces = roles.flatMap(({ role, since }, index): Piece[] => {
    const start = index === 0 ? from : Math.max(from, time(since));
    const following = roles[index + 1];
    const end = following === undefined ? to : Math.min(to, Math.max(start, time(following.since)));
    if (end <= start && roles.length > 1) return [];
    const split = Math.min(end, Math.max(start, certainTo));
    const parts: Piece[] = [
      { from: start, to: split, kind: role, certain: true },
      { from: split, to: end, kind: role, certain: false },
    ];
    return parts.filter((piece) => piece.to > piece.from || (end === start && piece.certain));
  });
  const end: Mark['kind'] =
    stay.leftAt === undefined
      ? 'online'
      : stay.leaveInferred
        ? 'inferred'
        : (reasonMarks[stay.leaveReason ?? ''] ?? 'other');
  return {
    pieces,
    marks: [
      ...(stay.joinedAt === undefined ? [{ at: from, kind: 'unknown-start' } as const] : []),
      { at: to, kind: end },
    ],
  };
};

const isActive = ({ status }: PushItem): boolean =>
  status === 'requested' || status === 'publishing' || status === 'interrupted';

/** The bar of a push, as far as its latest request, first frame, error and end are known. */
export const pushBar = (push: PushItem, now: number): Bar => {
  const from = time(push.requestedAt ?? push.publishedAt ?? push.firstFrameAt ?? push.firstEventAt);
  const to = Math.max(from, isActive(push) ? now : time(push.statusAt ?? push.lastEventAt));
  const certainTo = push.stopInferred ? Math.max(from, Math.min(to, time(push.lastEventAt))) : to;
  const pieces: readonly Piece[] = [
    { from, to: certainTo, kind: 'push', certain: true },
    { from: certainTo, to, kind: 'push', certain: false },
  ];
  const marks: Mark[] = [];
  if (push.requestedAt !== undefined) marks.push({ at: time(push.requestedAt), kind: 'request' });
  if (push.firstFrameAt !== undefined) marks.push({ at: time(push.firstFrameAt), kind: 'frame' });
  if (push.lastError !== undefined) marks.push({ at: time(push.lastError.at), kind: 'error' });
  marks.push({ at: to, kind: isActive(push) ? 'online' : push.stopInferred ? 'inferred' : 'end' });
  return { pieces: pieces.filter((piece) => piece.to > piece.from), marks };
};
