import type { TopLevelSpec } from 'vega-lite';
import { bandEnd, isDrawable } from '../band.ts';
import { metrics } from '../../metrics/table.ts';
import { xAxes } from '../x-axes.ts';
import type { Metric } from '../../metrics/table.ts';
import type { XAxis } from '../x-axes.ts';
import type { DrawnSeries, FigureData, FigureRow } from './figure-data.ts';

/** A part of a figure that is put together of several. */
type Part = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];

/** What the figure shows, and how. */
export interface FigureOptions {
  /** Above all; null leaves it out, and what is said of means and seeds with it. */
  readonly title: string | null;
  readonly metrics: readonly Metric[];
  readonly axis: XAxis;
  readonly smoothing: number;
}

/** Size of one panel in pixels: three of them and a legend are legible at the width of a page. */
const panelSize = { width: 200, height: 165 };

const DASH = [5, 3];

/** Seeds named in the figure itself; the rest is counted. */
const MAX_NOTES = 6;

/** Before them: SVG drops spaces. */
const INDENT = '– ';

/** Points of all series in the long form; what a logarithmic axis cannot show is left out. */
function values({ series }: FigureRow, metric: Metric) {
  return series.flatMap(({ label, points }) =>
    (points[metric] ?? [])
      .filter(({ mean }) => isDrawable(metric, mean))
      .map(({ x, mean, low, high }, _, drawn) => {
        const band = { low: bandEnd(metric, low, mean), high };
        return { label, x, mean, ...band, single: drawn.length === 1 };
      }),
  );
}

function styleOf(series: readonly DrawnSeries[]) {
  const domain = series.map(({ label }) => label);
  const field = { field: 'label', type: 'nominal', title: null } as const;
  const dashes = series.map(({ merged }) => (merged ? DASH : [1, 0]));
  return {
    color: { ...field, scale: { domain, range: series.map(({ colour }) => colour) } },
    strokeDash: { ...field, scale: { domain, range: dashes } },
  };
}

/**
 * Ticks of a logarithmic axis: powers of ten, with their double and fivefold or with all their multiples
 * where that leaves few, or else the ends.
 */
function logTicks(points: readonly { low: number; high: number }[]): number[] {
  if (points.length === 0) return [];
  const low = Math.min(...points.map((point) => point.low));
  const high = Math.max(...points.map((point) => point.high));
  const first = Math.floor(Math.log10(low));
  const powers = Array.from(
    { length: Math.ceil(Math.log10(high)) - first + 1 },
    (_, at) => at + first,
  );
  const ticks = (factors: readonly number[]) =>
    powers
      // Not 10 ** power: that would be 0.0009999999999999998 and the like.
      .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
      .filter((tick) => tick >= low && tick <= high);
  const denser = [[1], [1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]].map(ticks);
  return denser.find(({ length }) => length > 2) ?? [low, high];
}

function panel(row: FigureRow, metric: Metric, options: FigureOptions, last: boolean): Part {
  const { axis } = options;
  const { title, unit, scale } = metrics[metric];
  const { color, strokeDash } = styleOf(row.series);
  const points = values(row, metric);
  const logarithmic = {
    scale: { type: 'log', nice: false },
    axis: { format: '.2~e', values: logTicks(points) },
  } as const;
  const linear = {
    scale: { zero: false, nice: false },
    // Without a format, an axis of one value gets six decimals; g would write 130 as 1.3e+2.
    axis: { format: '~r', tickCount: 6 },
  } as const;
  const shape = scale === 'log' ? logarithmic : linear;
  const y = (field: string) => ({ field, type: 'quantitative', title: null, ...shape }) as const;
  const x = {
    field: 'x',
    type: 'quantitative',
    title: last ? xAxes[axis].title : null,
    scale: { zero: false, nice: false },
    axis: { format: '~s', tickCount: 5 },
  } as const;
  return {
    title: {
      text: metric === options.metrics[0] ? `${row.title}: ${title}` : title,
      // Shorter than elsewhere: a title wider than its panel would push the next one away.
      subtitle: unit.replace(' per ', '/'),
    },
    ...panelSize,
    data: { values: points },
    layer: [
      {
        mark: { type: 'area', opacity: 0.18 },
        encoding: { x, y: y('low'), y2: { field: 'high' }, color },
      },
      {
        mark: { type: 'line', strokeWidth: 1.6 },
        encoding: { x, y: y('mean'), color, strokeDash },
      },
      {
        transform: [{ filter: 'datum.single' }],
        mark: { type: 'point', filled: true, size: 24 },
        encoding: { x, y: y('mean'), color },
      },
    ],
  };
}

function subtitle({ axis, smoothing }: FigureOptions, { notes }: FigureData): string[] {
  const more = notes.length - MAX_NOTES;
  return [
    `Mean over n seeds and one standard error, against ${xAxes[axis].title}; ` +
      'in parentheses: evaluations of f per datapoint.',
    ...(smoothing > 0 ? [`Smoothed along each seed: exponential average, ${smoothing}.`] : []),
    ...(notes.length > 0 ? ['Seeds that are not complete, or left out of the mean:'] : []),
    ...notes.slice(0, MAX_NOTES).map((note) => `${INDENT}${note}`),
    ...(more > 0 ? [`${INDENT}and ${more} more`] : []),
  ];
}

const heading = (text: string, options: FigureOptions, data: FigureData) =>
  ({
    text,
    subtitle: subtitle(options, data),
    anchor: 'start',
    offset: 14,
    fontSize: 15,
    subtitleFontSize: 12,
  }) as const;

const settingStyle = { fontSize: 12, fontWeight: 'normal', offset: 10 } as const;

/** Figure 1 of the paper: a row for each number of categories, a column for each metric. */
export function figureSpec(data: FigureData, options: FigureOptions): TopLevelSpec {
  const rows = data.rows.map((row, at): Part => ({
    // Above the whole row: as part of a panel's title it would push the others away.
    ...(row.setting !== '' && { title: { text: row.setting, ...settingStyle } }),
    hconcat: options.metrics.map((metric) =>
      panel(row, metric, options, at === data.rows.length - 1),
    ),
    spacing: 12,
    resolve: { scale: { color: 'shared', strokeDash: 'shared' } },
  }));
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: options.metrics.map((metric) => metrics[metric].title).join(', '),
    ...(options.title !== null && { title: heading(options.title, options, data) }),
    background: 'white',
    padding: 10,
    vconcat: rows,
    spacing: 18,
    resolve: { scale: { color: 'independent', strokeDash: 'independent' } },
    config: {
      font: 'DejaVu Sans, Verdana, sans-serif',
      title: {
        fontSize: 13,
        fontWeight: 'bold',
        anchor: 'start',
        frame: 'group',
        subtitleFontSize: 11,
        offset: 6,
      },
      axis: {
        labelFontSize: 13,
        titleFontSize: 13,
        titleFontWeight: 'normal',
        gridColor: '#e4e4e4',
      },
      legend: {
        labelFontSize: 13,
        symbolOpacity: 1,
        symbolType: 'stroke',
        symbolSize: 500,
        symbolStrokeWidth: 2,
        // Labels are whole, however long: their ends tell series apart.
        labelLimit: 0,
        rowPadding: 4,
      },
      view: { stroke: '#bbbbbb' },
    },
  };
}
