import type { TopLevelSpec } from 'vega-lite';
import type { Comparison } from '../../run-files/comparison-file.ts';
import { comparedPoints } from '../compared.ts';
import type { ComparedPoint } from '../compared.ts';
import { comparisonFile, headingOf, numbered, percentOf } from './comparison-figure.ts';
import type { ComparisonFigure } from './comparison-figure.ts';
import { dotPanel, panelWidth } from './dot-panel.ts';
import type { DotRow } from './dot-panel.ts';
import { logAxis, pixelOf, valueAt } from './log-axis.ts';
import type { LogAxis } from './log-axis.ts';
import { themeConfig } from './theme.ts';

/** Pixels of the bar of an upper limit, and of what stays free at the ends of an axis. */
const [ARROW, MARGIN] = [22, 10];

function varianceRow(point: ComparedPoint, { low: end }: LogAxis): DotRow {
  const { value, low, high } = point.variance;
  return { ...point, value, from: Math.max(end, low), to: high, isLimit: false };
}

function biasRow(point: ComparedPoint, axis: LogAxis): DotRow {
  const { bias, found } = point;
  const to = percentOf(bias.high);
  if (found) {
    const from = Math.max(axis.low, percentOf(bias.low));
    return { ...point, value: percentOf(bias.value), from, to, isLimit: false };
  }
  const from = valueAt(axis, pixelOf(axis, to) - ARROW);
  return { ...point, value: to, from, to, isLimit: true };
}

const notes = (between: number | undefined): string[] => [
  'Bars are 95 % intervals; where none shows, it is shorter than its marker.',
  ...(between === undefined ? [] : ['Dashed: the variance of the exact gradient between batches.']),
  'Hollow, with an arrow: no bias was found; if there is any, it is below the marker.',
];

/**
 * Variance and bias of every estimator side by side, on logarithmic axes, with 95 % intervals.
 *
 * @param part - of the gradient: `encoder`, `logits`, …
 */
export function comparisonSpec(
  comparison: Comparison,
  part: string,
  figure: ComparisonFigure = comparisonFile,
): TopLevelSpec {
  const narrow = figure.layout === 'narrow';
  const points = comparedPoints(comparison, part).map((point, at) =>
    narrow ? { ...point, label: numbered(point, at) } : point,
  );
  const between = comparison.reference.find((one) => one.part === part)?.batch_variance.value;
  const mark = between !== undefined && between > 0 ? between : undefined;
  const width = panelWidth(figure);
  const variances = logAxis(
    [mark ?? 0, ...points.flatMap(({ variance: { low, value, high } }) => [low, value, high])],
    width,
    [MARGIN, MARGIN],
  );
  const biases = logAxis(
    points.flatMap(({ bias: { low, high }, found }) =>
      (found ? [low, high] : [high]).map(percentOf),
    ),
    width,
    [points.every(({ found }) => found) ? MARGIN : ARROW + MARGIN, MARGIN],
  );
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: 'Variance and bias of gradient estimators at one point of training',
    ...(figure.titled && {
      title: headingOf(comparison, part, 'Variance and bias', notes(mark)),
    }),
    ...{ background: figure.theme.background, padding: figure.titled ? 10 : 2, spacing: 12 },
    // Names that reach over the next panel do not push it away.
    ...(narrow && { bounds: 'flush' }),
    hconcat: [
      dotPanel(
        {
          rows: points.map((point) => varianceRow(point, variances)),
          ...{ axis: variances, title: 'variance', named: true, mark },
        },
        figure,
      ),
      dotPanel(
        {
          rows: points.map((point) => biasRow(point, biases)),
          ...{
            axis: biases,
            title: narrow ? 'bias, %' : 'bias, % of the gradient’s norm',
            named: false,
          },
        },
        figure,
      ),
    ],
    config: themeConfig(figure.theme),
  };
}
