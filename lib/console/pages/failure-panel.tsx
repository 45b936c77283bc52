// What the page shows where the tables cannot be read.
import type { Failure } from './api';
import { useWords } from './settings';

/** What went wrong, and what to do. */
export const FailurePanel = ({ failure }: { readonly failure: Failure }) => {
  const words = useWords();
  const missing = failure.code === 'not-found';
  return (
    <section class="failure" role="alert">
      <h2>{missing ? words.notFound : words.failure}</h2>
      <p>{words.failures[failure.code] ?? failure.message}</p>
      {failure.code in words.failures && !missing && <p class="muted">{failure.message}</p>}
      {!missing && <p class="muted">{words.retry}</p>}
    </section>
  );
};
