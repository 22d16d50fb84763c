import { expect, test } from 'vitest';
import { rotate } from '../../../bench/peers/rotation.ts';
import type { Runner } from '../../../bench/peers/rotation.ts';

const schedule = { rounds: 3, stepsPerRound: 2, warmUpSteps: 5, pauseMilliseconds: 0 };

/** A runner whose step takes `milliseconds`; it writes down what it was asked to do. */
function runner(name: string, milliseconds: number, diary: string[], idleSeconds = 0): Runner {
  let used = 0;
  return {
    description: `the ${name}`,
    warmUp(steps) {
      diary.push(`${name} warms up ${steps}`);
      return Promise.resolve(7);
    },
    run(steps) {
      diary.push(`${name} runs ${steps}`);
      return Promise.resolve(Array.from({ length: steps }, () => milliseconds));
    },
    // Read before and after each turn of the others.
    processorSeconds() {
      used += idleSeconds / 2;
      return used;
    },
  };
}

test('lets contenders take turns, every second round backwards', async () => {
  const diary: string[] = [];
  const contenders = new Map([
    ['one', runner('one', 10, diary)],
    ['two', runner('two', 20, diary)],
  ]);
  const { measured, failed } = await rotate(contenders, schedule, () => undefined);
  expect(diary).toEqual([
    ...['one warms up 5', 'two warms up 5'],
    ...['one runs 2', 'two runs 2'],
    ...['two runs 2', 'one runs 2'],
    ...['one runs 2', 'two runs 2'],
  ]);
  expect(failed.size).toBe(0);
  expect(measured).toMatchObject([
    { name: 'one', description: 'the one', warmUpSeconds: 7, idleLoad: 0 },
    { name: 'two', description: 'the two', warmUpSeconds: 7, idleLoad: 0 },
  ]);
  expect(measured[1]?.rounds).toEqual([
    [20, 20],
    [20, 20],
    [20, 20],
  ]);
});

test('sees who is not idle while others run', async () => {
  const contenders = new Map([
    ['one', runner('one', 10, [])],
    // It uses 0.005 s in each turn of `one`, which takes 2 × 10 ms.
    ['spins', runner('spins', 20, [], 0.01)],
  ]);
  const { measured } = await rotate(contenders, schedule, () => undefined);
  expect(measured[0]?.idleLoad).toBe(0);
  expect(measured[1]?.idleLoad).toBeCloseTo(0.25);
});

test('continues without a contender that fails', async () => {
  const diary: string[] = [];
  const contenders = new Map<string, Runner>([
    ['one', runner('one', 10, diary)],
    [
      'cold',
      { ...runner('cold', 10, diary), warmUp: () => Promise.reject(new Error('no compiler')) },
    ],
    ['dies', { ...runner('dies', 10, diary), run: () => Promise.reject(new Error('gone')) }],
  ]);
  const { measured, failed } = await rotate(contenders, schedule, () => undefined);
  expect(measured.map(({ name }) => name)).toEqual(['one']);
  expect([...failed].map(([name, error]) => [name, error.message])).toEqual([
    ['cold', 'no compiler'],
    ['dies', 'gone'],
  ]);
});
