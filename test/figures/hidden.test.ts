import { describe, expect, test } from 'vitest';
import type { CurvePoint } from '../../src/figures/curve.ts';
import { markHidden } from '../../src/figures/hidden.ts';
import type { Points } from '../../src/figures/hidden.ts';
import type { Look } from '../../src/figures/looks.ts';
import type { Metric } from '../../src/metrics/table.ts';

const steps = [1000, 2000, 3000, 4000, 5000];

const points = (means: readonly number[], places: readonly number[] = steps): CurvePoint[] =>
  means.map((mean, at) => ({
    ...{ step: places[at]!, x: places[at]!, mean, low: mean, high: mean },
  }));

interface Style {
  readonly metric: Metric;
  /** The lines that are dashed. */
  readonly merged: readonly number[];
}

/** Which of these lines get a marker, drawn in this order. */
function marked(
  lines: readonly (readonly CurvePoint[])[],
  { metric = 'test_bound', merged = [] }: Partial<Style> = {},
): number[] {
  const drawn = lines.map((line, at): Look & { readonly at: number; readonly points: Points } => ({
    ...{ at, colour: `#${at}`, merged: merged.includes(at), marker: null },
    points: { [metric]: line },
  }));
  return markHidden(drawn, (line) => line.points, [metric]).flatMap(({ at, marker }) =>
    marker === null ? [] : [at],
  );
}

const rising = points([-140, -130, -125, -121, -120]);
/** Another line keeps the axis 40 nats high. */
const far = points([-160, -160, -160, -160, -160]);
const shifted = (by: number) => points(rising.map(({ mean }) => mean + by));

describe('a line that another one drawn later lies upon', () => {
  test('gets a marker, the upper one none', () => {
    expect(marked([rising, shifted(0.2), far])).toEqual([0]);
    expect(marked([far, rising, shifted(0), shifted(0.1)])).toEqual([1, 2]);
  });

  test('gets one under a dashed line, too', () => {
    expect(marked([rising, shifted(0.1), far], { merged: [1] })).toEqual([0]);
  });

  test('gets none when the other is further than a line is wide', () => {
    // A hundredth of the axis is 0.4 nats.
    expect(marked([rising, shifted(0.5), far])).toEqual([]);
  });

  test('gets none when the two part for more than a fifth of the way', () => {
    const parting = points([-140, -130, -125, -118, -115]);
    expect(marked([rising, parting, far])).toEqual([]);
  });

  test('is found where the other has its points elsewhere', () => {
    const line = points([-140, -120], [1000, 5000]);
    const other = points([-140, -135, -125, -120], [1000, 2000, 4000, 5000]);
    expect(marked([line, other, far])).toEqual([0]);
    const longer = points([-140, -120, -110], [1000, 5000, 9000]);
    expect(marked([line, longer, far])).toEqual([0]);
    // The longer line goes on where the shorter one has ended.
    expect(
      marked([
        points([-140, -135, -130, -125, -120, -115], [1, 2, 3, 4, 5, 6]),
        points([-140, -135], [1, 2]),
        far,
      ]),
    ).toEqual([]);
  });

  test('is measured on the logarithmic axis of a variance', () => {
    const low = points([1e-4, 1e-4, 1e-4, 1e-4, 1e-4]);
    const double = points([2e-4, 2e-4, 2e-4, 2e-4, 2e-4]);
    const high = points([1, 1, 1, 1, 1]);
    // log 2 is 7 % of four decades, 1e-4 is nothing of 1.
    expect(marked([low, double, high], { metric: 'grad_variance' })).toEqual([]);
    expect(marked([low, low, high], { metric: 'grad_variance' })).toEqual([0]);
  });

  test('is none without points, and one when all values are the same', () => {
    expect(marked([[], []])).toEqual([]);
    expect(marked([points([1, 1]), points([1, 1])])).toEqual([0]);
  });
});
