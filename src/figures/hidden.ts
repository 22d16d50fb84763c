import { bandEnd, isDrawable } from './band.ts';
import type { CurvePoint } from './curve.ts';
import { heightAt } from './polyline.ts';
import type { Place } from './polyline.ts';
import { withMarker } from './looks.ts';
import type { Look } from './looks.ts';
import { metrics } from '../metrics/table.ts';
import type { Metric } from '../metrics/table.ts';

/** Points of a line, from the left to the right, in each metric. */
export type Points = Readonly<Partial<Record<Metric, readonly CurvePoint[]>>>;

/** Lines nearer than this share of the axis lie on one another: a line is about as wide. */
const NEAR = 0.01;

/** A line is hidden where another lies on this share of its points. */
const MOST = 0.8;

/** Points of a line that are looked at, at most. */
const LOOKED_AT = 50;

/** The lines of a chart as they are drawn. */
function drawn(lines: readonly Points[], metric: Metric): Place[][] {
  const scale = metrics[metric].scale === 'log' ? Math.log : (value: number) => value;
  const points = lines.map((line) =>
    (line[metric] ?? []).filter(({ mean }) => isDrawable(metric, mean)),
  );
  const all = points.flat();
  const low = scale(
    all.reduce((least, one) => Math.min(least, bandEnd(metric, one.low, one.mean)), Infinity),
  );
  const high = scale(all.reduce((most, one) => Math.max(most, one.high), -Infinity));
  // Of a constant, everything is at one place.
  const range = high - low || 1;
  return points.map((line) => line.map(({ x, mean }) => [x, (scale(mean) - low) / range] as const));
}

/** Whether one line lies on the other nearly everywhere. */
function liesOn(upper: readonly Place[], lower: readonly Place[]): boolean {
  const every = Math.max(1, Math.ceil(lower.length / LOOKED_AT));
  const places = lower.filter((_, at) => at % every === 0);
  const covered = places.filter(([x, y]) => {
    const height = heightAt(upper, x);
    return height !== undefined && Math.abs(height - y) < NEAR;
  });
  return places.length > 0 && covered.length >= MOST * places.length;
}

/**
 * Gives a marker to every line that one drawn after it hides in some metric.
 *
 * @param lines - of one row of charts, in the order in which they are drawn.
 */
export function markHidden<Line extends Look>(
  lines: readonly Line[],
  pointsOf: (line: Line) => Points,
  shown: readonly Metric[],
): Line[] {
  const charts = shown.map((metric) => drawn(lines.map(pointsOf), metric));
  const isHidden = (at: number) =>
    charts.some((places) =>
      lines.some((_, above) => above > at && liesOn(places[above] ?? [], places[at] ?? [])),
    );
  const marked = [...lines];
  lines.forEach((line, at) => {
    if (line.marker === null && isHidden(at)) marked[at] = withMarker(line, marked);
  });
  return marked;
}
