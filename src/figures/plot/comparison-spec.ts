import type { TopLevelSpec } from 'vega-lite';
import type { ComparedPart, Comparison } from '../../run-files/comparison-file.ts';
import { appearanceOf } from '../appearance.ts';

/** The smallest share of the gradient that the axis of the bias shows: below it is rounding. */
const LEAST_BIAS = 1e-5;

interface Dot {
  readonly label: string;
  readonly colour: string;
  readonly variance: number;
  readonly low: number;
  readonly high: number;
  /** In percent of the gradient's norm: the bias, or where none was found what it is below. */
  readonly bias: number;
  readonly biasLow: number;
  readonly biasHigh: number;
  readonly found: boolean;
}

const percent = (share: number): number => 100 * Math.max(LEAST_BIAS, share);

function dotOf(title: string, colour: string, { variance, ...part }: ComparedPart): Dot {
  const { relative_bias: bias, bias_found: found } = part;
  return {
    ...{ label: title, colour, found, variance: variance.value },
    ...{ low: variance.low, high: variance.high },
    bias: percent(found ? bias.value : bias.high),
    biasLow: percent(found ? bias.low : bias.high),
    biasHigh: percent(bias.high),
  };
}

/** The dots of a part, the smallest variance first; without those that a logarithmic axis cannot show. */
function dotsOf({ estimators }: Comparison, name: string): Dot[] {
  const all = estimators.map((one) => one.name);
  return estimators
    .flatMap((estimator) => {
      const part = estimator.parts.find((one) => one.part === name);
      const { colour } = appearanceOf(estimator.name, all);
      return part === undefined ? [] : [dotOf(estimator.title, colour, part)];
    })
    .filter(({ variance }) => variance > 0)
    .sort((one, other) => one.variance - other.variance);
}

/** Variance and bias of every estimator side by side, on logarithmic axes, with 95 % intervals. */
export function comparisonSpec(comparison: Comparison, name: string): TopLevelSpec {
  const dots = dotsOf(comparison, name);
  const { point, reference } = comparison;
  const between = reference.find(({ part }) => part === name)?.batch_variance.value ?? 0;
  const y = { field: 'label', type: 'nominal', sort: dots.map(({ label }) => label) } as const;
  const shownY = { ...y, axis: { title: null, labelLimit: 0, grid: true } } as const;
  const bareY = { ...y, axis: { title: null, labels: false, ticks: false, grid: true } } as const;
  const x = (field: string, title: string) =>
    ({
      field,
      type: 'quantitative',
      title,
      scale: { type: 'log', nice: true },
      axis: { format: '~g', labelOverlap: 'greedy' },
    }) as const;
  const colour = { field: 'colour', type: 'nominal', scale: null, legend: null } as const;
  const size = { width: 320, height: { step: 20 } } as const;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: 'Variance and bias of gradient estimators at one point of training',
    title: {
      text: `Gradient estimators after ${point.step} steps: C = ${point.categories}, V = ${point.variables}`,
      subtitle: [
        `${name}, ${point.batch_size} images per batch; bars are 95 % intervals.`,
        ...(between > 0 ? ['Dashed: the variance of the exact gradient between batches.'] : []),
        'Hollow: no bias was found; it is below this share of the gradient’s norm.',
      ],
      ...{ anchor: 'start', offset: 14, fontSize: 15, subtitleFontSize: 12 },
    },
    ...{ background: 'white', padding: 10, spacing: 16 },
    data: { values: dots },
    hconcat: [
      {
        ...size,
        layer: [
          {
            mark: { type: 'rule', strokeWidth: 2 },
            encoding: { y: shownY, x: x('low', 'variance'), x2: { field: 'high' }, color: colour },
          },
          {
            mark: { type: 'point', filled: true, size: 60, opacity: 1 },
            encoding: { y: shownY, x: x('variance', 'variance'), color: colour },
          },
          ...(between > 0
            ? [
                {
                  data: { values: [{ between }] },
                  mark: { type: 'rule' as const, strokeDash: [4, 4], color: '#555555' },
                  encoding: { x: x('between', 'variance') },
                },
              ]
            : []),
        ],
      },
      {
        ...size,
        layer: [
          {
            mark: { type: 'rule', strokeWidth: 2 },
            encoding: {
              ...{ y: bareY, x: x('biasLow', 'bias, % of the gradient'), color: colour },
              x2: { field: 'biasHigh' },
            },
          },
          {
            mark: { type: 'point', size: 60, opacity: 1, strokeWidth: 1.6 },
            encoding: {
              ...{ y: bareY, x: x('bias', 'bias, % of the gradient'), color: colour },
              fill: {
                condition: { test: 'datum.found', field: 'colour', type: 'nominal', scale: null },
                value: 'white',
              },
            },
          },
        ],
      },
    ],
    config: {
      font: 'DejaVu Sans, Verdana, sans-serif',
      axis: {
        labelFontSize: 12,
        titleFontSize: 13,
        titleFontWeight: 'normal',
        gridColor: '#e4e4e4',
      },
      view: { stroke: '#bbbbbb' },
    },
  };
}
