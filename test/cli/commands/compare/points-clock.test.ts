import { expect, test } from 'vitest';
import { PointsClock } from '../../../../src/cli/commands/compare/points-clock.ts';

test('time that is left is that of the first point, as far as it is known, for all', () => {
  const clock = new PointsClock();
  clock.begin(0);
  expect(clock.remaining(0, 3, 10)).toBeNull();
  clock.drew();
  // A quarter took 25: the rest of this point takes 75, and three more 100 each.
  expect(clock.remaining(0.25, 3, 25)).toBe(75 + 3 * 100);
});

test('and later the mean of the points that were drawn', () => {
  const clock = new PointsClock();
  clock.begin(0);
  clock.drew();
  clock.begin(100);
  // This one was there already.
  clock.begin(101);
  clock.drew();
  clock.begin(301);
  clock.drew();
  // Points took 100 and 200, 150 on average.
  expect(clock.remaining(0.5, 2, 999)).toBe(75 + 2 * 150);
});
