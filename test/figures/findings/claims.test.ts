import { describe, expect, test } from 'vitest';
import { estimators } from '../../../src/estimators/built-in.ts';
import { settle } from '../../../src/estimators/settle.ts';
import type { Contest, Cost } from '../../../src/figures/findings/claim.ts';
import { claims } from '../../../src/figures/findings/claims.ts';
import { inProse, paperNames, paperOf } from '../../../src/figures/findings/papers.ts';
import { categoriesOf } from '../../support/figures/contests.ts';

const estimatorOf = (name: string) => settle(estimators[name as keyof typeof estimators]);

/** The estimators of a contest, with their costs. */
const sidesOf = ({ one, other, cost, otherCost = cost }: Contest): [string, Cost][] => [
  [one, cost],
  [other, otherCost],
];

test('claims have ids and statements of their own', () => {
  expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
  expect(new Set(claims.map(({ statement }) => statement)).size).toBe(claims.length);
});

test('claims have ids that --claims can take: no commas, and no names of papers', () => {
  for (const { id } of claims) {
    expect(id).not.toContain(',');
    expect(paperNames).not.toContain(id);
  }
});

describe.each(paperNames)('%s', (name) => {
  const { citation } = paperOf(name);

  test('is cited as some estimator cites it', () => {
    const references = Object.values(estimators).flatMap(({ reference }) => reference.split('; '));
    expect(references.some((reference) => reference.startsWith(citation))).toBe(true);
  });

  test('is named by its first author and year, and has claims', () => {
    const [author, year] = [/^\p{L}+/u.exec(citation)![0].toLowerCase(), citation.slice(-4)];
    expect(name).toMatch(new RegExp(`^${author}-(\\w+-)?${year}$`, 'u'));
    expect(claims.map(({ paper }) => paper)).toContain(name);
  });
});

test.each([
  ['dong-2021', 'Dong, Mnih and Tucker (2021)'],
  ['dimitriev-2021', 'Dimitriev and Zhou (2021)'],
] as const)('%s is %s in prose', (name, prose) => {
  expect(inProse(name)).toBe(prose);
});

describe.each(claims)('$id', (claim) => {
  const { kind, contests, source, metrics, paper } = claim;
  const categories = categoriesOf(claim);

  test('is about estimators of vae-bench, and numbers of categories of the configurations', () => {
    expect(contests.length).toBeGreaterThan(0);
    for (const { one, other } of contests) {
      expect(Object.keys(estimators)).toContain(one);
      expect(Object.keys(estimators)).toContain(other);
      expect(one).not.toBe(other);
    }
    expect([10, 5, 3, 2]).toEqual(expect.arrayContaining([...categories]));
    expect(categories.length).toBeGreaterThan(kind === 'growth' ? 1 : 0);
  });

  test('compares estimators that can have the cost that it names', () => {
    for (const [name, cost] of contests.flatMap(sidesOf)) {
      const estimator = estimatorOf(name);
      for (const C of categories) {
        const evaluations = (samples: number) =>
          estimator.evaluations({ variables: 20, categories: C, samples });
        if (cost === 'own') {
          // One cost, whatever the number of samples.
          expect(evaluations(2)).toBe(evaluations(4));
          continue;
        }
        const expected = { two: 2, ars: C, arsm: (C * (C - 1)) / 2 + 1 }[cost];
        expect(expected).toBeLessThanOrEqual(estimator.mostSamples ?? Infinity);
        // Estimators that take a number of samples take this one.
        expect(evaluations(expected)).toBe(expected);
        if (estimator.samplesInPairs === true) expect(expected % 2).toBe(0);
      }
    }
  });

  test('names categories that its estimators can have', () => {
    for (const [name] of contests.flatMap(sidesOf)) {
      const only = estimatorOf(name).categories;
      if (only !== undefined) expect([name, claim.categories]).toEqual([name, [only]]);
    }
  });

  test('does not rank biased estimators by their variances', () => {
    // A Rao-Blackwellised estimator has the expectation of the other.
    const alike = [['rao-gumbel-softmax', 'st-gumbel-softmax']];
    const biased = contests.filter(
      ({ one, other }) => !estimatorOf(one).unbiased || !estimatorOf(other).unbiased,
    );
    if (biased.length > 0 && metrics.includes('grad_variance')) {
      expect(alike).toEqual(expect.arrayContaining(biased.map(({ one, other }) => [one, other])));
    }
  });

  test('says where the paper has it', () => {
    expect(source).toMatch(/abstract|figure|section|table/);
    expect(metrics.length).toBeGreaterThan(0);
    expect(paperNames).toContain(paper);
  });
});
