import { describe, expect, test } from 'vitest';
import { readArrays, writeArrays } from '../../../bench/peers/arrays.ts';
import type { Arrays } from '../../../bench/peers/arrays.ts';
import { compareAnswers } from '../../../bench/peers/compare.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function array(...values: number[]) {
  return { shape: [values.length], values: Float32Array.from(values) };
}

const problem: Arrays = { 'parameters/prior/logits': array(1, 2) };
const expected: Arrays = {
  elbo: { shape: [], values: Float32Array.of(-100) },
  estimate: array(3, 4),
  'gradients/encoder/0/bias': array(0, 2),
  'gradients/prior/logits': array(1, 0),
  'parameters/prior/logits': array(1.5, 2),
};

function failing(found: Arrays): string[] {
  const comparisons = compareAnswers(problem, expected, found);
  expect(comparisons.map(({ quantity }) => quantity)).toEqual([
    ...['elbo', 'estimate', 'gradients', 'update'],
  ]);
  return comparisons.filter(({ agrees }) => !agrees).map(({ quantity }) => quantity);
}

describe('compareAnswers', () => {
  test('agrees with the reference itself', () => {
    expect(failing(expected)).toEqual([]);
  });

  test('measures the error relative to the size of the whole array', () => {
    // ‖(0, 0.0004)‖ / ‖(3, 4)‖ = 0.00008 is within 0.0001, and 0.001 / 5 is not.
    expect(failing({ ...expected, estimate: array(3, 4.0004) })).toEqual([]);
    expect(failing({ ...expected, estimate: array(3, 4.001) })).toEqual(['estimate']);
  });

  test.each([
    ['elbo', { elbo: { shape: [], values: Float32Array.of(-100.02) } }],
    ['gradients', { 'gradients/prior/logits': array(1, 0.0002) }],
    // The update is 0.5; 0.01 more is 2 %, though it is less than 1 % of the parameter.
    ['update', { 'parameters/prior/logits': array(1.51, 2) }],
    ['update', { 'parameters/prior/logits': array(1, 2) }],
    ['estimate', { estimate: array(Number.NaN, 4) }],
    ['estimate', { estimate: { shape: [1, 2], values: Float32Array.of(3, 4) } }],
  ])('finds a difference in %s', (quantity, changed) => {
    expect(failing({ ...expected, ...changed })).toEqual([quantity]);
  });

  test('does not agree with what is missing', () => {
    expect(failing({})).toEqual(['elbo', 'estimate', 'gradients', 'update']);
  });
});

test('arrays survive their files', async () => {
  const folder = temporaryFolder();
  const arrays = { ...expected, 'a/b': { shape: [2, 1], values: Float32Array.of(0.1, -7) } };
  await writeArrays(folder, arrays);
  expect(await readArrays(folder)).toEqual(arrays);
});
