import { describe, expect, test } from 'vitest';
import { remainingSeconds } from '../../src/sweeps/eta.ts';

const nothing = { running: [], waiting: [], done: [], jobs: 1 };
const running = (work: number, left: number, seconds: number | null) => ({
  work,
  left,
  remainingSeconds: seconds,
});

describe('the time until a sweep ends', () => {
  test('is not known before any run shows its speed', () => {
    expect(remainingSeconds({ ...nothing, waiting: [5] })).toBeNull();
    expect(remainingSeconds({ ...nothing, running: [running(5, 1, null)] })).toBeNull();
  });

  test('is that of the longest run when nothing waits', () => {
    const runs = [running(10, 0.5, 30), running(10, 0.1, 6)];
    expect(remainingSeconds({ ...nothing, running: runs, jobs: 2 })).toBe(30);
  });

  test('spreads what waits over the jobs, at the speed seen so far', () => {
    // 5 units of work take 30 s: 6 s per unit; 30 s + 20 · 6 s, over two jobs.
    const sweep = { ...nothing, running: [running(10, 0.5, 30)], waiting: [12, 8], jobs: 2 };
    expect(remainingSeconds(sweep)).toBeCloseTo(75, 9);
  });

  test('counts runs that ended, and guesses for those that say nothing yet', () => {
    // 2 s per unit: 8 · 2 s for the running one, 4 · 2 s for the other.
    const sweep = {
      ...nothing,
      running: [running(8, 1, null)],
      waiting: [4],
      done: [{ work: 3, seconds: 6 }],
    };
    expect(remainingSeconds(sweep)).toBeCloseTo(24, 9);
  });

  test('is zero when all is done', () => {
    expect(remainingSeconds({ ...nothing, done: [{ work: 3, seconds: 6 }] })).toBe(0);
  });
});
