import type { CurvePoint } from './curve.ts';

/** Of these points, those that reach furthest up and down: of the line and of its band. */
function extremesOf(points: readonly CurvePoint[]): Set<CurvePoint> {
  const kept = new Set<CurvePoint>();
  for (const of of ['mean', 'low', 'high'] as const) {
    let [least, most] = [points[0], points[0]];
    for (const point of points) {
      if (least === undefined || point[of] < least[of]) least = point;
      if (most === undefined || point[of] > most[of]) most = point;
    }
    for (const point of [least, most]) if (point !== undefined) kept.add(point);
  }
  return kept;
}

/**
 * The points of a curve that can be told apart where it is drawn: of those that fall into one column of pixels,
 * the ones that reach furthest, so that a line and its band cover what they covered. The first and the last one
 * stay. For drawing alone: means and tables are over all rows.
 *
 * @param columns - of pixels, or fewer.
 */
export function thinned(points: readonly CurvePoint[], columns: number): readonly CurvePoint[] {
  if (points.length <= 2 * columns) return points;
  const [first, last] = [points[0]?.step ?? 0, points.at(-1)?.step ?? 0];
  const columnOf = ({ step }: CurvePoint) =>
    Math.min(columns - 1, Math.floor((columns * (step - first)) / (last - first)));
  const byColumn = new Map<number, CurvePoint[]>();
  for (const point of points) {
    const column = byColumn.get(columnOf(point));
    if (column === undefined) byColumn.set(columnOf(point), [point]);
    else column.push(point);
  }
  return [...byColumn.values()].flatMap((column) => {
    const extremes = extremesOf(column);
    const stays = ({ step }: CurvePoint) => step === first || step === last;
    return column.filter((point) => extremes.has(point) || stays(point));
  });
}
