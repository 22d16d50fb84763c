import { describe, expect, test } from 'vitest';
import { estimators } from '../../src/estimators/built-in.ts';
import { relativeError, shaped } from '../support/arrays.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { dimensionsFor, estimate, noiseFor } from '../support/estimators/estimate.ts';
import { problemOf } from '../support/estimators/problems.ts';

const BATCH = 500;
const problem = problemOf(2, 3, 'skewed', 'random');
const dimensions = dimensionsFor(problem, BATCH);

/** Noise of the swap estimators, and π_0 of its race: the uniform that ARM and DisARM share with it. */
function coupledNoise(reference: number, seed: number) {
  const swap = noiseFor(estimators['ars+'], dimensions, seed);
  const race = swap.race!.values;
  const shareOfFirst = Array.from({ length: BATCH * 3 }, (_, at) => {
    // The categories are the first axis.
    const [first, second] = [-Math.log(race[at]!), -Math.log(race[3 * BATCH + at]!)];
    return first / (first + second);
  });
  return {
    swap: {
      ...swap,
      reference: shaped([BATCH], new Array<number>(BATCH).fill(reference === 0 ? 0.25 : 0.75)),
    },
    pair: { pair: shaped([BATCH, 3], shareOfFirst) },
  };
}

describe.each(testedBackends)('at two categories on %s', (name) => {
  test.each([
    ['ars', 'arm', 0],
    ['ars', 'arm', 1],
    ['arsm', 'arm', 0],
    ['ars+', 'disarm', 0],
    ['ars+', 'disarm', 1],
    ['ars+published', 'disarm', 0],
    ['ars+published', 'ars+', 1],
    ['ars++', 'ars+', 0],
    ['ars++', 'disarm', 1],
    ['arsm++', 'disarm', 0],
  ] as const)(
    '%s is %s draw by draw, reference category %i',
    async (swapName, other, reference) => {
      const backend = await backendFor(name);
      const { swap, pair } = coupledNoise(reference, 5);
      const ofSwap = await estimate(backend, estimators[swapName], problem, dimensions, swap);
      const noise = other === 'ars+' ? swap : pair;
      const ofOther = await estimate(backend, estimators[other], problem, dimensions, noise);
      expect(relativeError(ofSwap.gradient!, ofOther.gradient!)).toBeLessThan(1e-5);
    },
  );

  test.each(['disarm-sb', 'disarm-tree'] as const)('%s is disarm draw by draw', async (tree) => {
    const backend = await backendFor(name);
    const uniforms = noiseFor(estimators.disarm, dimensions, 8).pair!.values;
    // One node, one pair.
    const pairs = { pairs: shaped([1, 1, BATCH, 3], uniforms) };
    const pair = { pair: shaped([BATCH, 3], uniforms) };
    const ofTree = await estimate(backend, estimators[tree], problem, dimensions, pairs);
    const ofDisarm = await estimate(backend, estimators.disarm, problem, dimensions, pair);
    expect(relativeError(ofTree.gradient!, ofDisarm.gradient!)).toBeLessThan(1e-5);
  });

  test('arsm+ is arm where the pair differs and zero elsewhere', async () => {
    const backend = await backendFor(name);
    const { swap, pair } = coupledNoise(0, 6);
    const { gradient } = await estimate(backend, estimators['arsm+'], problem, dimensions, swap);
    const arm = (await estimate(backend, estimators.arm, problem, dimensions, pair)).gradient!;
    const { disarm } = estimators;
    const mask = (await estimate(backend, disarm, problem, dimensions, pair)).gradient!;
    const expected = arm.map((value, at) => (mask[at] === 0 ? 0 : value));
    expect(relativeError(gradient!, expected)).toBeLessThan(1e-5);
    expect(expected.filter((value) => value === 0).length).toBeGreaterThan(0);
    expect(relativeError(gradient!, arm)).toBeGreaterThan(0.01);
  });
});

/** Every value that one component takes, rounded, with its frequency. */
function frequencies(gradient: Float32Array): Map<string, number> {
  const found = new Map<string, number>();
  for (let at = 0; at < gradient.length; at += 2) {
    // Plus zero: −0 is printed as 0.
    const value = (gradient[at]! + 0).toFixed(4).replace('-0.0000', '0.0000');
    found.set(value, (found.get(value) ?? 0) + 2 / gradient.length);
  }
  return found;
}

test.each(['disarm-iw', 'carms', 'arsm++'] as const)(
  '%s takes the values of disarm, as often, at one variable with two categories',
  async (name) => {
    const backend = await backendFor('onnx');
    const single = problemOf(2, 1, 'skewed', 'random');
    const size = dimensionsFor(single, 20_000);
    const values = async (key: 'disarm' | typeof name) => {
      const noise = noiseFor(estimators[key], size, key === 'disarm' ? 1 : 2);
      return frequencies((await estimate(backend, estimators[key], single, size, noise)).gradient!);
    };
    const [own, ofDisarm] = [await values(name), await values('disarm')];
    expect([...own.keys()].toSorted()).toEqual([...ofDisarm.keys()].toSorted());
    // A frequency from 20,000 draws has a standard error of at most 0.0036, a difference of two 0.005: 5 of them.
    for (const [value, share] of own)
      expect(Math.abs(share - ofDisarm.get(value)!)).toBeLessThan(0.025);
  },
);
