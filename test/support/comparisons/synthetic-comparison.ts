import { estimatorRows } from '../../../src/estimators/table.ts';
import { comparisonSchema } from '../../../src/run-files/comparison-file.ts';
import type { Comparison, ComparisonTiming } from '../../../src/run-files/comparison-file.ts';

const around = (value: number, share = 0.1) => ({
  value,
  low: value * (1 - share),
  high: value * (1 + share),
});

const estimator = (
  name: string,
  title: string,
  numbers: {
    variance: number;
    bias: number;
    found: boolean;
    evaluations: number;
    derivatives?: number;
  },
) => ({
  ...{ label: name, title, name, unbiased: !numbers.found, samples: 1, settings: {}, draws: 200 },
  evaluations: numbers.evaluations,
  derivatives: numbers.derivatives ?? 0,
  parts: [
    {
      part: 'encoder',
      components: 100,
      variance: around(numbers.variance),
      bias_squared: around(numbers.bias ** 2),
      relative_bias: numbers.found
        ? around(numbers.bias)
        : { value: 0, low: 0, high: numbers.bias },
      ...(numbers.found
        ? { cosine: 0.91234, cosine_low: 0.90871, cosine_high: 0.91602 }
        : { cosine: null }),
      bias_found: numbers.found,
    },
  ],
});

/** A comparison of four estimators: one without variance, one with a bias, one of a plugin. */
export const syntheticComparison: Comparison = comparisonSchema.parse({
  version: '0.2.0',
  backend: 'synthetic',
  identity: '0'.repeat(64),
  point: {
    ...{ sha256: '0'.repeat(64), step: 500, estimator: 'ars+', seed: 0 },
    ...{ categories: 10, variables: 20, batch_size: 200 },
  },
  options: {
    ...{ seed: 0, batches: 1, draws: 200, precision: null, warm_up: 200 },
    ...{ reference_samples: 40, reference_draws: 200, between_batches: 20 },
  },
  reference: [{ part: 'encoder', gradient_squared: 4, batch_variance: around(0.5) }],
  estimators: [
    estimator('ars+', 'ARS+', { variance: 177, bias: 0.08, found: false, evaluations: 10 }),
    estimator('gumbel-softmax', 'Gumbel-softmax', {
      ...{ variance: 3.66, bias: 0.76, found: true, evaluations: 1, derivatives: 1 },
    }),
    estimator('mine', 'Mine & <others>', {
      variance: 2e-5,
      bias: 0.001,
      found: false,
      evaluations: 4,
    }),
    estimator('exact', 'Exact', { variance: 0, bias: 0, found: false, evaluations: 59_049 }),
  ],
});

/** The same at C = 2 with all estimators there are: crowded ones, and some with a bias. */
export const crowdedComparison: Comparison = comparisonSchema.parse({
  ...syntheticComparison,
  point: { ...syntheticComparison.point, categories: 2 },
  estimators: Object.entries(estimatorRows).map(([name, { title }], at) => {
    // Multiples of the golden ratio spread evenly: most of them over one decade, as unbiased estimators do.
    const share = (at * 0.618034) % 1;
    const found = title.startsWith('Straight') || title.includes('umbel');
    const variance = found ? 0.3 + share : 10 ** (1 + (at % 5 === 0 ? 3 * share : share));
    const bias = found ? 0.1 + share / 4 : 0.02 * Math.sqrt(variance) * (1 + share);
    return estimator(name, title, { variance, bias, found, evaluations: 1 + (at % 7) });
  }),
});

/** Times of all of them but one. */
export const syntheticTiming: ComparisonTiming = {
  evaluation: 2,
  derivative_cost: 1.5,
  draws: { 'ars+': 20, 'gumbel-softmax': 6, exact: 90_000 },
};
