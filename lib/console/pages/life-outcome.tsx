// How a life began and ended, and whether anybody told.
import type { ReportItem } from '../items';
import { Time } from './format';
import { useWords } from './settings';

/** That something is inferred, as a word. */
export const Inferred = ({ title }: { readonly title: string }) => {
  const words = useWords();
  return (
    <span class="inferred" title={title}>
      {words.inferred}
    </span>
  );
};

/** How a life ended. */
export const EndReason = ({ report }: { readonly report: ReportItem }) => {
  const words = useWords();
  if (report.status === 'live') return <span class="pill live">{words.isLive}</span>;
  const reason = report.endReason ?? 'destroyed';
  return (
    <span>
      {words.endReason[reason] ?? reason}
      {report.endInferred && (
        <>
          {' '}
          <Inferred title={words.inferredEnd} />
        </>
      )}
    </span>
  );
};

/** When a life began. */
export const StartTime = ({ report }: { readonly report: ReportItem }) => {
  const words = useWords();
  return (
    <>
      <Time at={report.startedAt} />
      {report.startInferred && (
        <>
          {' '}
          <Inferred title={words.inferredStart} />
        </>
      )}
    </>
  );
};
