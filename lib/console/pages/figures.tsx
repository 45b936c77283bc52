// The report's figures, and how far they can be trusted.
import type { ComponentChildren } from 'preact';
import type { ReportItem, Role } from '../items';
import { count, duration, Time } from './format';
import { RoleName, roleOrder } from './roles';
import { useSettings, useWords } from './settings';

/** The figures of a life, where it has been counted. */
export const Figures = ({ report }: { readonly report: ReportItem }) => {
  const words = useWords();
  const { language } = useSettings();
  if (report.stays === undefined) return null;
  const byRole = report.userSecondsByRole ?? {};
  return (
    <section class="figures" aria-labelledby="figures">
      <h2 id="figures">{words.figures}</h2>
      <div class="tables">
        <Table
          title={words.figure.people}
          rows={[
            [words.figure.users, count(report.users, language)],
            [words.figure.visits, count(report.visits, language), words.figure.visitsHint],
            [words.figure.stays, count(report.stays, language)],
            [
              words.figure.peak,
              <>
                {count(report.peakOnlineUsers, language)}{' '}
                {report.peakAt && (
                  <span class="muted">
                    <Time at={report.peakAt} />
                  </span>
                )}
              </>,
            ],
            [words.figure.userSeconds, duration(report.userSeconds, words)],
          ]}
        />
        <Table
          title={words.figure.byRole}
          rows={roleOrder
            .filter((role: Role) => (byRole[role] ?? 0) > 0)
            .map((role) => [<RoleName role={role} />, duration(byRole[role], words)])}
        />
        <Shares title={words.figure.leaves} counts={report.leavesByReason} labels={words.leaveReason} />
        <Shares title={words.figure.platforms} counts={report.staysByPlatform} labels={words.platform} />
      </div>
      {report.quality && (
        <p class="quality">
          <strong>{words.quality}</strong>
          <span>{words.withoutJoin(report.quality.staysWithoutJoin ?? 0, report.stays)}</span>
          <span>{words.leavesInferred(report.quality.leavesInferred ?? 0, leaves(report))}</span>
        </p>
      )}
    </section>
  );
};

const leaves = ({ leavesByReason = {} }: ReportItem): number =>
  Object.values(leavesByReason).reduce((sum, value) => sum + value, 0);

type TableRow = readonly [label: ComponentChildren, value: ComponentChildren, hint?: string];

const Table = ({ title, rows }: { readonly title: string; readonly rows: readonly TableRow[] }) =>
  rows.length === 0 ? null : (
    <table>
      <caption>{title}</caption>
      <tbody>
        {rows.map(([label, value, hint], index) => (
          <tr key={index} title={hint}>
            <th scope="row">{label}</th>
            <td class="number">{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );

interface SharesProps {
  readonly title: string;
  readonly counts: Readonly<Record<string, number>> | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

const Shares = ({ title, counts = {}, labels }: SharesProps) => {
  const { language } = useSettings();
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const most = sorted[0]?.[1] ?? 0;
  if (most === 0) return null;
  return (
    <table>
      <caption>{title}</caption>
      <tbody>
        {sorted.map(([label, value]) => (
          <tr key={label}>
            <th scope="row">{labels[label] ?? label}</th>
            <td class="number">{count(value, language)}</td>
            <td class="share">
              <svg width="100%" height="8" aria-hidden="true">
                <rect width={`${(100 * value) / most}%`} height="8" />
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
