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
  /** The page, from 0. */
  readonly page: number;
  readonly shown: number;
  readonly all: number | undefined;
  readonly loading: boolean;
  readonly onNext: (() => void) | undefined;
  readonly onPrevious: (() => void) | undefined;
}

/** Goes through the pages. */
export const Pager = ({ page, shown, all, loading, onNext, onPrevious }: PagerProps) => {
  const words = useWords();
  if (!onNext && !onPrevious) return null;
  const first = page * PAGE_SIZE;
  return (
    <nav class="pager" aria-label={words.range(first + 1, first + shown, all)}>
      <button type="button" disabled={!onPrevious || loading} onClick={onPrevious}>
        ← {words.previous}
      </button>
      <span aria-live="polite">{loading ? words.loading : words.range(first + 1, first + shown, all)}</span>
      <button type="button" disabled={!onNext || loading} onClick={onNext}>
        {words.next} →
      </button>
    </nav>
  );
};
