// How roles look: each has a colour and a pattern, so that either one tells it.
import type { ReportItem, Role } from '../items';
import { count } from './format';
import { useSettings, useWords } from './settings';

/** The roles in the order in which they are drawn, from the ground up. */
export const roleOrder = ['broadcaster', 'participant', 'audience'] as const satisfies readonly Role[];

/** How many of each role. */
export type RoleCounts = Readonly<Record<Role, number>>;

/** The patterns, once for all pictures of the page. Their colours come from the style sheet. */
export const RolePatterns = () => (
  <svg class="unseen" width="0" height="0" aria-hidden="true">
    <defs>
      <pattern id="broadcaster" width="6" height="6" patternUnits="userSpaceOnUse">
        <rect class="ground broadcaster" width="6" height="6" />
      </pattern>
      <pattern id="audience" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="ground audience" width="5" height="5" />
        <rect class="figure audience" width="1.6" height="5" />
      </pattern>
      <pattern id="participant" width="5" height="5" patternUnits="userSpaceOnUse">
        <rect class="ground participant" width="5" height="5" />
        <circle class="figure participant" cx="2.5" cy="2.5" r="1.2" />
      </pattern>
    </defs>
  </svg>
);

/** A sample of a role's pattern. */
export const Swatch = ({ role }: { readonly role: Role }) => (
  <svg class={`swatch ${role}`} width="12" height="12" aria-hidden="true">
    <rect x="0.5" y="0.5" width="11" height="11" rx="2" fill={`url(#${role})`} />
  </svg>
);

/** Which pattern is which role. */
export const Legend = () => {
  const words = useWords();
  return (
    <ul class="legend">
      {roleOrder.map((role) => (
        <li key={role}>
          <Swatch role={role} /> {words.roles[role]}
        </li>
      ))}
    </ul>
  );
};

/** A role by sample and name. */
export const RoleName = ({ role }: { readonly role: Role }) => {
  const words = useWords();
  return (
    <span class="role">
      <Swatch role={role} /> {words.role[role]}
    </span>
  );
};

/** Who is online by a report; absent while it is not counted yet. */
export const onlineCounts = (report: ReportItem): RoleCounts | undefined =>
  report.onlineUsers === undefined
    ? undefined
    : {
        broadcaster: report.onlineBroadcasters ?? 0,
        audience: report.onlineAudience ?? 0,
        participant: report.onlineParticipants ?? 0,
      };

/** A sum of roles. */
export const totalOf = (counts: RoleCounts): number =>
  counts.broadcaster + counts.audience + counts.participant;

interface RoleBarProps {
  readonly counts: RoleCounts;
  /** The total that fills the whole width. */
  readonly most: number;
}

/** People by role as one bar. The figures stand beside it. */
export const RoleBar = ({ counts, most }: RoleBarProps) => {
  let x = 0;
  return (
    <svg class="role-bar" width="100%" height="10" aria-hidden="true">
      {roleOrder.map((role) => {
        const width = most === 0 ? 0 : (100 * counts[role]) / most;
        const from = x;
        x += width;
        return width === 0 ? null : (
          <rect
            key={role}
            class={role}
            x={`${from}%`}
            width={`${width}%`}
            height="10"
            fill={`url(#${role})`}
          />
        );
      })}
    </svg>
  );
};

/** People by role as figures with their samples; roles without anybody are left out. */
export const RoleFigures = ({ counts }: { readonly counts: RoleCounts }) => {
  const words = useWords();
  const { language } = useSettings();
  return (
    <span class="role-figures">
      {roleOrder
        .filter((role) => counts[role] > 0)
        .map((role) => (
          <span key={role} title={words.roles[role]}>
            <Swatch role={role} /> {count(counts[role], language)}
            <span class="unseen"> {words.role[role]}</span>
          </span>
        ))}
    </span>
  );
};
