import type uPlot from 'uplot';
import { metrics } from '../../metrics/table.ts';
import { digitsOf, logTicks } from '../ticks.ts';
import { xAxes } from '../x-axes.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { XAxis } from '../x-axes.ts';
import type { Look } from '../looks.ts';
import { COLUMNS } from './chart-data.ts';

const DASH = [6, 4];

// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- uPlot declares its enumeration for the compiler alone.
const LOGARITHMIC = 3 as uPlot.Scale.Distr.Logarithmic;

/** Opacity of a band, as two digits of a colour. */
const BAND = '33';

/** A colour of the page's theme. */
export const colour = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(name);

/** A place on an axis: `1.5M`. */
export const compact = new Intl.NumberFormat('en', {
  notation: 'compact',
  maximumSignificantDigits: 4,
});

/** Labels of a logarithmic axis: `2e-3`. */
function powers(ticks: readonly number[]): string[] {
  const digits = digitsOf(ticks);
  return ticks.map((tick) => tick.toExponential(digits).replace(/\.?0+e/, 'e'));
}

/** The range of a logarithmic axis: what is there, and no whole decades. */
const closely = (_: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax => [
  low === null ? 0.1 : low / 1.15,
  high === null ? 1 : high * 1.15,
];

/** The number of uPlot's series that has the line of the series `at`; the ends of its band come next. */
export const numberOf = (at: number) => COLUMNS * at + 1;

/** What was measured, behind a smoothed line. */
const BEHIND = 0.35;

/**
 * The series of uPlot for these lines.
 *
 * @param isSmoothed - whether what was measured shows behind them.
 */
export function linesOf(series: readonly Look[], isSmoothed: boolean): uPlot.Series[] {
  return series.flatMap((one) => {
    const edge: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false } };
    const dash = one.merged && { dash: DASH };
    const line: uPlot.Series = {
      ...{ stroke: one.colour, width: 2, points: { show: false } },
      ...dash,
    };
    const measured: uPlot.Series = { ...line, width: 1, alpha: BEHIND, show: isSmoothed };
    return [line, edge, { ...edge }, measured];
  });
}

/** The bands of these lines, as wide as they were measured. */
export function bandsOf(series: readonly Look[]): uPlot.Band[] {
  return series.map((one, at) => {
    const line = numberOf(at);
    return { series: [line + 2, line + 1], fill: `${one.colour}${BAND}` };
  });
}

/** The scale of a metric. */
export const scaleOf = (metric: ShownMetric): uPlot.Scale =>
  metrics[metric].scale === 'log' ? { distr: LOGARITHMIC, range: closely } : {};

/** Ratios lie around 1, which the chart always shows. */
export const ratioScale: uPlot.Scale = {
  distr: LOGARITHMIC,
  range: (plot, low: number | null, high: number | null) =>
    closely(plot, Math.min(low ?? 1, 1), Math.max(high ?? 1, 1)),
};

const logarithmic: uPlot.Axis = {
  splits: (_, __, low, high) => logTicks(low, high),
  // uPlot would leave out those that are no powers of ten.
  filter: (_, ticks) => ticks,
};

/** What is special about the y axis of a metric. */
export const metricAxis = (metric: ShownMetric): uPlot.Axis =>
  metrics[metric].scale === 'log' ? { ...logarithmic, values: (_, ticks) => powers(ticks) } : {};

/** The same of ratios. */
export const ratioAxis: uPlot.Axis = {
  ...logarithmic,
  values: (_, ticks) => ticks.map((tick) => `× ${tick}`),
};

/** Both axes of a chart. */
export function axesOf(axis: XAxis, y: uPlot.Axis): uPlot.Axis[] {
  const style = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--grid'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 },
    font: '12px system-ui, sans-serif',
  };
  return [
    {
      ...style,
      values: (_, ticks) => ticks.map((tick) => compact.format(tick)),
      space: 60,
      size: 32,
      label: xAxes[axis].title,
      labelSize: 18,
      labelFont: style.font,
    },
    { ...style, size: 56, ...y },
  ];
}
