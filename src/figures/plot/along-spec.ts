import type { TopLevelSpec } from 'vega-lite';
import type { AlongPoint } from '../../run-files/along-directory.ts';
import { alongRuns, biasedLines } from '../along.ts';
import type { AlongLine, AlongRun, AlongValue } from '../along.ts';
import { markerPath } from '../markers.ts';
import { linearTicks } from '../ticks.ts';
import { comparisonFile } from './comparison-figure.ts';
import type { ComparisonFigure } from './comparison-figure.ts';
import { logChannel } from './log-axis.ts';
import type { LogAxis } from './log-axis.ts';
import type { Part } from './panel.ts';
import { themeConfig } from './theme.ts';

/** The smallest share of the gradient that the axis of the bias shows: below it is rounding. */
const LEAST_BIAS = 1e-5;

/** Pixels of a panel. */
const sizes = {
  wide: { width: 380, height: 300 },
  narrow: { width: 270, height: 240 },
} as const;

/** Panels beside one another with a legend at their side, or all below one another. */
const arrangements = {
  wide: { columns: 2, legend: {} },
  narrow: { columns: 1, legend: { orient: 'bottom', columns: 1 } },
} as const;

/** Area of a marker's box in square pixels. */
const MARKER = 36;
const DASH = [5, 3];

/** A point of a line as Vega-Lite takes it. */
interface Dot extends AlongValue {
  readonly label: string;
  readonly merged: boolean;
  /** Whether it is a bound rather than a value. */
  readonly hollow: boolean;
}

const varianceDots = ({ label, merged, variance }: AlongLine): Dot[] =>
  variance
    // A logarithmic axis cannot show the others.
    .filter(({ value }) => value > 0)
    .map((value) => ({ ...value, label, merged, hollow: false }));

const percent = (share: number): number => 100 * Math.max(LEAST_BIAS, share);

/** Where no bias was found, what it is below. */
const biasDots = ({ label, merged, bias }: AlongLine): Dot[] =>
  bias.map(({ step, value, low, high, found }) => ({
    ...{ step, label, merged, hollow: !found },
    value: percent(found ? value : high),
    low: percent(found ? low : high),
    high: percent(high),
  }));

/** The scales that lines share in a row: colours, and shapes for the legend. */
function looksOf(lines: readonly AlongLine[]) {
  const domain = lines.map(({ label }) => label);
  const field = { field: 'label', type: 'nominal', title: null } as const;
  const shapes = lines.map(({ marker }) => markerPath(marker, 1));
  return {
    color: { ...field, scale: { domain, range: lines.map(({ colour }) => colour) } },
    fill: { ...field, scale: { domain, range: lines.map(({ colour }) => colour) } },
    shape: { ...field, scale: { domain, range: shapes } },
  };
}

/** Intervals are cut off that reach further than by this factor beyond all values: lines would be flat. */
const REACH = 5;

/** The ends of a logarithmic axis that shows these dots. */
function axisOf(dots: readonly Dot[], pixels: number): LogAxis {
  const values = dots.map(({ value }) => value);
  if (values.length === 0) return { low: 1, high: 10, pixels };
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const low = Math.min(...dots.map((dot) => Math.max(dot.low, least / REACH)));
  const high = Math.max(...dots.map((dot) => Math.min(dot.high, most * REACH)));
  return { low: low / 1.1, high: high * 1.1, pixels };
}

/** Bars that reach further than the axis end where it does. */
const within = ({ low, high }: LogAxis, dots: readonly Dot[]): Dot[] =>
  dots.map((dot) => ({ ...dot, low: Math.max(low, dot.low), high: Math.min(high, dot.high) }));

function axes(
  axis: LogAxis,
  steps: readonly number[],
  title: string,
  { layout }: ComparisonFigure,
) {
  const { width } = sizes[layout];
  const channel = logChannel(axis, title);
  const y = (field: string) =>
    ({
      field,
      type: 'quantitative',
      ...channel,
    }) as const;
  const x = {
    field: 'step',
    type: 'quantitative',
    title: 'steps',
    scale: { zero: false, nice: false, padding: 8 },
    axis: {
      format: '~s',
      values: linearTicks(steps[0] ?? 0, steps.at(-1) ?? 1, Math.floor(width / 45), true),
    },
  } as const;
  return { x, y };
}

/** One quantity of a run against the step, on a logarithmic scale. */
function panel(
  { lines, steps }: AlongRun,
  dots: readonly Dot[],
  { title, unit }: { readonly title: string; readonly unit: string },
  figure: ComparisonFigure,
): Part {
  const axis = axisOf(dots, sizes[figure.layout].height);
  const { x, y } = axes(axis, steps, unit, figure);
  const { color, fill, shape } = looksOf(lines);
  const dashes = { condition: { test: 'datum.merged', value: DASH }, value: [1, 0] };
  return {
    title: { text: title },
    ...sizes[figure.layout],
    data: { values: within(axis, dots) },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 1.6 },
        encoding: { x, y: y('value'), color, strokeDash: dashes },
      },
      {
        mark: { type: 'rule', strokeWidth: 1.6 },
        encoding: { x, y: y('low'), y2: { field: 'high' }, color },
      },
      {
        mark: { type: 'point', size: MARKER, strokeWidth: 1.4, opacity: 1 },
        encoding: {
          ...{ x, y: y('value'), color, shape },
          fill: { condition: { test: 'datum.hollow', value: figure.theme.hollow }, ...fill },
        },
      },
    ],
  };
}

function heading({ name, categories, variables, seeds, leftOut }: AlongRun): string[] {
  const whose = seeds.length === 1 ? seeds[0] : `${seeds.length} seeds`;
  const missing = leftOut.length === 0 ? '' : `; not at all seeds, left out: ${leftOut.join(', ')}`;
  return [`${name}: C = ${categories}, V = ${variables}, ${whose}${missing}`];
}

function rowOf(whole: AlongRun, part: string, figure: ComparisonFigure): Part {
  const shown = whole.lines.filter((line) => varianceDots(line).length > 0);
  const run = { ...whole, lines: shown };
  const biased = biasedLines(run);
  const variance = { title: `Variance, ${part}`, unit: 'variance' };
  const bias = { title: `Bias, ${part}`, unit: 'bias, % of the gradient' };
  return {
    title: { text: heading(run), fontSize: 12, fontWeight: 'normal', offset: 10 },
    spacing: 16,
    columns: arrangements[figure.layout].columns,
    concat: [
      panel(run, run.lines.flatMap(varianceDots), variance, figure),
      ...(biased.length === 0 ? [] : [panel(run, biased.flatMap(biasDots), bias, figure)]),
    ],
  };
}

const resolved = (how: 'shared' | 'independent') =>
  ({ color: how, shape: how, fill: how }) as const;

/** Variance and bias of every estimator against the step: a row for each run. */
export function alongSpec(
  points: readonly AlongPoint[],
  part: string,
  figure: ComparisonFigure = comparisonFile,
): TopLevelSpec {
  const { theme, titled, layout } = figure;
  const runs = alongRuns(points, part);
  const averaged = runs.some(({ seeds }) => seeds.length > 1);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: 'Variance and bias of gradient estimators along training',
    ...(titled && {
      title: {
        text: 'Gradient estimators along training',
        subtitle: [
          'Bars are 95 % intervals: of one seed those of the draws' +
            (averaged ? ', of several seeds Student’s of their mean.' : '.'),
          'Bias is that of estimators that have one; hollow: none was found, it is below this.',
        ],
        ...{ anchor: 'start', offset: 14, fontSize: 15, subtitleFontSize: 12 },
      },
    }),
    ...{ background: theme.background, padding: titled ? 10 : 2, spacing: 18 },
    vconcat: runs.map((run) => ({
      ...rowOf(run, part, figure),
      resolve: { scale: resolved('shared') },
    })),
    resolve: { scale: resolved('independent') },
    config: {
      ...themeConfig(theme),
      title: {
        ...themeConfig(theme).title,
        fontSize: 13,
        fontWeight: 'bold',
        anchor: 'start',
        frame: 'group',
        offset: 6,
      },
      legend: {
        ...{ labelFontSize: 12, labelLimit: 0, symbolLimit: 0, symbolOpacity: 1 },
        ...{ labelColor: theme.text, ...arrangements[layout].legend },
      },
    },
  };
}
