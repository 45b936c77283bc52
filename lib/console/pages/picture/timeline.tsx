// Bars, and a curve above them, over one axis of time that can be zoomed, scrolled and read.
import { scaleLinear } from 'd3-scale';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useWords } from '../settings';
import { Axis } from './axis';
import { BarPicture, type Scale } from './bar';
import type { Bar } from './bars';
import type { CurveStep } from './curve';
import { CurveRow } from './curve-row';
import { TimeTools } from './time-tools';
import type { View } from './view';

/** One bar with what stands beside it. */
export interface TimelineRow {
  readonly key: string;
  readonly label: ComponentChildren;
  readonly end: ComponentChildren;
  readonly bar: Bar;
  /** What the bar tells, in words. */
  readonly text: string;
  /** The exact values, shown on a closer look. */
  readonly details: readonly (readonly [label: string, value: ComponentChildren])[];
}

/** Rows under a heading. */
export interface TimelineSection {
  readonly key: string;
  readonly title: string;
  readonly rows: readonly TimelineRow[];
  /** What stands where there are no rows. */
  readonly empty: string;
  /** What belongs to the heading. */
  readonly tools?: ComponentChildren;
  /** What follows the rows. */
  readonly after?: ComponentChildren;
}

interface TimelineProps {
  readonly view: View;
  /** Absent: no curve is drawn. */
  readonly steps?: readonly CurveStep[] | undefined;
  readonly hasCurve: boolean;
  /** The time that is read while nothing is pointed at; the most people's where absent. */
  readonly atRest?: number | undefined;
  readonly sections: readonly TimelineSection[];
}

/** Room at both edges, in which the marks of the first and the last moment are whole, in pixels. */
const EDGE = 7;

/** The picture. */
export const Timeline = ({ view, steps, hasCurve, atRest, sections }: TimelineProps) => {
  const words = useWords();
  const plot = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(plot);
  const [cursor, setCursor] = useState<number>();
  const [from, to] = view.shown;
  const scale = useMemo(() => {
    const linear = scaleLinear()
      .domain([from, to])
      .range([EDGE, Math.max(EDGE, width - EDGE)]);
    return { x: (at: number) => linear(at), at: (x: number) => linear.invert(x) };
  }, [from, to, width]);
  const timeAt = (clientX: number): number | undefined => {
    const box = plot.current?.getBoundingClientRect();
    if (box === undefined || clientX < box.left || clientX > box.right) return undefined;
    return scale.at(clientX - box.left);
  };
  // Not drawn anew for each movement of the pointer.
  const drawn = useMemo(
    () =>
      sections.map((section) => (
        <Section key={section.key} section={section} scale={scale.x} width={width} />
      )),
    [sections, scale, width],
  );
  useWheel(frame, view, timeAt);
  const left = plot.current?.offsetLeft ?? 0;
  return (
    <div
      class="timeline"
      ref={frame}
      onPointerMove={({ clientX }) => setCursor(timeAt(clientX))}
      onPointerLeave={() => setCursor(undefined)}
    >
      <TimeTools view={view} title={hasCurve ? words.picture : undefined} />
      {hasCurve && (
        <CurveRow
          view={view}
          steps={steps}
          scale={scale.x}
          width={width}
          cursor={cursor}
          atRest={atRest}
          onCursor={setCursor}
          timeAt={timeAt}
        />
      )}
      <div class="row axis-row">
        <div class="label" />
        <div class="plot" ref={plot}>
          <Axis shown={view.shown} scale={scale.x} width={width} />
        </div>
        <div class="end" />
      </div>
      {drawn}
      {cursor !== undefined && cursor >= from && cursor <= to && (
        <div class="cursor" style={{ left: `${left + scale.x(cursor)}px` }} />
      )}
    </div>
  );
};

interface SectionProps {
  readonly section: TimelineSection;
  readonly scale: Scale;
  readonly width: number;
}

const Section = ({ section: { title, rows, empty, tools, after }, scale, width }: SectionProps) => (
  <section class="bars" aria-label={title}>
    <div class="section-head">
      <h2>{title}</h2>
      {tools}
    </div>
    {rows.length === 0 ? (
      <p class="empty">{empty}</p>
    ) : (
      <ol>
        {rows.map((row) => (
          <Row key={row.key} row={row} scale={scale} width={width} />
        ))}
      </ol>
    )}
    {after}
  </section>
);

interface RowProps {
  readonly row: TimelineRow;
  readonly scale: Scale;
  readonly width: number;
}

const Row = ({ row: { label, end, bar, text, details }, scale, width }: RowProps) => {
  const [open, setOpen] = useState(false);
  return (
    <li
      class="row"
      onPointerEnter={() => setOpen(true)}
      onPointerLeave={() => setOpen(false)}
      onFocusIn={() => setOpen(true)}
      onFocusOut={() => setOpen(false)}
      onKeyDown={({ key }) => key === 'Escape' && setOpen(false)}
    >
      <div class="label">{label}</div>
      <div class="plot">
        <BarPicture bar={bar} scale={scale} width={width} label={text} />
      </div>
      <div class="end">{end}</div>
      {open && (
        <dl class="details">
          {details.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
};

/** The width of an element, followed. */
const useWidth = (element: { readonly current: HTMLElement | null }): number => {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
};

/** Zooms with Ctrl and the wheel, or two fingers; scrolls with a wheel that goes sideways. */
const useWheel = (
  element: { readonly current: HTMLElement | null },
  view: View,
  timeAt: (clientX: number) => number | undefined,
): void => {
  const latest = useRef({ view, timeAt });
  latest.current = { view, timeAt };
  useEffect(() => {
    const turn = (event: WheelEvent) => {
      const { view: now, timeAt: find } = latest.current;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        now.zoom(Math.exp(event.deltaY * 0.004), find(event.clientX));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) && !now.isWhole) {
        event.preventDefault();
        now.scroll(event.deltaX / 800);
      }
    };
    const target = element.current;
    // Not passive: the browser would zoom the page.
    target?.addEventListener('wheel', turn, { passive: false });
    return () => target?.removeEventListener('wheel', turn);
  }, [element]);
};
