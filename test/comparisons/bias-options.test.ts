import { describe, expect, test } from 'vitest';
import { contendersOf, referenceOf } from '../../src/comparisons/contenders.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import { ExactGradients, squaredGradient } from '../support/comparisons/exact-gradients.ts';
import { compareTiny } from '../support/comparisons/tiny-comparison.ts';
import { inFloat64, tinyParameters } from '../support/training/tiny-model.ts';

const width = ({ low, high }: { low: number; high: number }): number => high - low;

describe('--bias-precision', () => {
  const labels = ['straight-through', 'reinforce-loo:n=2'];
  const biasOf = async (precision: number | null) => {
    const { compared } = await compareTiny(labels, {
      ...{ draws: 40, reference: 'local-expectation', reference_draws: 400 },
      bias_precision: precision,
    });
    return labels.map((label) => {
      const { draws, parts } = compared[label]!.result;
      return { draws, width: width(parts[0]!.relative_bias) };
    });
  };

  test('goes on with a biased estimator until its bias is told, and not with others', async () => {
    const [before, unbiased] = await biasOf(null);
    expect([before!.draws, unbiased!.draws]).toEqual([40, 40]);
    const precision = 0.35 * before!.width;
    const [after, same] = await biasOf(precision);
    expect(after!.draws).toBeGreaterThan(40);
    expect(after!.draws).toBeLessThan(20 * 40);
    expect(after!.width / 2).toBeLessThanOrEqual(precision);
    expect(same).toEqual(unbiased);
  });

  test('ends after 20 times the draws', async () => {
    const [biased] = await biasOf(1e-6);
    expect(biased!.draws).toBe(20 * 40);
  });
});

describe('--reference', () => {
  const sizes = { categories: 3, variables: 2, samples: 4 };

  test('local-expectation tells the gradient with less noise', async () => {
    const exact = new ExactGradients(inFloat64(tinyParameters(1)));
    const error = async (reference: string) => {
      const errors = await Promise.all(
        [1, 2, 3, 4, 5, 6].map(async (seed) => {
          const options = { seed, reference, reference_samples: 2, reference_draws: 40 };
          const { images, gradientSquared } = await compareTiny([], options);
          const there = squaredGradient(exact.ofBatch('local-expectation', images));
          return (gradientSquared / there - 1) ** 2;
        }),
      );
      return Math.sqrt(errors.reduce((sum, one) => sum + one, 0) / errors.length);
    };
    expect(await error('local-expectation')).toBeLessThan(0.5 * (await error('reinforce-loo')));
  });

  test.each([
    ['straight-through', /it is biased/],
    ['reinforce+baseline', /learns variables of its own/],
  ])('refuses %s', (label, reason) => {
    expect(() => referenceOf(label, sizes, estimators)).toThrow(reason);
  });
});

const twins = Object.values(estimators).flatMap(({ name, unbiasedTwin }) =>
  unbiasedTwin === undefined ? [] : [[name, unbiasedTwin] as const],
);

test('there are twins', () => {
  expect(twins).toContainEqual(['ars+published', 'ars+']);
});

test.each(twins)('%s takes the uniforms of its unbiased twin %s', (name, twin) => {
  for (const categories of [2, 3, 5, 10]) {
    const sizes = { categories, variables: 4, samples: 'ars' as const };
    const [contender] = contendersOf([name], sizes, estimators).contenders;
    const [own, other] = [contender!.chosen, contender!.twin!].map(({ estimator, samples }) =>
      estimator.noise({ batch: 3, pixels: 6, variables: 4, categories, samples }),
    );
    expect(contender!.twin!.estimator).toMatchObject({ name: twin, unbiased: true });
    expect(Object.keys(own!)).not.toHaveLength(0);
    expect(own).toEqual(other);
  }
});
