// The buttons of a picture: closer, farther, the whole, and a slider that scrolls.
import { Legend } from '../roles';
import { useWords } from '../settings';
import type { View } from './view';

/** How much closer a step goes. */
export const ZOOM_STEP = 0.5;

/** Steps of the slider over the whole time. */
const STEPS = 1_000;

interface TimeToolsProps {
  readonly view: View;
  /** The picture's heading; absent: a legend stands there. */
  readonly title: string | undefined;
}

/** The buttons, beside the heading. */
export const TimeTools = ({ view, title }: TimeToolsProps) => {
  const words = useWords();
  const { whole, shown, isWhole } = view;
  const room = whole[1] - whole[0] - (shown[1] - shown[0]);
  return (
    <div class="time-tools">
      {title === undefined ? (
        <Legend />
      ) : (
        <>
          <h2>{title}</h2>
          <p class="keys">{words.keys}</p>
        </>
      )}
      {!isWhole && (
        <input
          type="range"
          aria-label={words.scroll}
          min="0"
          max={STEPS}
          value={room === 0 ? 0 : Math.round((STEPS * (shown[0] - whole[0])) / room)}
          onInput={({ currentTarget }) => {
            const from = whole[0] + (room * Number(currentTarget.value)) / STEPS;
            view.show([from, from + shown[1] - shown[0]]);
          }}
        />
      )}
      <div class="buttons">
        <button
          type="button"
          aria-label={words.zoomOut}
          title={words.zoomOut}
          disabled={isWhole}
          onClick={() => view.zoom(1 / ZOOM_STEP)}
        >
          −
        </button>
        <button
          type="button"
          aria-label={words.zoomIn}
          title={words.zoomIn}
          onClick={() => view.zoom(ZOOM_STEP)}
        >
          +
        </button>
        <button type="button" disabled={isWhole} onClick={view.reset}>
          {words.whole}
        </button>
      </div>
    </div>
  );
};
