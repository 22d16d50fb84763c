import { isDrawable } from '../band.ts';
import { markerPath, markerPlaces, ringPath } from '../markers.ts';
import type { Marker } from '../markers.ts';
import { metrics } from '../../metrics/table.ts';
import type { Metric } from '../../metrics/table.ts';
import type { DrawnSeries } from './figure-data.ts';

/** Area of a marker's box in square pixels, as Vega takes sizes. */
const SIZE = 36;

/** A line and its marker in the legend, from −1 to 1: as large as they are in the panels. */
const legendSymbol = {
  marker: 0.34,
  line: {
    solid: [[-1, 1]],
    dashed: [
      [-1, -0.55],
      [-0.28, 0.17],
      [0.44, 0.89],
    ],
  },
};

/** The same with room for a marker in the middle. */
const besideMarker = {
  solid: [
    [-1, -0.28],
    [0.28, 1],
  ],
  dashed: [
    [-1, -0.75],
    [-0.6, -0.32],
    [0.32, 0.6],
    [0.75, 1],
  ],
};

/** Whether the only points of a line are dots that no line leads to. */
const isDot = ({ points }: DrawnSeries, shown: readonly Metric[]) =>
  shown.some((metric) => points[metric]?.length === 1);

/** Whether a row of panels needs more than colours and dashes to tell its lines apart. */
export const needsMarks = (series: readonly DrawnSeries[], shown: readonly Metric[]): boolean =>
  series.some((one) => one.marker !== null || (one.merged && isDot(one, shown)));

/** Markers are hollow where lines are dashed. */
const fillOf = ({ merged, colour }: DrawnSeries): string => (merged ? 'white' : colour);

/** What the legend shows of a line: a piece of it, and its marker in the middle, as a path. */
function legendPath(one: DrawnSeries, shown: readonly Metric[]): string {
  const bears: Marker | null | undefined = isDot(one, shown)
    ? one.marker
    : (one.marker ?? undefined);
  const pieces = bears === undefined ? legendSymbol.line : besideMarker;
  const line = pieces[one.merged ? 'dashed' : 'solid']
    .map(([from, to]) => `M${from},0L${to},0`)
    .join('');
  return bears === undefined
    ? line
    : `${line}${(one.merged ? ringPath : markerPath)(bears, legendSymbol.marker)}`;
}

/** Where the lines of a panel bear markers, as Vega takes them. */
function marksOf(series: readonly DrawnSeries[], metric: Metric) {
  const marked = series.filter(({ marker }) => marker !== null);
  const logarithmic = metrics[metric].scale === 'log';
  const [to, from] = logarithmic ? [Math.log, Math.exp] : [Number, Number];
  return series.flatMap((one) => {
    const line = (one.points[metric] ?? [])
      .filter(({ mean }) => isDrawable(metric, mean))
      .map(({ x, mean }) => [x, to(mean)] as const);
    if (one.marker === null && line.length !== 1) return [];
    return markerPlaces(line, marked.indexOf(one), marked.length).map(([x, y]) => ({
      ...{ label: one.label, x, mean: from(y), shape: markerPath(one.marker, 1) },
    }));
  });
}

/** The layers of a panel that draw markers, and the one that puts them into the legend. */
export function markLayers(
  series: readonly DrawnSeries[],
  metric: Metric,
  shown: readonly Metric[],
  encoding: object,
) {
  const domain = series.map(({ label }) => label);
  const field = { field: 'label', type: 'nominal', title: null } as const;
  const fill = { ...field, scale: { domain, range: series.map(fillOf) } };
  const paths = series.map((one) => legendPath(one, shown));
  const marks = marksOf(series, metric);
  return [
    ...[...new Set(marks.map(({ shape }) => shape))].map((shape) => ({
      data: { values: marks.filter((one) => one.shape === shape) },
      mark: { type: 'point', shape, size: SIZE, strokeWidth: 1.4, opacity: 1 } as const,
      encoding: { ...encoding, fill },
    })),
    // It draws nothing: its scale is there for the legend.
    {
      transform: [{ filter: 'false' }],
      mark: { type: 'point' } as const,
      encoding: { shape: { ...field, scale: { domain, range: paths } } },
    },
  ];
}
