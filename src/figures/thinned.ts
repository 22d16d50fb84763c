import type { CurvePoint } from './curve.ts';

/** Of these points, those that reach furthest: the line up and down, and its band. */
function extremesOf(points: readonly CurvePoint[]): Set<CurvePoint> {
  const [first, ...others] = points;
  if (first === undefined) return new Set();
  let [least, most, lowest, highest] = [first, first, first, first];
  for (const point of others) {
    if (point.mean < least.mean) least = point;
    if (point.mean > most.mean) most = point;
    if (point.low < lowest.low) lowest = point;
    if (point.high > highest.high) highest = point;
  }
  return new Set([least, most, lowest, highest]);
}

/** Pixels of a column. It keeps four points at most: two for each pixel. */
const COLUMN = 2;

/**
 * The points of a curve that can be told apart where it is drawn: of those that fall into one column of pixels,
 * the ones that reach furthest, so that a line and its band cover what they covered. The first and the last one
 * stay. For drawing alone: means and tables are over all rows. A curve of no more than two points for each pixel
 * stays as it is.
 *
 * @param width - pixels that the curve is drawn over.
 */
export function thinned(points: readonly CurvePoint[], width: number): readonly CurvePoint[] {
  if (points.length <= 2 * width) return points;
  const columns = Math.ceil(width / COLUMN);
  const [first, last] = [points[0]?.step ?? 0, points.at(-1)?.step ?? 0];
  const columnOf = ({ step }: CurvePoint) =>
    Math.min(columns - 1, Math.floor((columns * (step - first)) / (last - first)));
  const kept: CurvePoint[] = [];
  for (let start = 0; start < points.length;) {
    const column = columnOf(points[start] as CurvePoint);
    let end = start + 1;
    const isInside = (point: CurvePoint | undefined) =>
      point !== undefined && columnOf(point) === column;
    while (isInside(points[end])) end += 1;
    const inside = points.slice(start, end);
    const extremes = extremesOf(inside);
    const stays = ({ step }: CurvePoint) => step === first || step === last;
    for (const point of inside) if (extremes.has(point) || stays(point)) kept.push(point);
    start = end;
  }
  return kept;
}
