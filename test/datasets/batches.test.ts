import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BatchSchedule } from '../../src/datasets/batches.ts';

/** The images of an epoch's batches, one after the other; epochs are counted from 0. */
function epochOf(schedule: BatchSchedule, epoch: number): number[] {
  return Array.from({ length: schedule.stepsPerEpoch }, (_, at) => [
    ...schedule.indices(epoch * schedule.stepsPerEpoch + at + 1),
  ]).flat();
}

const sizes = fc
  .tuple(fc.nat(1000), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 20 }))
  .filter(([, images, batchSize]) => batchSize <= images);

describe('batches', () => {
  test('are whole and show every image at most once per epoch, and no others', () => {
    fc.assert(
      fc.property(sizes, fc.nat(5), ([seed, images, batchSize], epoch) => {
        const schedule = new BatchSchedule(seed, images, batchSize);
        const seen = epochOf(schedule, epoch);
        expect(seen).toHaveLength(images - (images % batchSize));
        expect(new Set(seen).size).toBe(seen.length);
        for (const image of seen) expect(image).toBeLessThan(images);
        expect(schedule.indices(1)).toHaveLength(batchSize);
      }),
      { seed: 1 },
    );
  });

  test('show every image once per epoch when they divide evenly', () => {
    const schedule = new BatchSchedule(0, 60, 12);
    for (const epoch of [0, 1, 7]) {
      const sorted = epochOf(schedule, epoch).toSorted((a, b) => a - b);
      expect(sorted).toEqual(Array.from({ length: 60 }, (_, image) => image));
    }
  });

  test('leave out other images in other epochs when they do not', () => {
    // One of seven is left out; 1/7^29 is the chance that all 30 epochs leave out the same one.
    const schedule = new BatchSchedule(0, 7, 3);
    const left = Array.from({ length: 30 }, (_, epoch) => {
      const seen = new Set(epochOf(schedule, epoch));
      return [0, 1, 2, 3, 4, 5, 6].filter((image) => !seen.has(image)).join();
    });
    expect(new Set(left).size).toBeGreaterThan(1);
    for (const image of left) expect(image).toMatch(/^[0-6]$/);
  });

  test('depend on the seed and the step alone, in whatever order they are asked for', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(sizes, steps, ([seed, images, batchSize], order) => {
        const schedule = new BatchSchedule(seed, images, batchSize);
        for (const step of order) {
          const fresh = new BatchSchedule(seed, images, batchSize).indices(step);
          expect([...schedule.indices(step)]).toEqual([...fresh]);
        }
      }),
      { seed: 2 },
    );
  });

  test('come in another order in every epoch and with every seed', () => {
    const orders = [0, 1, 2].flatMap((seed) =>
      [0, 1, 2].map((epoch) => epochOf(new BatchSchedule(seed, 100, 10), epoch).join()),
    );
    // Two of nine orders of 100 images agree by chance with probability below 36 / 100!.
    expect(new Set(orders).size).toBe(9);
  });

  test('start a new epoch after as many steps as there are whole batches', () => {
    // floor(50,000 / 200) and floor(7 / 3).
    expect(new BatchSchedule(0, 50_000, 200).stepsPerEpoch).toBe(250);
    expect(new BatchSchedule(0, 7, 3).stepsPerEpoch).toBe(2);
  });
});
