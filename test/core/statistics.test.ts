import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  LogMeanExp,
  VectorMoments,
  simultaneousThreshold,
  studentThreshold,
} from '../../src/core/statistics.ts';

/** Mean and unbiased variance by two passes over the values. */
function twoPass(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}

function logMeanExp(weights: Iterable<number>): number {
  const sum = new LogMeanExp();
  for (const weight of weights) sum.add(weight);
  return sum.value();
}

const directLogMeanExp = (weights: readonly number[]) =>
  Math.log(weights.reduce((sum, weight) => sum + Math.exp(weight), 0) / weights.length);

const closeTo = (found: number, expected: number, tolerance: number) => {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(tolerance);
};

describe('VectorMoments', () => {
  const draws = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 30 }))
    .chain(([length, count]) =>
      fc.tuple(
        fc.constant(length),
        fc.float32Array({
          min: -100,
          max: 100,
          noNaN: true,
          minLength: length * count,
          maxLength: length * count,
        }),
      ),
    );

  test('gives the mean, variance and standard error that two passes give', () => {
    fc.assert(
      fc.property(draws, ([length, values]) => {
        const moments = new VectorMoments(length);
        moments.addDraws(values);
        const count = values.length / length;
        expect(moments.count).toBe(count);
        for (let component = 0; component < length; component += 1) {
          const column = [...values].filter((_, at) => at % length === component);
          const { mean, variance } = twoPass(column);
          // Rounding of float64 sums of at most 30 terms below 100 and 100².
          closeTo(moments.mean()[component]!, mean, 1e-12);
          closeTo(moments.variance()[component]!, variance, 1e-9);
          const squaredError = moments.standardError()[component]! ** 2;
          closeTo(squaredError, variance / count, 1e-9);
        }
      }),
      { seed: 1 },
    );
  });

  test('does not depend on how the draws are cut into chunks', () => {
    fc.assert(
      fc.property(draws, fc.nat(30), ([length, values], cut) => {
        const [whole, chunks] = [new VectorMoments(length), new VectorMoments(length)];
        whole.addDraws(values);
        chunks.addDraws(values.subarray(0, cut * length));
        chunks.addDraws(values.subarray(cut * length));
        expect(chunks.count).toBe(whole.count);
        expect(chunks.mean()).toEqual(whole.mean());
        expect(chunks.variance()).toEqual(whole.variance());
      }),
      { seed: 2 },
    );
  });

  test('keeps the variance when the mean is ten million times the spread', () => {
    const count = 10_000;
    // 2^23 + {0, 1, 2}: exact in float32. A sum of squares would lose everything below 1e-2.
    const values = Float32Array.from({ length: count }, (_, at) => 2 ** 23 + ((at * 7) % 3));
    const moments = new VectorMoments(1);
    moments.addDraws(values);
    const { mean, variance } = twoPass([...values].map((value) => value - 2 ** 23));
    closeTo(moments.mean()[0]! - 2 ** 23, mean, 1e-6);
    closeTo(moments.variance()[0]!, variance, 1e-8);
  });

  test('shows a NaN in its own component only', () => {
    const moments = new VectorMoments(2);
    moments.addDraws(Float32Array.of(1, Number.NaN, 3, 5));
    expect([...moments.mean()]).toEqual([2, Number.NaN]);
    expect([...moments.variance()]).toEqual([2, Number.NaN]);
  });

  test('hands out copies', () => {
    const moments = new VectorMoments(1);
    moments.addDraws(Float32Array.of(1, 3));
    moments.mean().fill(9);
    expect([...moments.mean()]).toEqual([2]);
  });
});

describe('LogMeanExp', () => {
  const weights = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), {
    minLength: 1,
    maxLength: 100,
  });

  test('is log((1/K) Σ exp(w)) where that can be computed directly', () => {
    fc.assert(
      fc.property(weights, (values) => {
        closeTo(logMeanExp(values), directLogMeanExp(values), 1e-12);
      }),
      { seed: 3 },
    );
  });

  test('does not depend on the order of the weights', () => {
    const orders = weights.chain((values) =>
      fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length })),
    );
    fc.assert(
      fc.property(orders, ([values, shuffled]) => {
        closeTo(logMeanExp(shuffled), logMeanExp(values), 1e-12);
      }),
      { seed: 4 },
    );
  });

  test.each([-1e4, 1e4])('moves with its weights to %d nats, where exp leaves float64', (shift) => {
    fc.assert(
      fc.property(weights, (values) => {
        const moved = logMeanExp(values.map((weight) => weight + shift));
        // 1e-11: a few spacings of float64 at 1e4, which is 1.8e-12.
        closeTo(moved - shift, directLogMeanExp(values), 1e-11);
      }),
      { seed: 5 },
    );
  });

  test('takes a weight that dwarfs all others, wherever it comes', () => {
    // log(exp(1e4) / 3); the other two vanish.
    const expected = 1e4 - Math.log(3);
    closeTo(logMeanExp([1e4, -1e4, 0]), expected, 1e-11);
    closeTo(logMeanExp([-1e4, 1e4, 0]), expected, 1e-11);
    closeTo(logMeanExp([-1e4, 0, 1e4]), expected, 1e-11);
  });

  test('counts a weight of log 0 and adds nothing for it', () => {
    const zero = Number.NEGATIVE_INFINITY;
    const expected = Math.log((Math.exp(1) + Math.exp(2)) / 3);
    closeTo(logMeanExp([zero, 1, 2]), expected, 1e-15);
    closeTo(logMeanExp([1, zero, 2]), expected, 1e-15);
    closeTo(logMeanExp([2, 1, zero]), expected, 1e-15);
    expect(logMeanExp([zero, zero])).toBe(zero);
  });

  test('shows a NaN wherever it comes', () => {
    const others = [-1, Number.NEGATIVE_INFINITY, 2];
    for (let at = 0; at <= others.length; at += 1) {
      expect(logMeanExp(others.toSpliced(at, 0, Number.NaN))).toBeNaN();
    }
  });
});

describe('simultaneousThreshold', () => {
  // Φ⁻¹(1 - (1 - confidence) / (2 · comparisons)), from the complementary error function at 15 digits.
  test.each([
    [0.95, 1, 1.959964],
    [0.99, 1, 2.575829],
    [0.999, 1, 3.290527],
    [0.95, 10, 2.807034],
    [0.999, 254, 4.61468],
  ])('at %d and %d comparisons is the normal quantile %d within 0.5 %', (...row) => {
    const [confidence, comparisons, quantile] = row;
    const ratio = simultaneousThreshold(confidence, comparisons) / quantile;
    closeTo(ratio, 1, 0.005);
  });
});

describe('studentThreshold', () => {
  // Where 1 − I_x(ν/2, 1/2), x = ν / (ν + t²), is the confidence: bisection with 40 digits in mpmath
  // (betainc, regularized), which shares no formula with the code.
  test.each([
    [0.95, 1, 12.706204736174705],
    [0.95, 2, 4.302652729749464],
    [0.95, 3, 3.1824463052837096],
    [0.95, 4, 2.7764451051977944],
    [0.95, 5, 2.5705818356363155],
    [0.95, 9, 2.2621571627982055],
    [0.95, 10, 2.2281388519862747],
    [0.95, 30, 2.0422724563012382],
    [0.95, 100, 1.9839715185235523],
    [0.99, 2, 9.924843200918293],
    [0.9, 7, 1.8945786050900074],
    [0.5, 3, 0.7648923284043453],
  ])('for %d and %d degrees of freedom is %d', (confidence, degrees, threshold) => {
    closeTo(studentThreshold(confidence, degrees) / threshold, 1, 1e-13);
  });

  const confidences = fc.double({ min: 0, max: 0.9999, noNaN: true });

  test('is what its distribution gives in closed form for 1, 2 and 4 degrees of freedom', () => {
    fc.assert(
      fc.property(confidences, (confidence) => {
        // Shaw, "Sampling Student's T distribution" (2006), section 2: with α = 1 − c² and
        // q = cos(arccos(√α) / 3) / √α, t is 2 √(q − 1) for 4 degrees of freedom.
        const alpha = 1 - confidence ** 2;
        const q = Math.cos(Math.acos(Math.sqrt(alpha)) / 3) / Math.sqrt(alpha);
        const closed = [
          [1, Math.tan((Math.PI * confidence) / 2)],
          [2, confidence * Math.sqrt(2 / alpha)],
          [4, 2 * Math.sqrt(Math.max(0, q - 1))],
        ] as const;
        for (const [degrees, expected] of closed) {
          // q − 1 loses half of its digits near zero.
          closeTo(studentThreshold(confidence, degrees), expected, 1e-7 + 1e-11 * expected);
        }
      }),
      { seed: 6 },
    );
  });

  test('grows with the confidence, and falls with the degrees of freedom', () => {
    const degrees = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(confidences, confidences, degrees, (one, other, freedom) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other) + 1e-9];
        expect(studentThreshold(low, freedom)).toBeLessThan(studentThreshold(high, freedom));
        expect(studentThreshold(high, freedom + 1)).toBeLessThan(studentThreshold(high, freedom));
      }),
      { seed: 7 },
    );
  });

  // Φ⁻¹((1 + c) / 2): with z it is z + (z³ + z) / (4 ν) + O(ν⁻²), Abramowitz and Stegun 26.7.5.
  test.each([
    [0.5, 0.6744897501960817],
    [0.95, 1.959963984540054],
    [0.99, 2.5758293035489004],
  ])('comes to the normal quantile of %d with many degrees of freedom', (confidence, z) => {
    const degrees = 10_000;
    const expected = z + (z ** 3 + z) / (4 * degrees);
    // The next term: (5 z⁵ + 16 z³ + 3 z) / (96 ν²).
    closeTo(studentThreshold(confidence, degrees), expected, 1e-7);
  });
});
