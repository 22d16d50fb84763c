import { describe, expect, test } from 'vitest';
import { estimators } from '../../../src/estimators/built-in.ts';
import { settle } from '../../../src/estimators/settle.ts';
import { claims } from '../../../src/figures/findings/claims.ts';

test('claims have ids and statements of their own', () => {
  expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
  expect(new Set(claims.map(({ statement }) => statement)).size).toBe(claims.length);
});

describe.each(claims)('$id', ({ kind, categories, contests, source }) => {
  test('is about estimators of vae-bench, and numbers of categories of the paper', () => {
    for (const { one, other } of contests) {
      expect(Object.keys(estimators)).toContain(one);
      expect(Object.keys(estimators)).toContain(other);
      expect(one).not.toBe(other);
    }
    expect([10, 5, 3, 2]).toEqual(expect.arrayContaining([...categories]));
    expect(categories.length).toBeGreaterThan(kind === 'growth' ? 1 : 0);
  });

  test('compares estimators that can have the cost that it names', () => {
    for (const { one, other, cost } of contests) {
      for (const name of [one, other]) {
        const estimator = settle(estimators[name as keyof typeof estimators]);
        for (const C of categories) {
          const expected = cost === 'ars' ? C : (C * (C - 1)) / 2 + 1;
          // Estimators that take a number of samples take this one.
          const dimensions = { variables: 20, categories: C, samples: expected };
          expect(estimator.evaluations(dimensions)).toBe(expected);
        }
      }
    }
  });

  test('says where the paper has it', () => {
    expect(source).toMatch(/abstract|figure|section/);
  });
});
