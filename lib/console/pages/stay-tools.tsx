// The order of stays, and the way through their pages.
import { type StayOrder, stayOrder } from '../answers';
import { useWords } from './settings';

/** As many stays are on a page. */
const PAGE_SIZE = 50;
/** Sorting more stays than this takes a moment. */
const MANY = 5_000;

interface SortChoiceProps {
  readonly order: StayOrder;
  readonly count: number;
  /** Another order, or another page, is being read. */
  readonly loading: boolean;
  readonly onChoose: (order: StayOrder) => void;
}

/** Chooses the order. */
export const SortChoice = ({ order, count, loading, onChoose }: SortChoiceProps) => {
  const words = useWords();
  const many = count > MANY;
  return (
    <>
      <fieldset class="choices">
        <legend class="unseen">{words.sort}</legend>
        {stayOrder.options
          .filter((choice) => choice !== 'key' || many || order === 'key')
          .map((choice) => (
            <button
              type="button"
              key={choice}
              aria-pressed={choice === order}
              title={many && choice !== 'key' ? words.sortSlow(count) : undefined}
              onClick={() => onChoose(choice)}
            >
              {words.sortBy[choice]}
            </button>
          ))}
      </fieldset>
      {loading && (
        <span class="muted" role="status">
          {words.loading}
        </span>
      )}
    </>
  );
};

interface PagerProps {
  /** The pages that led here from the first, each as the answer before it named it; none on the first. */
  readonly pages: readonly string[];
  /** What follows; null at the end. */
  readonly next: string | null;
  readonly shown: number;
  readonly all: number | undefined;
  readonly loading: boolean;
  readonly onPages: (pages: readonly string[]) => void;
}

/** Goes through the pages. */
export const Pager = ({ pages, next, shown, all, loading, onPages }: PagerProps) => {
  const words = useWords();
  const isFirst = pages.length === 0;
  if (isFirst && next === null) return null;
  const first = pages.length * PAGE_SIZE;
  const range = words.range(first + 1, first + shown, all);
  return (
    <nav class="pager" aria-label={range}>
      <button type="button" disabled={isFirst || loading} onClick={() => onPages(pages.slice(0, -1))}>
        ← {words.previous}
      </button>
      <span aria-live="polite">{loading ? words.loading : range}</span>
      <button
        type="button"
        disabled={next === null || loading}
        onClick={() => next !== null && onPages([...pages, next])}
      >
        {words.next} →
      </button>
    </nav>
  );
};
