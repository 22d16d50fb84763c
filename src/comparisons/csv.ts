import { createObjectCsvStringifier } from 'csv-writer';
import type { Comparison } from '../run-files/comparison-file.ts';

/** The columns of compare.csv; `ends` gives an interval three columns. */
const ends = (name: string) => [name, `${name}_low`, `${name}_high`];
const columns = [
  ...['estimator', 'name', 'unbiased', 'samples', 'evaluations', 'derivatives', 'draws'],
  ...['part', 'components', ...ends('variance'), 'variance_per_component'],
  ...[...ends('batch_variance'), 'gradient_squared', ...ends('bias_squared')],
  ...[...ends('relative_bias'), ...ends('cosine'), 'bias_found'],
];

type Interval = Comparison['reference'][number]['batch_variance'];

const interval = (name: string, { value, low, high }: Interval) => ({
  [name]: value,
  [`${name}_low`]: low,
  [`${name}_high`]: high,
});

/** compare.csv: one row for each part of each estimator. */
export function comparisonCsv({ estimators, reference }: Comparison): string {
  const rows = estimators.flatMap((estimator) =>
    estimator.parts.map((part, at) => {
      const { batch_variance: between, gradient_squared } = reference[at] as (typeof reference)[0];
      const { label, name, unbiased, samples, evaluations, derivatives, draws } = estimator;
      return {
        ...{ estimator: label, name, unbiased, samples, evaluations, derivatives, draws },
        ...{ part: part.part, components: part.components, gradient_squared },
        ...interval('variance', part.variance),
        variance_per_component: part.variance.value / part.components,
        ...interval('batch_variance', between),
        ...interval('bias_squared', part.bias_squared),
        ...interval('relative_bias', part.relative_bias),
        cosine: part.cosine ?? '',
        cosine_low: part.cosine_low,
        cosine_high: part.cosine_high,
        bias_found: part.bias_found,
      };
    }),
  );
  const header = columns.map((id) => ({ id, title: id }));
  const stringifier = createObjectCsvStringifier({ header });
  return `${stringifier.getHeaderString() ?? ''}${stringifier.stringifyRecords(rows)}`;
}
