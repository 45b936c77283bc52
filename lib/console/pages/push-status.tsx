// What a push is doing, and what went wrong with it.
import type { PushItem } from '../items';
import { useWords } from './settings';

const pushMarks: Readonly<Record<string, string>> = {
  requested: '○',
  publishing: '●',
  interrupted: '▲',
  failed: '✕',
  stopped: '■',
};

/** A push's status by mark and word. */
export const PushStatus = ({ status = '' }: { readonly status: string | undefined }) => {
  const words = useWords();
  return (
    <span class={`push-status ${status}`}>
      <span aria-hidden="true">{pushMarks[status] ?? '·'}</span> {words.pushStatus[status] ?? words.unknown}
    </span>
  );
};

/** How many pushes of each status. */
export const PushCounts = ({ pushes }: { readonly pushes: readonly PushItem[] }) => {
  const words = useWords();
  if (pushes.length === 0) return <span class="muted">–</span>;
  const statuses = ['interrupted', 'publishing', 'requested'] as const;
  return (
    <span class="push-counts">
      {statuses.map((status) => {
        const { length } = pushes.filter((push) => push.status === status);
        return length === 0 ? null : (
          <span key={status} class={`push-status ${status}`} title={words.pushStatus[status]}>
            <span aria-hidden="true">{pushMarks[status]}</span> {length} {words.pushStatus[status]}
          </span>
        );
      })}
    </span>
  );
};

/** What a push's last error was: code, meaning, and what the sender said of it. */
export const PushError = ({ push: { lastError } }: { readonly push: PushItem }) => {
  const words = useWords();
  if (lastError === undefined) return null;
  const { code, meaning, reason = '' } = lastError;
  return (
    <span class="push-error">
      {code} {words.codeMeaning[meaning] ?? meaning}
      {!['', meaning.toLowerCase()].includes(reason.trim().toLowerCase()) && (
        <>
          {' · '}
          <bdi>{reason}</bdi>
        </>
      )}
    </span>
  );
};

/** A push's last error beside its status: one that is older did not bring the status about, and is said to be the last. */
export const ErrorBesideStatus = ({ push }: { readonly push: PushItem }) => {
  const words = useWords();
  const { statusAt = '', lastError } = push;
  return (
    <>
      {lastError !== undefined && lastError.at < statusAt && (
        <span class="muted">{words.lastErrorBefore}</span>
      )}
      <PushError push={push} />
    </>
  );
};
