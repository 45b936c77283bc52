// Which part of the time a picture shows: zoomed and scrolled by pointer, keys and buttons.
import { useCallback, useMemo, useState } from 'preact/hooks';

/** From and to, in Unix milliseconds. */
export type Range = readonly [from: number, to: number];

/** The part that is shown, and how to change it. */
export interface View {
  readonly whole: Range;
  readonly shown: Range;
  readonly isWhole: boolean;
  /** Shows a part; a factor below 1 shows less. */
  readonly zoom: (factor: number, center?: number) => void;
  /** Moves what is shown by a part of its width. */
  readonly scroll: (part: number) => void;
  readonly show: (range: Range) => void;
  readonly reset: () => void;
}

/** Less than this is not shown alone, in milliseconds. */
const LEAST_MS = 1_000;

const within = ([from, to]: Range, [least, most]: Range): Range => {
  const width = Math.min(most - least, Math.max(LEAST_MS, to - from));
  const start = Math.min(Math.max(from, least), most - width);
  return [start, start + width];
};

/** A view that begins with the whole, and follows it while nothing else was chosen. */
export const useView = (from: number, to: number): View => {
  const [chosen, setChosen] = useState<Range>();
  const whole = useMemo((): Range => [from, Math.max(to, from + LEAST_MS)], [from, to]);
  const shown = useMemo(() => (chosen ? within(chosen, whole) : whole), [chosen, whole]);
  const show = useCallback(
    (range: Range) => {
      const next = within(range, whole);
      setChosen(next[1] - next[0] >= whole[1] - whole[0] ? undefined : next);
    },
    [whole],
  );
  return {
    whole,
    shown,
    isWhole: chosen === undefined,
    show,
    zoom: (factor, center = (shown[0] + shown[1]) / 2) =>
      show([center - (center - shown[0]) * factor, center + (shown[1] - center) * factor]),
    scroll: (part) => {
      const by = (shown[1] - shown[0]) * part;
      show([shown[0] + by, shown[1] + by]);
    },
    reset: () => setChosen(undefined),
  };
};
