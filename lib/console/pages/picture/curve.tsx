// The curve of people online by role: areas one on the other, each with its pattern.
import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { useMemo } from 'preact/hooks';
import type { CurvePoint } from '../../items';
import { count } from '../format';
import { type RoleCounts, roleOrder, totalOf } from '../roles';
import { useSettings } from '../settings';
import type { Scale } from './bar';

/** The height of the curve in pixels. */
export const CURVE_HEIGHT = 140;
const TOP = 6;

/** A time, and how many were online from then on. */
export interface CurveStep {
  readonly at: number;
  readonly counts: RoleCounts;
}

/** The points of the API as steps, with one at the end of what is known. */
export const curveSteps = (points: readonly CurvePoint[], origin: number, until: number): CurveStep[] => {
  const steps = points.map(([seconds, broadcaster, audience, participant]) => ({
    at: origin + seconds * 1000,
    counts: { broadcaster, audience, participant },
  }));
  const last = steps.at(-1);
  return last && last.at < until ? [...steps, { at: until, counts: last.counts }] : steps;
};

/** When most were online for the first time. */
export const peakOf = (steps: readonly CurveStep[]): number | undefined => {
  let peak: CurveStep | undefined;
  for (const step of steps) {
    if (peak === undefined || totalOf(step.counts) > totalOf(peak.counts)) peak = step;
  }
  return peak?.at;
};

/** How many were online at a time. */
export const countsAt = (steps: readonly CurveStep[], at: number): RoleCounts => {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return steps[low - 1]?.counts ?? { broadcaster: 0, audience: 0, participant: 0 };
};

interface CurveProps {
  readonly steps: readonly CurveStep[];
  readonly scale: Scale;
  readonly width: number;
}

/** The picture of the curve. What would lie beside the time that is shown is cut off; the figures stand left of it. */
export const Curve = ({ steps, scale, width }: CurveProps) => {
  const { language } = useSettings();
  const y = useMemo(() => {
    const most = Math.max(1, ...steps.map(({ counts }) => totalOf(counts)));
    return scaleLinear().domain([0, most]).nice(3).range([CURVE_HEIGHT, TOP]);
  }, [steps]);
  const ground = (step: CurveStep, index: number): number =>
    roleOrder.slice(0, index).reduce((sum, role) => sum + step.counts[role], 0);
  return (
    <svg class="curve" width={width} height={CURVE_HEIGHT} aria-hidden="true">
      {y
        .ticks(3)
        .filter((tick) => Number.isInteger(tick) && tick > 0)
        .map((tick) => (
          <g key={tick} class="grid">
            <line x1="0" x2={width} y1={y(tick)} y2={y(tick)} />
            <text x="-6" y={y(tick) + 4} text-anchor="end">
              {count(tick, language)}
            </text>
          </g>
        ))}
      <svg width={width} height={CURVE_HEIGHT} aria-hidden="true">
        {roleOrder.map((role, index) => {
          if (!steps.some(({ counts }) => counts[role] > 0)) return null;
          const top = (step: CurveStep) => y(ground(step, index) + step.counts[role]);
          const filled = area<CurveStep>()
            .x(({ at }) => scale(at))
            .y0((step) => y(ground(step, index)))
            .y1(top)
            .curve(curveStepAfter);
          const edge = line<CurveStep>()
            .x(({ at }) => scale(at))
            .y(top)
            .curve(curveStepAfter);
          return (
            <g key={role} class={role}>
              <path class="area" d={filled(steps) ?? ''} fill={`url(#${role})`} />
              <path class="edge" d={edge(steps) ?? ''} />
            </g>
          );
        })}
      </svg>
      <line class="base" x1="0" x2={width} y1={CURVE_HEIGHT - 0.5} y2={CURVE_HEIGHT - 0.5} />
    </svg>
  );
};
