import { expect, test } from 'vitest';
import { estimators } from '../../src/estimators/built-in.ts';
import { enumeratedGradient, randomProblem } from '../../src/estimators/problem.ts';
import type { Problem } from '../../src/estimators/problem.ts';
import { backendFor } from '../support/backends.ts';
import { sampleMany } from '../support/estimators/sample-many.ts';

const backend = await backendFor('onnx');
const DRAWS = 120_000;

/** A random f between whose configurations the second derivative is `quadratic` times a random one, the third `cubic`. */
function smooth(quadratic: number, cubic: number): Problem {
  const problem = randomProblem(20, 3, 4);
  const { curvature } = problem;
  const times = (factor: number, values: readonly number[]) =>
    values.map((value) => factor * value);
  return {
    ...problem,
    curvature: {
      quadratic: times(quadratic, curvature!.quadratic),
      cubic: times(cubic, curvature!.cubic),
    },
  };
}

const contenders = [
  ['reinmax', {}],
  ['straight-through', {}],
  ['gumbel-softmax', { temperature: 0.5 }],
  ['st-gumbel-softmax', { temperature: 1 }],
  ['rao-gumbel-softmax', { temperature: 1 }],
  ['gumbel-softmax', { temperature: 1 }],
] as const;

interface RelativeBias {
  readonly label: string;
  readonly bias: number;
  readonly noise: number;
}
type Six = readonly [
  ...[RelativeBias, RelativeBias, RelativeBias],
  ...[RelativeBias, RelativeBias, RelativeBias],
];

/** ‖bias‖ / ‖∇‖ of each, the noise of the draws taken off, and twice the standard error of the mean, as shares of ‖∇‖. */
async function relativeBiases(problem: Problem): Promise<RelativeBias[]> {
  const gradient = enumeratedGradient(problem);
  const norm = Math.hypot(...gradient);
  const found: RelativeBias[] = [];
  for (const [name, settings] of contenders) {
    const [result] = await sampleMany(estimators[name], [problem], backend, {
      seed: 11,
      draws: DRAWS,
      atOnce: 20_000,
      settings,
    });
    const square = result!.mean.reduce((sum, value, at) => sum + (value - gradient[at]!) ** 2, 0);
    const noise = result!.variance.reduce((sum, value) => sum + value / DRAWS, 0);
    const label = [name, ...Object.values(settings)].join(' ');
    found.push({
      label,
      bias: Math.sqrt(Math.max(0, square - noise)) / norm,
      noise: (2 * Math.sqrt(noise)) / norm,
    });
  }
  return found;
}

// Straight-through and ReinMax know nothing of the multilinear part of f: on it both are unbiased, and ReinMax on the
// quadratic part, too. So its bias is small only where third derivatives are smaller than second ones. The others are
// biased even where f is multilinear.
test('biases of relaxations are in the order of their papers where f bends little', async () => {
  const found = await relativeBiases(smooth(0.1, 0.02));
  const [reinmax, through, half, hard, rao, whole] = found as unknown as Six;
  for (const [less, more] of [
    [reinmax, through],
    [through, half],
    [half, hard],
    [half, rao],
    [hard, whole],
    [rao, whole],
  ] as const) {
    expect([less.label, more.label, more.bias - less.bias > less.noise + more.noise]).toEqual([
      less.label,
      more.label,
      true,
    ]);
  }
  // The mean over Gumbel vectors given the sample leaves the expectation as it is.
  expect(Math.abs(hard.bias - rao.bias)).toBeLessThan(hard.noise + rao.noise);
});
