// Draws a bar.
import type { Bar, Mark, Piece } from './bars';

/** Where a time stands, in pixels. */
export type Scale = (at: number) => number;

/** The height of a bar's row in pixels. */
const BAR_HEIGHT = 22;
const TOP = 5;
const THICK = BAR_HEIGHT - 2 * TOP;
const MIDDLE = BAR_HEIGHT / 2;

interface BarPictureProps {
  readonly bar: Bar;
  readonly scale: Scale;
  readonly width: number;
  /** What the picture tells, in words. */
  readonly label: string;
}

/** A bar over the time that is shown; what lies outside is cut off. */
export const BarPicture = ({ bar, scale, width, label }: BarPictureProps) => (
  <svg class="bar" width={width} height={BAR_HEIGHT} role="img" aria-label={label}>
    {bar.pieces.map((piece) => (
      <PiecePicture key={`${piece.from} ${piece.certain}`} piece={piece} scale={scale} width={width} />
    ))}
    <Elsewhere bar={bar} scale={scale} width={width} />
    {bar.marks.map((mark) => (
      <MarkPicture key={mark.kind} mark={mark} x={scale(mark.at)} width={width} />
    ))}
  </svg>
);

/** Points to a bar that lies outside the time that is shown. */
const Elsewhere = ({ bar: { pieces, marks }, scale, width }: Omit<BarPictureProps, 'label'>) => {
  const times = [...pieces.flatMap(({ from, to }) => [from, to]), ...marks.map(({ at }) => at)].map(scale);
  const isLeft = Math.max(...times) < 0;
  if (!isLeft && Math.min(...times) <= width) return null;
  return (
    <text class="elsewhere" x={isLeft ? 2 : width - 2} y={MIDDLE + 4} text-anchor={isLeft ? 'start' : 'end'}>
      {isLeft ? '‹' : '›'}
    </text>
  );
};

interface PiecePictureProps {
  readonly piece: Piece;
  readonly scale: Scale;
  readonly width: number;
}

const PiecePicture = ({ piece, scale, width }: PiecePictureProps) => {
  const from = Math.max(-4, scale(piece.from));
  const to = Math.min(width + 4, scale(piece.to));
  if (to < -2 || from > width + 2) return null;
  // The shortest stay is seen, too.
  const across = Math.max(2, to - from);
  return piece.certain ? (
    <rect
      class={`piece ${piece.kind}`}
      x={from}
      y={TOP}
      width={across}
      height={THICK}
      {...(piece.kind !== 'push' && { fill: `url(#${piece.kind})` })}
    />
  ) : (
    <path
      class={`uncertain ${piece.kind}`}
      d={`M${from} ${TOP}.5H${from + across}M${from} ${TOP + THICK - 0.5}H${from + across}`}
    />
  );
};

interface MarkPictureProps {
  readonly mark: Mark;
  readonly x: number;
  readonly width: number;
}

const paths: Readonly<Record<Mark['kind'], string>> = {
  end: `M0 ${TOP - 2}V${TOP + THICK + 2}`,
  timeout: `M-4 ${MIDDLE - 5}L4 ${MIDDLE - 5}L0 ${MIDDLE + 4}Z`,
  kicked: `M-4 ${MIDDLE - 4}L4 ${MIDDLE + 4}M4 ${MIDDLE - 4}L-4 ${MIDDLE + 4}`,
  server: `M-4 ${MIDDLE - 4}H4V${MIDDLE + 4}H-4Z`,
  switched: `M0 ${MIDDLE - 6}L5 ${MIDDLE}L0 ${MIDDLE + 6}L-5 ${MIDDLE}Z`,
  other: `M-4 ${MIDDLE}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0`,
  inferred: `M-4 ${MIDDLE}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0`,
  online: `M-5 ${MIDDLE - 5}L1 ${MIDDLE}L-5 ${MIDDLE + 5}`,
  'unknown-start': `M-4 ${MIDDLE}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0`,
  request: `M0 ${TOP - 2}V${TOP + THICK + 2}`,
  frame: `M0 ${MIDDLE - 4}L6 ${MIDDLE}L0 ${MIDDLE + 4}Z`,
  error: `M-4 ${MIDDLE - 4}L4 ${MIDDLE + 4}M4 ${MIDDLE - 4}L-4 ${MIDDLE + 4}`,
};

const MarkPicture = ({ mark: { kind }, x, width }: MarkPictureProps) => {
  if (x < -6 || x > width + 6) return null;
  return <path class={`mark ${kind}`} d={paths[kind]} transform={`translate(${x} 0)`} />;
};

/** The mark of an end, beside its word. */
export const MarkSample = ({ kind }: { readonly kind: Mark['kind'] }) => (
  <svg class="mark-sample" width="12" height={BAR_HEIGHT} aria-hidden="true">
    <path class={`mark ${kind}`} d={paths[kind]} transform="translate(6 0)" />
  </svg>
);
