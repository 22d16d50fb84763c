import { describe, expect, test } from 'vitest';

type Pair = readonly [number, number];

/** The logarithm of the authors' public code, which never exceeds 0. */
const safeLog = (value: number): number => Math.log(Math.min(1, Math.max(1e-6, value)));

/**
 * Component 0 of their ARS+ at C = 2, V = 1, where π_j = x and π_l = 1 − x: (f_0 − mean f) (1 − 2 π̄_j), with
 * the middle π̄_j of the bounds that the code computes.
 */
function estimate(x: number, reference: 0 | 1, phi: Pair, f: Pair, log: typeof safeLog): number {
  const partner = reference === 0 ? 1 : 0;
  const tie = -phi[0] - phi[1] - log(Math.exp(-phi[0]) + Math.exp(-phi[1]));
  const winners: [0 | 1, 0 | 1] = [0, 0];
  let [low, high] = [0, 1];
  for (const m of [0, 1] as const) {
    // Position m holds x, and the other the rest.
    const [own, other] = [Math.log(x) - phi[m], Math.log(1 - x) - phi[m === 0 ? 1 : 0]];
    const wins = own < other;
    winners[m] = wins ? m : m === reference ? partner : reference;
    // The tie stands in for the other's score; a race that is lost takes the smaller score of the two.
    if (wins) high = Math.min(high, Math.exp(tie + phi[m]));
    else low = Math.max(low, Math.exp(Math.min(tie, own) + phi[m]));
  }
  const [first, second] = [f[winners[0]], f[winners[1]]];
  return ((first - second) / 2) * (1 - (low + high));
}

/** The mean over x, uniform on (0, 1), and both references, by the midpoint rule. */
function mean(phi: Pair, f: Pair, log: typeof safeLog): number {
  const nodes = 100_000;
  let sum = 0;
  for (let node = 0; node < nodes; node += 1) {
    const x = (node + 0.5) / nodes;
    sum += (estimate(x, 0, phi, f, log) + estimate(x, 1, phi, f, log)) / 2;
  }
  return sum / nodes;
}

/** p_0 p_1 (f(0) − f(1)). */
function gradient(phi: Pair, f: Pair): number {
  const p = 1 / (1 + Math.exp(phi[1] - phi[0]));
  return p * (1 - p) * (f[0] - f[1]);
}

describe('the bounds of the authors’ code at two categories, f = (1, 0)', () => {
  test.each<[Pair]>([[[0, 0]], [[3, 3]], [[0.7, -0.4]]])(
    'give the gradient with a plain logarithm, φ = %s',
    (phi) => {
      expect(mean(phi, [1, 0], Math.log)).toBeCloseTo(gradient(phi, [1, 0]), 4);
    },
  );

  test('give 3/16 in place of 1/4 with the clipped one, φ = (0, 0)', () => {
    expect(gradient([0, 0], [1, 0])).toBe(0.25);
    expect(mean([0, 0], [1, 0], safeLog)).toBeCloseTo(3 / 16, 6);
  });

  test('give 1/4 where nothing is clipped, φ = (3, 3)', () => {
    expect(mean([3, 3], [1, 0], safeLog)).toBeCloseTo(0.25, 4);
  });
});
