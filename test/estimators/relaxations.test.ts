import { expect, test } from 'vitest';
import { simultaneousThreshold } from '../../src/core/statistics.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import { digitsOf, enumeratedGradient, randomProblem } from '../../src/estimators/problem.ts';
import type { Problem } from '../../src/estimators/problem.ts';
import { relativeError, shaped } from '../support/arrays.ts';
import { backendFor } from '../support/backends.ts';
import { threshold } from '../support/estimators/bias-cases.ts';
import { dimensionsFor, estimate } from '../support/estimators/estimate.ts';
import { flattened } from '../support/estimators/problems.ts';
import { sampleMany } from '../support/estimators/sample-many.ts';

const backend = await backendFor('onnx');

function softmax(logits: readonly number[]): number[] {
  const exponentials = logits.map((logit) => Math.exp(logit));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

/** J_sᵀ g in float64. */
function pullBack(s: readonly number[], g: readonly number[]): number[] {
  const mean = s.reduce((sum, share, c) => sum + share * g[c]!, 0);
  return s.map((share, c) => share * (g[c]! - mean));
}

/** ∂f/∂z_v at a configuration, in float64: f with z_v replaced, and the slope of the curvature. */
function derivativeAt(problem: Problem, digits: readonly number[], v: number): number[] {
  const { categories, variables, table, curvature } = problem;
  return Array.from({ length: categories }, (_, c) => {
    const at = digits.with(v, c).reduce((sum, digit) => sum * categories + digit, 0);
    const own = v * categories + c;
    const z = digits[v] === c ? 1 : 0;
    const bend =
      curvature!.quadratic[own]! * (2 * z - 1) + curvature!.cubic[own]! * (3 * z * z - 1);
    expect(digits).toHaveLength(variables);
    return table[at]! + bend;
  });
}

/** E_q of an estimate that depends on z alone, given per variable from p, z's one-hot and f′(z). */
function expectation(
  problem: Problem,
  ofVariable: (p: number[], hot: number[], derivative: number[]) => number[],
): number[] {
  const { categories, variables, table, logits } = problem;
  const rows = Array.from({ length: variables }, (_, v) =>
    softmax(logits.slice(v * categories, (v + 1) * categories)),
  );
  const total = new Array<number>(variables * categories).fill(0);
  table.forEach((_, configuration) => {
    const digits = digitsOf(configuration, problem);
    const probability = digits.reduce((product, digit, v) => product * rows[v]![digit]!, 1);
    rows.forEach((p, v) => {
      const hot = p.map((__, c) => (digits[v] === c ? 1 : 0));
      ofVariable(p, hot, derivativeAt(problem, digits, v)).forEach((value, c) => {
        total[v * categories + c]! += probability * value;
      });
    });
  });
  return total;
}

/** The same of the estimator itself: one datapoint per configuration, whose uniforms choose it. */
async function estimatedExpectation(name: 'straight-through' | 'reinmax', problem: Problem) {
  const { categories, variables, table, logits } = problem;
  const rows = Array.from({ length: variables }, (_, v) =>
    softmax(logits.slice(v * categories, (v + 1) * categories)),
  );
  const all = table.map((_, configuration) => digitsOf(configuration, problem));
  const middle = (p: number[], digit: number) =>
    p.slice(0, digit).reduce((sum, share) => sum + share, 0) + p[digit]! / 2;
  const uniforms = all.flatMap((digits) => digits.map((digit, v) => middle(rows[v]!, digit)));
  const { gradient } = await estimate(
    backend,
    estimators[name],
    problem,
    dimensionsFor(problem, all.length),
    { sample: shaped([1, all.length, variables], uniforms) },
  );
  const size = variables * categories;
  return Array.from({ length: size }, (_, component) =>
    all.reduce((sum, digits, at) => {
      const probability = digits.reduce((product, digit, v) => product * rows[v]![digit]!, 1);
      return sum + probability * gradient![at * size + component]!;
    }, 0),
  );
}

const problem = randomProblem(3, 2, 4);

test('straight-through has the mean, and so the bias, that enumeration gives', async () => {
  const expected = expectation(problem, (p, _, derivative) => pullBack(p, derivative));
  const found = await estimatedExpectation('straight-through', problem);
  expect(relativeError(found, expected)).toBeLessThan(1e-5);
  expect(relativeError(found, enumeratedGradient(problem))).toBeGreaterThan(0.05);
});

test('reinmax has the mean, and so the bias, that enumeration gives', async () => {
  const expected = expectation(problem, (p, hot, derivative) => {
    const between = pullBack(
      p.map((share, c) => (share + hot[c]!) / 2),
      derivative,
    );
    return pullBack(p, derivative).map((euler, c) => 2 * between[c]! - euler / 2);
  });
  const found = await estimatedExpectation('reinmax', problem);
  expect(relativeError(found, expected)).toBeLessThan(1e-5);
  expect(relativeError(found, enumeratedGradient(problem))).toBeGreaterThan(0.01);
});

test('reinmax has no bias for f that is quadratic in every variable', async () => {
  const { quadratic } = problem.curvature!;
  const bent = { ...problem, curvature: { quadratic, cubic: quadratic.map(() => 0) } };
  const found = await estimatedExpectation('reinmax', bent);
  expect(relativeError(found, enumeratedGradient(bent))).toBeLessThan(1e-5);
  const euler = await estimatedExpectation('straight-through', bent);
  expect(relativeError(euler, enumeratedGradient(bent))).toBeGreaterThan(0.05);
});

test('straight-through has no bias for f that is linear in every variable', async () => {
  const flat = flattened(problem);
  const found = await estimatedExpectation('straight-through', flat);
  expect(relativeError(found, enumeratedGradient(flat))).toBeLessThan(1e-5);
});

const binary: Problem = {
  name: 'one binary variable',
  variables: 1,
  categories: 2,
  logits: [0.3, -0.4],
  table: [-1, 1.5],
  curvature: { quadratic: [0.8, -0.6], cubic: [-0.5, 0.9] },
};

/** ∂f/∂z_c at (1 − s, s), in float64. */
function slopes(s: number): [number, number] {
  const { quadratic, cubic } = binary.curvature!;
  const at = (z: number, c: number) =>
    binary.table[c]! + quadratic[c]! * (2 * z - 1) + cubic[c]! * (3 * z * z - 1);
  return [at(1 - s, 0), at(s, 1)];
}

/**
 * The mean of ∂/∂φ_1 by the midpoint rule over u, with L = log(u / (1 − u)) = G_1 − G_0: the estimate is
 * s (1 − s) / τ times the difference of the slopes at `point`.
 */
function quadrature(temperature: number, point: (soft: number, hard: number) => number): number {
  const POINTS = 200_000;
  const logit = binary.logits[1]! - binary.logits[0]!;
  let sum = 0;
  for (let at = 0; at < POINTS; at += 1) {
    const u = (at + 0.5) / POINTS;
    const y = logit + Math.log(u / (1 - u));
    const soft = 1 / (1 + Math.exp(-y / temperature));
    const [zero, one] = slopes(point(soft, y > 0 ? 1 : 0));
    sum += ((one - zero) * soft * (1 - soft)) / temperature;
  }
  return sum / POINTS;
}

// Four comparisons at a confidence of 99.9 % in all.
const limit = simultaneousThreshold(0.999, 4);

test.each([
  ['gumbel-softmax', 0.5, (soft: number) => soft],
  ['gumbel-softmax', 1, (soft: number) => soft],
  ['st-gumbel-softmax', 0.5, (_: number, hard: number) => hard],
  ['rao-gumbel-softmax', 0.5, (_: number, hard: number) => hard],
] as const)(
  '%s at temperature %d has the mean that quadrature gives',
  async (name, temperature, point) => {
    const draws = 200_000;
    const [result] = await sampleMany(estimators[name], [binary], backend, {
      seed: 2,
      draws,
      atOnce: 20_000,
      settings: { temperature },
    });
    const expected = quadrature(temperature, point);
    const error = Math.sqrt(result!.variance[1]! / draws);
    expect(Math.abs(result!.mean[1]! - expected) / error).toBeLessThan(limit);
    expect(result!.mean[0]).toBeCloseTo(-result!.mean[1]!, 5);
    // The bias is many times what the test above allows.
    expect(Math.abs(expected - enumeratedGradient(binary)[1]!) / error).toBeGreaterThan(3 * limit);
  },
);

test.each([
  'straight-through',
  'gumbel-softmax',
  'st-gumbel-softmax',
  'rao-gumbel-softmax',
  'reinmax',
] as const)('the comparison of unbiased.test.ts finds %s to be biased', async (name) => {
  const draws = 60_000;
  const bent = randomProblem(1, 2, 3);
  const [result] = await sampleMany(estimators[name], [bent], backend, {
    seed: 5,
    draws,
    atOnce: 20_000,
  });
  expect(result!.worst).toBeGreaterThan(threshold);
});

test('averaging over Gumbel vectors given the sample lowers the variance', async () => {
  const options = { seed: 6, draws: 40_000, atOnce: 20_000 };
  const total = async (name: 'st-gumbel-softmax' | 'rao-gumbel-softmax') => {
    const [result] = await sampleMany(estimators[name], [problem], backend, options);
    return result!.variance.reduce((sum, value) => sum + value, 0);
  };
  expect(await total('rao-gumbel-softmax')).toBeLessThan(0.9 * (await total('st-gumbel-softmax')));
});

test('annealing lowers the temperature from step to step, down to the least one', async () => {
  const cooling = { temperature: 1, annealing: Math.LN2, leastTemperature: 0.3 };
  const options = { seed: 9, draws: 4, atOnce: 1 };
  // Temperatures 1, ½, 0.3, 0.3 of four steps, against runs at each of them with the same noise.
  const annealed = await sampleMany(estimators['gumbel-softmax'], [binary], backend, {
    ...options,
    settings: cooling,
  });
  const at = async (temperature: number, draws: number) => {
    const settings = { temperature };
    const [result] = await sampleMany(estimators['gumbel-softmax'], [binary], backend, {
      ...options,
      draws,
      settings,
    });
    return result!.mean[1]! * draws;
  };
  const first = await at(1, 1);
  const second = (await at(0.5, 2)) - (await at(0.5, 1));
  const others = (await at(0.3, 4)) - (await at(0.3, 2));
  expect(annealed[0]!.mean[1]! * 4).toBeCloseTo(first + second + others, 4);
});
