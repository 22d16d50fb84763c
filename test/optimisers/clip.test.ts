import { describe, expect, test } from 'vitest';
import { clipByNorm } from '../../src/optimisers/clip.ts';
import { runOnce, shaped } from '../support/arrays.ts';
import { backendFor, testedBackends } from '../support/backends.ts';

/** ‖(3, 4), (12)‖ = √(9 + 16 + 144) = 13. */
const gradients = { one: shaped([2], [3, -4]), other: shaped([1, 1], [12]) };

describe.each(testedBackends)('gradients on %s', (name) => {
  const clipped = async (most: number) => {
    const backend = await backendFor(name);
    const { one, other } = await runOnce(backend, (inputs) => clipByNorm(inputs, most), gradients);
    return [...one!, ...other!];
  };

  test('that are longer together than the norm are shortened to it, in their direction', async () => {
    const expected = [3, -4, 12].map((value) => (6.5 / 13) * value);
    (await clipped(6.5)).forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at]!, 5);
    });
    const tiny = await clipped(1e-3);
    expect(Math.hypot(...tiny)).toBeCloseTo(1e-3, 8);
  });

  test.each([13, 13.5, 1e9])(
    'that are no longer than %d stay as they are, to the bit',
    async (most) => {
      expect(await clipped(most)).toEqual([3, -4, 12]);
    },
  );
});
