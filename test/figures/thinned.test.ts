import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CurvePoint } from '../../src/figures/curve.ts';
import { thinned } from '../../src/figures/thinned.ts';

/** Pixels, two of which are a column. */
const WIDTH = 20;
const COLUMNS = WIDTH / 2;

const curve = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: -9, max: 9, noNaN: true }),
      fc.nat(5),
    ),
    {
      minLength: 1,
      maxLength: 400,
      size: 'max',
    },
  )
  .map((parts) => {
    let step = 0;
    return parts.map(([gap, mean, error]): CurvePoint => {
      step += gap;
      return { step, x: step, mean, low: mean - error, high: mean + error };
    });
  });

test('a thinned curve covers what the whole one does in every column, with few points', () => {
  let thinner = 0;
  fc.assert(
    fc.property(curve, (points) => {
      const kept = thinned(points, WIDTH);
      if (kept.length < points.length) thinner += 1;
      expect(kept).toEqual(points.filter((point) => kept.includes(point)));
      expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
      expect(kept.length).toBeLessThanOrEqual(2 * WIDTH + 2);
      const [first, last] = [points[0]!.step, points.at(-1)!.step];
      const reach = (some: readonly CurvePoint[], column: number) => {
        const inside = some.filter(
          ({ step }) =>
            Math.min(COLUMNS - 1, Math.floor((COLUMNS * (step - first)) / (last - first || 1))) ===
            column,
        );
        const all = (of: 'mean' | 'low' | 'high') => inside.map((point) => point[of]);
        return [
          ...[Math.min(...all('mean')), Math.max(...all('mean'))],
          ...[Math.min(...all('low')), Math.max(...all('high'))],
        ];
      };
      for (let column = 0; column < COLUMNS; column += 1) {
        expect(reach(kept, column)).toEqual(reach(points, column));
      }
    }),
    { seed: 1, numRuns: 100 },
  );
  expect(thinner).toBeGreaterThan(20);
});

test('a curve of few points stays as it is', () => {
  const points = Array.from({ length: 2 * WIDTH }, (_, step) => {
    return { step, x: step, mean: 0, low: 0, high: 0 };
  });
  expect(thinned(points, WIDTH)).toBe(points);
});
