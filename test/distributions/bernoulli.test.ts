import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/backends/backend.ts';
import { RandomStream } from '../../src/core/random.ts';
import { bernoulliLogProb } from '../../src/distributions/bernoulli.ts';
import { relativeError, runOnce, shaped } from '../support/arrays.ts';
import { backendFor, testedBackends } from '../support/backends.ts';

const ROWS = 8;

const program: Program = ({ logits, values }) => {
  const logProb = (l: tf.Tensor) => bernoulliLogProb(l, values!);
  return {
    logProb: logProb(logits!),
    gradient: tf.grad((l) => tf.sum(logProb(l)))(logits!),
  };
};

/** log σ(t) of the observed logit in float64. */
const exactTerm = (logit: number, value: number) => {
  const observed = value === 1 ? logit : -logit;
  return Math.min(observed, 0) - Math.log1p(Math.exp(-Math.abs(observed)));
};

async function compare(
  name: (typeof testedBackends)[number],
  logits: Float32Array,
  length: number,
) {
  const stream = new RandomStream(3, 'binarise', length);
  const values = Float32Array.from(logits, () => (stream.uniform() < 0.5 ? 1 : 0));
  const { logProb, gradient } = await runOnce(await backendFor(name), program, {
    logits: shaped([ROWS, length], logits),
    values: shaped([ROWS, length], values),
  });
  const exact = Array.from({ length: ROWS }, (_, row) =>
    Array.from({ length }, (__, d) =>
      exactTerm(logits[row * length + d]!, values[row * length + d]!),
    ).reduce((sum, term) => sum + term, 0),
  );
  const exactGradient = Array.from(logits, (l, at) => values[at]! - 1 / (1 + Math.exp(-l)));
  return { logProb: logProb!, exact, gradient: gradient!, exactGradient };
}

// One product; a prime just below and just above the largest number of factors; images; 8 · 125.
const lengths = [1, 13, 97, 112, 113, 784, 1000];

describe.each(testedBackends)('Bernoulli log probabilities on %s', (name) => {
  test.each(lengths.flatMap((length) => [0, 0.01, 1, 10, 200].map((size) => ({ length, size }))))(
    'of $length values with logits up to ±$size are those of float64',
    async ({ length, size }) => {
      const stream = new RandomStream(2, 'init', length, size);
      const logits = stream.uniforms(ROWS * length).map((uniform) => size * (2 * uniform - 1));
      const { logProb, exact, gradient, exactGradient } = await compare(name, logits, length);
      expect(relativeError(logProb, exact)).toBeLessThan(2e-6);
      expect(relativeError(gradient, exactGradient)).toBeLessThan(1e-6);
    },
  );

  test('neither underflow where every factor is ½ nor overflow where every logit is large', async () => {
    for (const logit of [0, 200, -200, 3e38, -0]) {
      const logits = new Float32Array(ROWS * 784).fill(logit);
      const { logProb, gradient } = await compare(name, logits, 784);
      expect(logProb.every((value) => value <= 0 && !Number.isNaN(value))).toBe(true);
      expect(gradient.every(Number.isFinite)).toBe(true);
      if (Math.abs(logit) <= 200) expect(logProb.every(Number.isFinite)).toBe(true);
    }
  });
});
