import type { TopLevelSpec } from 'vega-lite';
import { bandEnd, isDrawable } from '../band.ts';
import { metrics } from '../../metrics/table.ts';
import { thinned } from '../thinned.ts';
import { digitsOf, linearTicks, logTicks } from '../ticks.ts';
import { xAxes } from '../x-axes.ts';
import type { Metric } from '../../metrics/table.ts';
import type { XAxis } from '../x-axes.ts';
import type { DrawnSeries, FigureRow } from './figure-data.ts';
import { markLayers, needsMarks } from './marks.ts';

/** A part of a figure that is put together of several. */
export type Part = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];

/** A layer of a part. */
export type Layer = Extract<Part, { layer: unknown }>['layer'][number];

/** What the panels of a figure have in common. */
export interface PanelOptions {
  readonly metrics: readonly Metric[];
  readonly axis: XAxis;
  /** Whether points are paired differences, and of metrics on logarithmic axes ratios. */
  readonly differences?: boolean;
  /** Size in pixels; as wide as the figure's heading when left out. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** Sizes by the number of metrics: three panels and a legend are legible at the width of a page, fewer fill it. */
const sizes = [
  { width: 560, height: 320 },
  { width: 320, height: 220 },
  { width: 200, height: 165 },
] as const;

const sizeFor = ({ metrics: { length }, size }: PanelOptions) =>
  size ?? sizes[Math.min(length, sizes.length) - 1] ?? sizes[2];

/** Pixels that a label of the x axis needs with its surroundings. */
const LABEL = 40;

const DASH = [5, 3];

/** Points of all series in the long form; what a logarithmic axis cannot show is left out. */
function values({ series }: FigureRow, metric: Metric, width: number) {
  return series.flatMap(({ label, merged, points }) =>
    thinned(
      (points[metric] ?? []).filter(({ mean }) => isDrawable(metric, mean)),
      width,
    ).map(({ x, mean, low, high }, _, drawn) => {
      const band = { low: bandEnd(metric, low, mean), high };
      return { label, merged, x, mean, ...band, single: drawn.length === 1 };
    }),
  );
}

type Values = ReturnType<typeof values>;

function styleOf(series: readonly DrawnSeries[]) {
  const domain = series.map(({ label }) => label);
  const field = { field: 'label', type: 'nominal', title: null } as const;
  const dashes = series.map(({ merged }) => (merged ? DASH : [1, 0]));
  return {
    color: { ...field, scale: { domain, range: series.map(({ colour }) => colour) } },
    strokeDash: { ...field, scale: { domain, range: dashes } },
  };
}

const least = (numbers: readonly number[]) =>
  numbers.reduce((low, one) => Math.min(low, one), Number.POSITIVE_INFINITY);
const most = (numbers: readonly number[]) =>
  numbers.reduce((high, one) => Math.max(high, one), Number.NEGATIVE_INFINITY);

/** Pixels between the line of no difference and the end of its axis. */
const APART = 8;

/** Where there is no difference, by the scale of the metric. */
const none = (metric: Metric): number => (metrics[metric].scale === 'log' ? 1 : 0);

/** Ratios have no powers of ten. */
function ratioAxis(points: Values) {
  const ends = [...points.map(({ low }) => low), ...points.map(({ high }) => high), 1];
  return {
    scale: { type: 'log', nice: false },
    axis: { format: '~g', values: logTicks(least(ends), most(ends)) },
  } as const;
}

/** The line of no difference. */
const noneLayer = (metric: Metric, y: object) =>
  ({
    data: { values: [{ none: none(metric) }] },
    mark: { type: 'rule', color: '#333333', strokeWidth: 1 },
    encoding: { y: { ...y, field: 'none' } },
  }) as const;

function yAxis(points: Values, metric: Metric) {
  if (metrics[metric].scale === 'linear') {
    return {
      scale: { zero: false, nice: false },
      // Without a format, an axis of one value gets six decimals; g would write 130 as 1.3e+2.
      axis: { format: '~r', tickCount: 6 },
    } as const;
  }
  const ticks = logTicks(least(points.map(({ low }) => low)), most(points.map(({ high }) => high)));
  return {
    scale: { type: 'log', nice: false },
    axis: { format: `.${Math.max(2, digitsOf(ticks))}~e`, values: ticks },
  } as const;
}

/** The axis of a row's last panel is named. */
function xAxis(points: Values, options: PanelOptions, last: boolean) {
  const { axis } = options;
  const places = points.map(({ x }) => x);
  const labels = Math.floor(sizeFor(options).width / LABEL);
  const ticks = linearTicks(least(places), most(places), labels, axis !== 'seconds');
  return {
    field: 'x',
    type: 'quantitative',
    title: last ? xAxes[axis].title : null,
    scale: { zero: false, nice: false },
    axis: { format: '~s', values: ticks },
  } as const;
}

/** One metric of a row. */
export function panel(row: FigureRow, metric: Metric, options: PanelOptions, last: boolean): Part {
  const { series } = row;
  const { color, strokeDash } = styleOf(series);
  const points = values(row, metric, sizeFor(options).width);
  const { differences = false } = options;
  const isRatio = differences && metrics[metric].scale === 'log';
  const usual = isRatio ? ratioAxis(points) : yAxis(points, metric);
  const shape = differences ? { ...usual, scale: { ...usual.scale, padding: APART } } : usual;
  const y = (field: string) => ({ field, type: 'quantitative', title: null, ...shape }) as const;
  const x = xAxis(points, options, last);
  const marked = needsMarks(series, options.metrics);
  // Where there are markers, the legend has dashes in its paths, and a scale of dashes would add its own.
  const dashes = { condition: { test: 'datum.merged', value: DASH }, value: [1, 0] };
  const { title, unit } = metrics[metric];
  return {
    title: {
      text: metric === options.metrics[0] ? `${row.title}: ${title}` : title,
      // Shorter than elsewhere: a title wider than its panel would push the next one away.
      subtitle: differences
        ? isRatio
          ? 'ratio'
          : `difference, ${unit}`
        : unit.replace(' per ', '/'),
    },
    ...sizeFor(options),
    data: { values: points },
    layer: [
      ...(differences ? [noneLayer(metric, y('none'))] : []),
      {
        mark: { type: 'area', opacity: 0.18 },
        encoding: { x, y: y('low'), y2: { field: 'high' }, color },
      },
      {
        mark: { type: 'line', strokeWidth: 1.6 },
        encoding: { x, y: y('mean'), color, strokeDash: marked ? dashes : strokeDash },
      },
      ...(marked
        ? markLayers(series, metric, options.metrics, { x, y: y('mean'), color })
        : [
            {
              transform: [{ filter: 'datum.single' }],
              mark: { type: 'point', filled: true, size: 24 } as const,
              encoding: { x, y: y('mean'), color },
            },
          ]),
    ],
  };
}
