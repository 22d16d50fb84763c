import type { TopLevelSpec } from 'vega-lite';
import type { Comparison } from '../../run-files/comparison-file.ts';
import { comparedPoints } from '../compared.ts';
import { arrowHead, colour, dashes, markerLayers } from './compared-marks.ts';
import { comparisonFile, headingOf } from './comparison-figure.ts';
import type { ComparisonFigure } from './comparison-figure.ts';
import { logChannel } from './log-axis.ts';
import type { Layer } from './panel.ts';
import { errorLines, placed, planeOf } from './plane.ts';
import type { ErrorLine, Plane, PlanePoint } from './plane.ts';
import { labelSize, lineNames, planeLabels } from './plane-labels.ts';
import type { PlaneLabel } from './plane-labels.ts';
import { themeConfig } from './theme.ts';
import type { Theme } from './theme.ts';

/** Pixels of the plane: labels of many estimators need room. */
const sizeOf = ({ layout }: ComparisonFigure, points: number) => {
  if (layout === 'narrow') return { width: 296, height: 320 };
  return { width: 640, height: Math.min(640, 300 + 12 * points) };
};

type Channels = Readonly<Record<'x' | 'y', (field: string) => object>>;

const textOf = (color: string) =>
  ({ type: 'text', align: 'left', fontSize: labelSize, color }) as const;

/** Lines of equal error and their names, below all else. */
function lineLayers(
  plane: Plane,
  lines: readonly ErrorLine[],
  { x, y }: Channels,
  theme: Theme,
): Layer[] {
  const values = lines.map(({ ends: [from, to] }) => ({ ...from, x2: to.x, y2: to.y }));
  return [
    {
      data: { values },
      mark: { type: 'rule', strokeDash: [2, 3], color: theme.muted, opacity: 0.8 },
      encoding: { x: x('x'), y: y('y'), x2: { field: 'x2' }, y2: { field: 'y2' } },
    },
    {
      data: { values: lineNames(plane, lines) },
      mark: textOf(theme.muted),
      encoding: { x: x('x'), y: y('y'), text: { field: 'text' } },
    },
  ];
}

/** Intervals, arrows where there is no lower end, and markers. */
function pointLayers(points: readonly PlanePoint[], { x, y }: Channels, theme: Theme): Layer[] {
  const bar = { type: 'rule', strokeWidth: 1.8 } as const;
  const look = { color: colour, strokeDash: dashes };
  return [
    { mark: bar, encoding: { y: y('y'), x: x('xLow'), x2: { field: 'xHigh' }, ...look } },
    { mark: bar, encoding: { x: x('x'), y: y('yLow'), y2: { field: 'yHigh' }, ...look } },
    {
      transform: [{ filter: '!datum.found' }],
      mark: arrowHead('down'),
      encoding: { x: x('x'), y: y('yLow'), color: colour },
    },
    ...markerLayers(points, { x: x('x'), y: y('y') }, ({ found }) => !found, theme),
  ];
}

function labelLayers(labels: readonly PlaneLabel[], { x, y }: Channels, theme: Theme): Layer[] {
  const leaders = labels.flatMap(({ line, colour }) => (line ? { ...line, colour } : []));
  return [
    {
      data: { values: leaders },
      mark: { type: 'rule', strokeWidth: 0.8 },
      encoding: {
        ...{ x: x('x'), y: y('y'), x2: { field: 'x2' }, y2: { field: 'y2' } },
        color: colour,
      },
    },
    {
      data: { values: labels.map(({ text, x, y }) => ({ text, x, y })) },
      mark: textOf(theme.text),
      encoding: { x: x('x'), y: y('y'), text: { field: 'text' } },
    },
  ];
}

const notes = (lines: readonly ErrorLine[]): string[] => [
  'Bars are 95 % intervals, unless they are shorter than the marker.',
  'Hollow, with an arrow: no bias was found; any is below the marker.',
  ...(lines.length === 0
    ? []
    : [
        'Dotted: the squared bias is the variance of a mean of k gradients.',
        'Above, more of them hardly lower the error, bias² + variance / k.',
      ]),
];

/**
 * The plane of bias and variance, on logarithmic axes: a point for each estimator, with both 95 % intervals.
 * On a narrow screen points have the numbers of the rows of `comparisonSpec`.
 *
 * @param part - of the gradient: `encoder`, `logits`, …
 */
export function planeSpec(
  comparison: Comparison,
  part: string,
  figure: ComparisonFigure = comparisonFile,
): TopLevelSpec {
  const compared = comparedPoints(comparison, part);
  const { width, height } = sizeOf(figure, compared.length);
  const plane = planeOf(compared, width, height);
  const points = compared.map((point) => placed(point, plane));
  const squared = comparison.reference.find((one) => one.part === part)?.gradient_squared ?? 0;
  const lines = errorLines(plane, Math.sqrt(Math.max(0, squared)));
  const narrow = figure.layout === 'narrow';
  const texts = points.map(({ label }, at) => (narrow ? String(at + 1) : label));
  const labels = planeLabels(plane, points, texts, lines);
  const channel = (axis: 'x' | 'y', title: string) => (field: string) =>
    ({ field, type: 'quantitative', ...logChannel(plane[axis], title) }) as const;
  const channels: Channels = {
    x: channel('x', 'variance'),
    y: channel('y', narrow ? 'bias, %' : 'bias, % of the gradient’s norm'),
  };
  const { theme } = figure;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: 'Bias against variance of gradient estimators at one point of training',
    ...(figure.titled && {
      title: headingOf(comparison, part, 'Bias against variance', notes(lines)),
    }),
    ...{ background: theme.background, padding: figure.titled ? 10 : 2, width, height },
    data: { values: points },
    layer: [
      ...lineLayers(plane, lines, channels, theme),
      ...labelLayers(labels, channels, theme),
      ...pointLayers(points, channels, theme),
    ],
    config: themeConfig(theme),
  };
}
