import { describe, expect, test } from 'vitest';
import { ProgressTracker } from '../../../src/cli/terminal/progress-tracker.ts';
import { metricsColumns } from '../../../src/metrics/columns.ts';
import type { Counters } from '../../../src/metrics/counters.ts';
import type { Metrics } from '../../../src/metrics/table.ts';
import type { TrainingEvent } from '../../../src/training/train.ts';

const step = (number: number, elbo = -100): TrainingEvent => ({ type: 'step', step: number, elbo });

const metrics = (number: number, seconds: number): TrainingEvent => ({
  ...(Object.fromEntries(metricsColumns.map((column) => [column, 0])) as Counters & Metrics),
  type: 'metrics',
  step: number,
  trainingSeconds: 0,
  evaluationSeconds: seconds,
});

/** A tracker that has seen steps 1 … `last`, the first after 500 ms, the others 10 ms apart. */
function steady(
  steps: number,
  every: number,
  last: number,
): { tracker: ProgressTracker; now: number } {
  const tracker = new ProgressTracker(steps, every, 0);
  let now = 490;
  for (let number = 1; number <= last; number += 1) {
    now += 10;
    tracker.observe(step(number), now);
  }
  return { tracker, now };
}

describe('the progress of a run', () => {
  test('is unknown before the first step', () => {
    const { progress } = new ProgressTracker(100, 50, 1000);
    expect(progress).toEqual({
      step: 0,
      steps: 100,
      bound: Number.NaN,
      stepsPerSecond: 0,
      remaining: null,
      measured: null,
    });
  });

  test('leaves the first step’s set-up out as soon as there is a second', () => {
    expect(steady(1000, 1000, 1).tracker.progress.stepsPerSecond).toBeCloseTo(2);
    expect(steady(1000, 1000, 2).tracker.progress.stepsPerSecond).toBeCloseTo(100);
  });

  test('leaves measurements out of the speed', () => {
    const { tracker, now } = steady(1000, 10, 10);
    tracker.observe({ type: 'measuring', step: 10, done: 0 }, now);
    tracker.observe(metrics(10, 3), now + 3000);
    tracker.observe(step(11), now + 3010);
    expect(tracker.progress.stepsPerSecond).toBeCloseTo(100);
  });

  test('tells how far a measurement is, and counts what is left of it', () => {
    const { tracker, now } = steady(10, 10, 10);
    expect(tracker.progress).toMatchObject({ measured: null, remaining: 0 });
    tracker.observe({ type: 'measuring', step: 10, done: 0 }, now);
    expect(tracker.progress).toMatchObject({ measured: 0 });
    // A quarter took 1 s: three more are left.
    tracker.observe({ type: 'measuring', step: 10, done: 0.25 }, now + 1000);
    expect(tracker.progress).toMatchObject({ measured: 0.25, remaining: 3000 });
    tracker.observe(metrics(10, 4), now + 4000);
    expect(tracker.progress).toMatchObject({ measured: null, remaining: 0 });
  });

  test('follows a change of speed gradually', () => {
    const { tracker, now } = steady(1000, 1000, 10);
    tracker.observe(step(11), now + 30);
    // 10 + 0.05 (30 − 10) = 11 ms per step.
    expect(tracker.progress.stepsPerSecond).toBeCloseTo(1000 / 11);
  });

  test('gives the bound as a recent mean', () => {
    const tracker = new ProgressTracker(100, 50, 0);
    tracker.observe(step(1, -300), 10);
    expect(tracker.progress.bound).toBe(-300);
    tracker.observe(step(2, -200), 20);
    expect(tracker.progress.bound).toBe(-200);
    tracker.observe(step(3, -100), 30);
    // −200 + 0.05 · 100
    expect(tracker.progress.bound).toBeCloseTo(-195);
  });
});

describe('the time that is left', () => {
  test('is that of the steps before anything was measured', () => {
    expect(steady(100, 50, 20).tracker.progress.remaining).toBeCloseTo(80 * 10);
  });

  test.each([
    // 40 steps of 10 ms and the measurements after steps 80 and 100, 2 s each.
    { steps: 100, every: 20, last: 60, expected: 40 * 10 + 2 * 2000 },
    { steps: 100, every: 20, last: 61, expected: 39 * 10 + 2 * 2000 },
    // After steps 90 and 100.
    { steps: 100, every: 30, last: 60, expected: 40 * 10 + 2 * 2000 },
    // After steps 60, 90 and 100.
    { steps: 100, every: 30, last: 55, expected: 45 * 10 + 3 * 2000 },
    { steps: 100, every: 20, last: 100, expected: 0 },
  ])('counts the measurements to come: $last of $steps, every $every', (given) => {
    const { tracker, now } = steady(given.steps, given.every, given.last);
    tracker.observe(metrics(given.last, 2), now + 2000);
    expect(tracker.progress.remaining).toBeCloseTo(given.expected);
  });
});
