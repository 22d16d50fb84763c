import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/core/random.ts';
import { adam } from '../../src/optimisers/adam.ts';
import { adamw } from '../../src/optimisers/adamw.ts';
import type { Optimiser } from '../../src/optimisers/contract.ts';
import { momentum } from '../../src/optimisers/momentum.ts';
import { sgd } from '../../src/optimisers/sgd.ts';
import { relativeError, shaped } from '../support/arrays.ts';
import { ascend } from '../support/training/ascend.ts';
import type { Climb } from '../support/training/ascend.ts';
import { backendFor, testedBackends } from '../support/backends.ts';

const STEPS = 50;
const stream = new RandomStream(8, 'latent');
/** Gradients of three sizes, each with a mean that is not zero. */
const gradients = Array.from({ length: STEPS }, () =>
  [0, 1, 2].map((at) => (stream.uniform() - 0.4) * 10 ** -at),
);
const start = [0.5, -2, 0];
/** A rate that falls, as a schedule would have it. */
const falling = (step: number) => 0.01 / step ** 0.25;
const constant = () => 0.01;

/** θ of one component after all its gradients in float64, as the literature writes the update. */
type Recursion = (theta: number, gradients: readonly number[]) => number;

const adamSettings = { beta1: 0.9, beta2: 0.99, epsilon: 1e-5 };

/**
 * Kingma and Ba 2015, algorithm 1 with the order of computation at the end of section 2; and Loshchilov
 * and Hutter 2019, algorithm 2, line 12, whose λ is the first rate times `weightDecay`.
 */
function adamRecursion(weightDecay: number): Recursion {
  const { beta1, beta2, epsilon } = adamSettings;
  return (theta, series) => {
    let [m, v] = [0, 0];
    return series.reduce((value, g, at) => {
      const t = at + 1;
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      const corrected = (falling(t) * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
      return value + (corrected * m) / (Math.sqrt(v) + epsilon) - falling(t) * weightDecay * value;
    }, theta);
  };
}

/** Sutskever et al. 2013, equations 1 and 2, with the velocity in units of the gradient. */
const momentumRecursion: Recursion = (theta, series) => {
  let velocity = 0;
  return series.reduce((value, g, at) => {
    velocity = 0.8 * velocity + g;
    return value + falling(at + 1) * velocity;
  }, theta);
};

/**
 * Sutskever et al. 2013, equations 3 and 4: v ← μ v + rate ∇f(θ + μ v), θ ← θ + v, with a constant rate.
 * What training holds is where the gradient is taken, θ + μ v.
 */
const nesterovRecursion: Recursion = (theta, series) => {
  let [value, velocity] = [theta, 0];
  for (const g of series) {
    velocity = 0.8 * velocity + constant() * g;
    value += velocity;
  }
  return value + 0.8 * velocity;
};

const sgdRecursion: Recursion = (theta, series) =>
  series.reduce((value, g, at) => value + falling(at + 1) * g, theta);

const cases: [string, Optimiser, Recursion, (step: number) => number][] = [
  ['sgd', sgd(), sgdRecursion, falling],
  ['momentum', momentum({ momentum: 0.8, nesterov: false }), momentumRecursion, falling],
  ['nesterov', momentum({ momentum: 0.8, nesterov: true }), nesterovRecursion, constant],
  ['adam', adam(adamSettings), adamRecursion(0), falling],
  ['adamw', adamw({ ...adamSettings, weightDecay: 0.3 }), adamRecursion(0.3), falling],
];

/** A climb along the gradients above, of a vector and of a scalar with the vector's second component. */
const climb = (rate: (step: number) => number): Climb => ({
  start: { w: shaped([3], start), scalar: shaped([], [start[1]!]) },
  ...{ steps: STEPS, rate },
  given: {
    w: { shape: [3], values: Float32Array.from(gradients.flat()) },
    scalar: { shape: [], values: Float32Array.from(gradients, (g) => g[1]!) },
  },
  gradients: (_, given) => ({ ...given }),
});

describe.each(testedBackends)('on %s', (backend) => {
  test.each(cases)(
    '%s follows its definition in float64 for many steps',
    async (_, optimiser, recursion, rate) => {
      const { parameters } = await ascend(await backendFor(backend), optimiser, climb(rate));
      const expected = start.map((theta, component) =>
        recursion(
          theta,
          gradients.map((g) => g[component]!),
        ),
      );
      const moved = (values: ArrayLike<number>) => Array.from(values, (v, at) => v - start[at]!);
      expect(relativeError(moved(parameters.w!), moved(expected))).toBeLessThan(2e-5);
      expect(parameters.scalar![0]! / expected[1]!).toBeCloseTo(1, 5);
    },
  );

  test('adamw without decay is adam to the bit', async () => {
    const on = await backendFor(backend);
    const undecayed = adamw({ ...adamSettings, weightDecay: 0 });
    expect(await ascend(on, undecayed, climb(falling))).toEqual(
      await ascend(on, adam(adamSettings), climb(falling)),
    );
  });
});
