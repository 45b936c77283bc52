// The curve with what it says at one time, which pointer or keys choose.
import { useMemo, useState } from 'preact/hooks';
import { count, shortTime } from '../format';
import { roleOrder, Swatch, totalOf } from '../roles';
import { useSettings, useWords } from '../settings';
import type { Scale } from './bar';
import { CURVE_HEIGHT, Curve, type CurveStep, countsAt, peakOf } from './curve';
import { ZOOM_STEP } from './time-tools';
import type { View } from './view';

interface CurveRowProps {
  readonly view: View;
  /** Absent while it is being read. */
  readonly steps: readonly CurveStep[] | undefined;
  readonly scale: Scale;
  readonly width: number;
  readonly cursor: number | undefined;
  /** The time that is read without a cursor; the most people's where absent. */
  readonly atRest: number | undefined;
  readonly onCursor: (at: number | undefined) => void;
  readonly timeAt: (clientX: number) => number | undefined;
}

/** Less than this is no drag, in pixels. */
const LEAST_DRAG = 5;
/** Steps of the reading line over what is shown. */
const STEPS = 100;

/** The curve's row. */
export const CurveRow = ({ view, steps, scale, width, cursor, atRest, onCursor, timeAt }: CurveRowProps) => {
  const words = useWords();
  const settings = useSettings();
  const [dragFrom, setDragFrom] = useState<number>();
  const [from, to] = view.shown;
  const peak = useMemo(() => peakOf(steps ?? []), [steps]);
  // Not drawn anew for each movement of the pointer.
  const picture = useMemo(
    () => steps && <Curve steps={steps} scale={scale} width={width} />,
    [steps, scale, width],
  );
  const at = cursor ?? atRest ?? peak ?? to;
  const counts = countsAt(steps ?? [], at);
  const said = `${shortTime(at, settings)}: ${words.total} ${totalOf(counts)}; ${roleOrder.map((role) => `${words.roles[role]} ${counts[role]}`).join(', ')}`;

  const press = (event: KeyboardEvent) => {
    const { key, shiftKey } = event;
    const by = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0;
    if (by !== 0 && shiftKey) view.scroll(by * 0.2);
    else if (by !== 0) onCursor(Math.min(to, Math.max(from, at + (by * (to - from)) / STEPS)));
    else if (key === 'Home') onCursor(from);
    else if (key === 'End') onCursor(to);
    else if (key === '+' || key === '=') view.zoom(ZOOM_STEP, cursor);
    else if (key === '-') view.zoom(1 / ZOOM_STEP, cursor);
    else if (key === '0') view.reset();
    else return;
    event.preventDefault();
  };
  const drop = (clientX: number) => {
    const end = timeAt(clientX);
    setDragFrom(undefined);
    if (dragFrom === undefined || end === undefined) return;
    if (Math.abs(scale(end) - scale(dragFrom)) < LEAST_DRAG) return;
    view.show([Math.min(dragFrom, end), Math.max(dragFrom, end)]);
  };
  return (
    <div class="row curve-row">
      <div class="label" />
      <div
        class="plot curve-plot"
        role="slider"
        tabIndex={0}
        aria-label={words.picture}
        aria-valuemin={from}
        aria-valuemax={to}
        aria-valuenow={Math.round(at)}
        aria-valuetext={said}
        onKeyDown={press}
        onBlur={() => onCursor(undefined)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragFrom(timeAt(event.clientX));
        }}
        onPointerUp={({ clientX }) => drop(clientX)}
        onPointerCancel={() => setDragFrom(undefined)}
        onDblClick={view.reset}
      >
        {steps === undefined ? <p class="muted">{words.loading}</p> : picture}
        {dragFrom !== undefined && cursor !== undefined && (
          <svg class="drag" width={width} height={CURVE_HEIGHT} aria-hidden="true">
            <rect
              x={Math.min(scale(dragFrom), scale(cursor))}
              width={Math.abs(scale(cursor) - scale(dragFrom))}
              height={CURVE_HEIGHT}
            />
          </svg>
        )}
      </div>
      <dl class="end reading">
        <div class="at">
          <dt>
            {shortTime(at, settings)}
            {at === peak && <span class="muted"> {words.peak}</span>}
          </dt>
          <dd>{count(totalOf(counts), settings.language)}</dd>
        </div>
        {[...roleOrder].reverse().map((role) => (
          <div key={role}>
            <dt>
              <Swatch role={role} /> {words.roles[role]}
            </dt>
            <dd>{count(counts[role], settings.language)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
};
