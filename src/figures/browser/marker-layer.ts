import type uPlot from 'uplot';
import { markerPath, markerPlaces } from '../markers.ts';
import type { Look } from '../looks.ts';

/** Of a marker in pixels of the page. */
const RADIUS = 3.4;

/** The corners of a line that are in sight, in pixels of the canvas. */
function cornersOf(plot: uPlot, number: number): [number, number][] {
  const { min = -Infinity, max = Infinity } = plot.scales.x ?? {};
  const [places, values] = [plot.data[0], plot.data[number] ?? []];
  return [...places].flatMap((x, at): [number, number][] => {
    const y = values[at] ?? null;
    if (y === null || x < min || x > max) return [];
    return [[plot.valToPos(x, 'x', true), plot.valToPos(y, 'y', true)]];
  });
}

/**
 * Draws the markers of the lines of a chart, and of single points that belong to dashed lines.
 *
 * @param numberOf - the number of uPlot's series that has a line's means.
 */
export function drawMarkers(
  plot: uPlot,
  series: readonly Look[],
  numberOf: (line: number) => number,
  background: string,
): void {
  const { ctx: context } = plot;
  const ratio = devicePixelRatio;
  const marked = series.filter(({ marker }) => marker !== null);
  series.forEach((one, line) => {
    const number = numberOf(line);
    if (plot.series[number]?.show === false) return;
    const corners = cornersOf(plot, number);
    if (one.marker === null && corners.length !== 1) return;
    const path = new Path2D(markerPath(one.marker, RADIUS * ratio));
    context.save();
    context.strokeStyle = one.colour;
    context.fillStyle = one.merged ? background : one.colour;
    context.lineWidth = 1.5 * ratio;
    for (const [x, y] of markerPlaces(corners, marked.indexOf(one), marked.length)) {
      context.setTransform(1, 0, 0, 1, x, y);
      context.fill(path);
      context.stroke(path);
    }
    context.restore();
  });
}
