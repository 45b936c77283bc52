// The roles of a stay over time: one entry for each notification that tells one, in the order of their keys.
import * as v from 'valibot';

/** The roles that a user may have. */
export const userRoles = ['broadcaster', 'audience', 'participant'] as const;
/** A user's role. */
export type Role = (typeof userRoles)[number];

/** Entries that are kept: the latest. The greatest 50 of a union are the same in whatever order it is made. */
const MOST_ENTRIES = 50;

/** The attribute `roles` of a stay. */
export const rolesAttribute = v.pipe(
  v.array(v.object({ role: v.picklist(userRoles), since: v.pipe(v.string(), v.isoTimestamp()) })),
  v.description(
    `one \`{role, since}\` for each notification that told the role, oldest first, the latest ${MOST_ENTRIES}; absent in an item that an earlier version wrote`,
  ),
);

/** One entry of a history. */
export type RoleEntry = v.InferOutput<typeof rolesAttribute>[number];

/** A history with the order key of each entry. */
export interface RoleHistory {
  readonly entries: readonly RoleEntry[];
  readonly keys: readonly string[];
}

/** The history with one more entry, or as it was where it has that entry or keeps only later ones. */
export const withRole = ({ entries, keys }: RoleHistory, key: string, entry: RoleEntry): RoleHistory => {
  if (keys.includes(key)) return { entries, keys };
  const index = keys.filter((held) => held < key).length;
  return {
    entries: entries.toSpliced(index, 0, entry).slice(-MOST_ENTRIES),
    keys: keys.toSpliced(index, 0, key).slice(-MOST_ENTRIES),
  };
};

/** A time in which a user had one role, in Unix milliseconds; the end is not included. */
export interface RoleSpan {
  readonly role: Role;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The roles of a time, one after the other: at each instant the latest entry's that is not later, before the first
 * entry the first one's.
 *
 * @param toMs - not before `fromMs`
 */
export const roleSpans = (entries: readonly RoleEntry[], fromMs: number, toMs: number): RoleSpan[] => {
  const spans: RoleSpan[] = [];
  for (const [index, { role }] of entries.entries()) {
    const next = entries[index + 1];
    const from = spans.at(-1)?.toMs ?? fromMs;
    const to = next === undefined ? toMs : Math.min(toMs, Date.parse(next.since));
    if (to > from) spans.push({ role, fromMs: from, toMs: to });
  }
  return spans;
};
