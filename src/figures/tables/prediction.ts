import { metrics } from '../../metrics/table.ts';
import { NOTHING } from '../format.ts';
import { predictors } from '../prediction.ts';
import type { Prediction } from '../prediction.ts';
import type { Table } from './table.ts';

/** `0.93 (p = 0.003)`; a p-value below what random orders can tell is a bound. */
function shown(value: number | undefined, p: number | undefined): string {
  if (value === undefined || p === undefined) return NOTHING;
  return `${value.toFixed(2)} (p = ${p.toPrecision(2)})`;
}

const range = ([least, most]: Prediction['seeds']): string =>
  least === most ? String(least) : `${least}–${most}`;

const columns = [
  ...['point', 'point_step', 'part', 'categories', 'variables', 'setting', 'predictor', 'metric'],
  ...['runs_step', 'seeds_least', 'seeds_most', 'estimators', 'spearman', 'spearman_p'],
  ...['kendall', 'kendall_p', 'exact', 'labels'],
];

/** Whether the order of estimators at points predicts that of their runs. */
export function predictionTable(predictions: readonly Prediction[]): Table {
  const random = predictions.some(({ correlation }) => correlation?.exact === false);
  const labels = [...new Set(predictions.flatMap(({ estimators }) => estimators))];
  const hasSettings = predictions.some(({ setting }) => setting !== '');
  return {
    title: 'Does the order of estimators at a point predict that of their runs?',
    heading: [
      ...[
        'Point',
        'Step',
        'C',
        'V',
        ...(hasSettings ? ['Runs'] : []),
        'At the point',
        'Of the runs',
      ],
      ...['Estimators', 'Seeds', 'Spearman’s ρ', 'Kendall’s τ'],
    ],
    rows: predictions.map(({ point, setting, predictor, metric, seeds, ...rest }) => {
      const { correlation, estimators } = rest;
      const { step, categories, variables } = point.comparison.point;
      return [
        ...[point.name, String(step), String(categories), String(variables)],
        ...(hasSettings ? [setting] : []),
        ...[predictor, metrics[metric].title, String(estimators.length)],
        estimators.length === 0 ? NOTHING : range(seeds),
        shown(correlation?.spearman, correlation?.spearmanP),
        shown(correlation?.kendall, correlation?.kendallP),
      ];
    }),
    columns,
    cells: predictions.map(({ point, part, setting, predictor, metric, ...rest }) => {
      const { step, seeds, estimators, correlation } = rest;
      const { categories, variables, step: pointStep } = point.comparison.point;
      const [least, most] = estimators.length === 0 ? [null, null] : seeds;
      return [
        ...[point.name, pointStep, part, categories, variables, setting],
        ...[predictors[predictor], metric, step, least, most, estimators.length],
        ...[correlation?.spearman ?? null, correlation?.spearmanP ?? null],
        ...[correlation?.kendall ?? null, correlation?.kendallP ?? null],
        ...[correlation === undefined ? null : String(correlation.exact), estimators.join(' ')],
      ];
    }),
    notes: [
      '1: the smaller at the point, the higher is the mean over seeds of the last bound; −1: the other way round.',
      `p: two-sided permutation test, ${random ? 'of all orders up to nine estimators, and of 20,000 random ones beyond' : 'of all orders'}.`,
      ...(labels.length === 0
        ? []
        : [`Estimators that points and runs have: ${labels.join(', ')}.`]),
    ],
  };
}
