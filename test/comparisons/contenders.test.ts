import { describe, expect, test } from 'vitest';
import { contendersOf } from '../../src/comparisons/contenders.ts';
import { loadEstimators } from '../../src/estimators/plugins.ts';

const table = await loadEstimators([]);
const sizes = { categories: 2, variables: 20, samples: 'ars' } as const;

describe('the estimators that a list names', () => {
  test('a word leaves out what would evaluate f a million times for an image, and says so', () => {
    const { contenders, leftOut } = contendersOf(['all'], sizes, table);
    expect(contenders.map(({ label }) => label)).not.toContain('exact');
    expect(leftOut.find(({ label }) => label === 'exact')?.reason).toBe(
      'it evaluates f 1048576 times for an image. Name it to draw it all the same.',
    );
  });

  test('what is named itself is drawn, whatever it costs', () => {
    const { contenders } = contendersOf(['exact', 'all'], sizes, table);
    expect(contenders.map(({ label }) => label)).toContain('exact');
  });

  test.each([
    ['ars', 10],
    ['arsm', 46],
    ['7', 7],
  ])('n=%s is %i samples at C = 10', (n, samples) => {
    const label = `reinforce-loo:n=${n}`;
    const { contenders } = contendersOf([label], { ...sizes, categories: 10 }, table);
    expect(contenders.map(({ title }) => title)).toEqual([`REINFORCE LOO, n = ${samples}`]);
  });

  test('a number of samples that is none is refused', () => {
    expect(() => contendersOf(['reinforce-loo:n=arss'], sizes, table)).toThrow(
      'n must be a whole number of at least 1, ars or arsm; found arss.',
    );
  });
});
