import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../src/core/backend-errors.ts';
import { assertShape, sizeOf } from '../../src/core/shapes.ts';

describe('sizeOf', () => {
  test('is the product of the lengths: 1 for a scalar, 0 with an empty axis', () => {
    expect(sizeOf([2, 3, 4])).toBe(24); // 2 · 3 · 4
    expect(sizeOf([])).toBe(1);
    expect(sizeOf([5, 0])).toBe(0);
  });
});

describe('assertShape', () => {
  test('accepts exactly the expected shape', () => {
    expect(() => {
      assertShape('logits', { shape: [2, 3] }, [2, 3]);
    }).not.toThrow();
  });

  test.each([
    ['a different length', [2, 4]],
    ['axes in another order', [3, 2]],
    ['an axis too few', [2]],
    ['an axis too many', [2, 3, 1]],
  ])('rejects %s', (_, shape) => {
    expect(() => {
      assertShape('logits', { shape }, [2, 3]);
    }).toThrow(ShapeError);
  });

  test('says what has which shape and which is required', () => {
    expect(() => {
      assertShape('logits', { shape: [6] }, [2, 3]);
    }).toThrow('logits has shape [6]; [2, 3] is required.');
  });
});
