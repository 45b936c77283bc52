// The axis of time.
import { scaleTime, scaleUtc } from 'd3-scale';
import { tickTime } from '../format';
import { useSettings } from '../settings';
import type { Scale } from './bar';
import type { Range } from './view';

/** The height of the axis in pixels. */
const HEIGHT = 22;
/** Room for a tick's text in pixels. */
const TICK_WIDTH = 84;

interface AxisProps {
  readonly shown: Range;
  readonly scale: Scale;
  readonly width: number;
}

/** Ticks at round times of the zone that was chosen. */
export const Axis = ({ shown, scale, width }: AxisProps) => {
  const settings = useSettings();
  const [from, to] = shown;
  const time = (settings.zone === 'utc' ? scaleUtc : scaleTime)().domain([from, to]);
  const ticks = time.ticks(Math.max(2, Math.floor(width / TICK_WIDTH))).map((date) => date.getTime());
  const step = (ticks[1] ?? to) - (ticks[0] ?? from);
  return (
    <svg class="axis" width={width} height={HEIGHT} aria-hidden="true">
      {ticks.map((tick) => {
        const x = scale(tick);
        // The outermost texts stay inside.
        const anchor = x < 24 ? 'start' : x > width - 24 ? 'end' : 'middle';
        return (
          <g key={tick}>
            <line x1={x} x2={x} y1="0" y2="5" />
            <text x={x} y="17" text-anchor={anchor}>
              {tickTime(tick, step, settings)}
            </text>
          </g>
        );
      })}
    </svg>
  );
};
