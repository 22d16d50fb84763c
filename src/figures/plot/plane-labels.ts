import { pixelOf, valueAt } from './log-axis.ts';
import { nearestOf, placeLabels } from './place-labels.ts';
import type { Box } from './place-labels.ts';
import type { ErrorLine, Plane, PlanePoint } from './plane.ts';
import { textWidth } from './text-width.ts';

/** Pixels of a label's letters, and of half a marker. */
const [SIZE, MARKER] = [11, 5];
/** What may lie below a label, if need be: half the width of a bar. */
const BAR = 2;

/** A label of the plane, by values of its axes. */
export interface PlaneLabel {
  readonly text: string;
  /** The middle of its left edge. */
  readonly x: number;
  readonly y: number;
  /** Of its point. */
  readonly colour: string;
  /** Where a line to its point begins and ends; none where it stands beside it. */
  readonly line?: {
    readonly x: number;
    readonly y: number;
    readonly x2: number;
    readonly y2: number;
  };
}

/** The size of labels. */
export const labelSize = SIZE;

/** A place in pixels from the upper left corner. */
interface Pixels {
  readonly x: number;
  readonly y: number;
}

const pixelsOf = ({ x, y }: Plane, at: { readonly x: number; readonly y: number }): Pixels => ({
  x: pixelOf(x, at.x),
  y: y.pixels - pixelOf(y, at.y),
});

const valuesOf = ({ x, y }: Plane, at: Pixels) => ({
  x: valueAt(x, at.x),
  y: valueAt(y, y.pixels - at.y),
});

const lineText = ({ k }: ErrorLine): string => `k = ${k.toLocaleString('en')}`;

/** Where the name of a line stands: left of its upper end. */
function lineNameBox(plane: Plane, line: ErrorLine): Box {
  const [from, to] = line.ends.map((end) => pixelsOf(plane, end)) as [Pixels, Pixels];
  // So far left of the end that the line passes the name's lower right corner.
  const right = to.x - 4 - ((SIZE + 4) * (to.x - from.x)) / (from.y - to.y);
  const left = right - textWidth(lineText(line), SIZE);
  return { left, top: to.y + 2, right, bottom: to.y + 2 + SIZE };
}

/** The names of lines. */
export const lineNames = (
  plane: Plane,
  lines: readonly ErrorLine[],
): Pick<PlaneLabel, 'text' | 'x' | 'y'>[] =>
  lines.map((line) => {
    const { left, top, bottom } = lineNameBox(plane, line);
    return { text: lineText(line), ...valuesOf(plane, { x: left, y: (top + bottom) / 2 }) };
  });

/** What labels should not lie on of a line: boxes along it, and its name. */
function lineBoxes(plane: Plane, line: ErrorLine): Box[] {
  const [from, to] = line.ends.map((end) => pixelsOf(plane, end)) as [Pixels, Pixels];
  const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / (3 * BAR));
  const along = Array.from({ length: steps }, (_, at) => (at + 0.5) / steps);
  const boxes = along.map((share): Box => {
    const [x, y] = [from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)];
    return { left: x - BAR / 2, top: y - BAR / 2, right: x + BAR / 2, bottom: y + BAR / 2 };
  });
  return [...boxes, lineNameBox(plane, line)];
}

/** The same of an estimator: its marker and its bars. */
function pointBoxes(plane: Plane, point: PlanePoint): Box[] {
  const { x, y } = pixelsOf(plane, point);
  const low = pixelsOf(plane, { x: point.xLow, y: point.yLow });
  const high = pixelsOf(plane, { x: point.xHigh, y: point.yHigh });
  return [
    { left: x - MARKER, top: y - MARKER, right: x + MARKER, bottom: y + MARKER },
    { left: low.x, top: y - BAR, right: high.x, bottom: y + BAR },
    { left: x - BAR, top: high.y, right: x + BAR, bottom: low.y + MARKER },
  ];
}

/**
 * Places the labels of estimators, off one another and off what is drawn.
 *
 * @param texts - of the points.
 */
export function planeLabels(
  plane: Plane,
  points: readonly PlanePoint[],
  texts: readonly string[],
  lines: readonly ErrorLine[],
): PlaneLabel[] {
  const area = { left: 2, top: 2, right: plane.x.pixels - 2, bottom: plane.y.pixels - 2 };
  const wanted = points.map((point, at) => ({
    ...pixelsOf(plane, point),
    width: textWidth(texts[at] ?? '', SIZE),
    height: SIZE + 1,
  }));
  const obstacles = [
    ...points.flatMap((point) => pointBoxes(plane, point)),
    ...lines.flatMap((line) => lineBoxes(plane, line)),
  ];
  return placeLabels(wanted, obstacles, area).map((label, at) => {
    const point = points[at] as PlanePoint;
    const start = valuesOf(plane, nearestOf(label, pixelsOf(plane, point)));
    return {
      text: texts[at] ?? '',
      colour: point.colour,
      ...valuesOf(plane, { x: label.left, y: (label.top + label.bottom) / 2 }),
      ...(label.isFar && { line: { ...start, x2: point.x, y2: point.y } }),
    };
  });
}
