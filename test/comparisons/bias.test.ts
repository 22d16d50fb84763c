import { expect, test } from 'vitest';
import { biasOf } from '../../src/comparisons/bias.ts';
import { GROUPS } from '../../src/comparisons/groups.ts';
import { layoutOf } from '../../src/comparisons/parts.ts';
import { RandomStream } from '../../src/core/random.ts';

const layout = layoutOf({ 'encoder/0/weights': [3, 2], 'encoder/1/weights': [2, 2] }, [2, 1, 2]);

const groupMeans = (name: string): Float32Array[] =>
  Array.from({ length: GROUPS }, (_, group) => {
    const stream = new RandomStream(0, 'compare', 'test', name, group);
    return Float32Array.from({ length: layout.length }, () => 1 + stream.uniform());
  });

// As ARS+ and its published form at C = 2.
test('an estimator that draws what its unbiased twin draws has no bias, and is sure of it', () => {
  const drawn = groupMeans('estimator');
  const reference = groupMeans('reference');
  const biases = biasOf(layout, { estimator: drawn, twin: drawn, reference });
  expect(biases).toHaveLength(layout.parts.length);
  for (const { squared, relative, cosine, found } of biases) {
    expect(squared).toEqual({ value: 0, low: 0, high: 0 });
    expect(relative).toEqual({ value: 0, low: 0, high: 0 });
    expect(cosine?.value).toBeCloseTo(1, 6);
    expect(cosine?.low).toBeLessThanOrEqual(cosine?.value ?? 0);
    expect(cosine?.high).toBeGreaterThanOrEqual(cosine?.value ?? 0);
    expect(found).toBe(false);
  }
});
