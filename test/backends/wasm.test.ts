import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend, Program } from '../../src/backends/backend.ts';
import { get } from '../../src/core/named.ts';
import { RandomStream } from '../../src/core/random.ts';
import { sizeOf } from '../../src/core/shapes.ts';
import type { Shape } from '../../src/core/shapes.ts';
import { relativeError, runOnce, shaped } from '../support/arrays.ts';
import { backendFor } from '../support/backends.ts';

let wasm: Backend;
let cpu: Backend;

beforeAll(async () => {
  wasm = await backendFor('wasm');
  cpu = await backendFor('cpu');
});

function random(shape: Shape, name: string) {
  const uniforms = new RandomStream(5, 'init', name).uniforms(sizeOf(shape));
  return shaped(
    shape,
    uniforms.map((uniform) => 2 * uniform - 1),
  );
}

/** Swaps the last two axes' lengths. */
const swapped = (shape: Shape): Shape => [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];

/** a b, and the gradient of a weighted sum of it with respect to both. */
function product(transposeA: boolean, transposeB: boolean): Program {
  return (inputs) => {
    const multiply = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, transposeA, transposeB);
    const [a, b] = [get(inputs, 'a'), get(inputs, 'b')];
    const result = multiply(a, b);
    const [da, db] = tf.grads((one: tf.Tensor, other: tf.Tensor) =>
      tf.sum(tf.square(multiply(one, other))),
    )([a, b]) as [tf.Tensor, tf.Tensor];
    return { result, da, db };
  };
}

describe('the matrix product on wasm', () => {
  const transposes = [false, true].flatMap((a) => [false, true].map((b) => [a, b] as const));
  const shapes: readonly (readonly [string, Shape, Shape])[] = [
    ['of two matrices', [7, 5], [5, 11]],
    ['of a row and a column', [1, 9], [9, 1]],
    ['of batches', [3, 4, 6], [3, 6, 2]],
    ['of batches of batches', [2, 3, 4, 5], [2, 3, 5, 2]],
  ];
  const cases = shapes.flatMap(([what, a, b]) =>
    transposes.map(([transposeA, transposeB]) => ({ what, a, b, transposeA, transposeB })),
  );

  test.each(cases)(
    '$what equals cpu’s, with its gradients: transposed $transposeA and $transposeB',
    async ({ a, b, transposeA, transposeB }) => {
      const inputs = {
        a: random(transposeA ? swapped(a) : a, 'a'),
        b: random(transposeB ? swapped(b) : b, 'b'),
      };
      const program = product(transposeA, transposeB);
      const found = await runOnce(wasm, program, inputs);
      const expected = await runOnce(cpu, program, inputs);
      for (const name of ['result', 'da', 'db']) {
        expect(relativeError(get(found, name), get(expected, name))).toBeLessThan(1e-6);
      }
    },
  );

  test('of one matrix and a batch equals cpu’s', async () => {
    const inputs = { a: random([1, 6, 4], 'a'), b: random([3, 2, 6], 'b') };
    const program: Program = (given) => ({
      result: tf.matMul(get(given, 'a'), get(given, 'b'), true, true),
    });
    const found = await runOnce(wasm, program, inputs);
    const expected = await runOnce(cpu, program, inputs);
    expect(relativeError(found.result!, expected.result!)).toBeLessThan(1e-6);
  });
});

test('transposed products leave neither data nor memory behind on wasm', async () => {
  const size = 256;
  const inputs = { a: random([size, size], 'a'), b: random([size, size], 'b') };
  await tf.setBackend('wasm');
  const engine = tf.backend() as unknown as {
    numDataIds(): number;
    wasm: { HEAPU8: Uint8Array };
  };
  const program = product(true, true);
  await runOnce(wasm, program, inputs);
  const before = { arrays: engine.numDataIds(), bytes: engine.wasm.HEAPU8.byteLength };
  // A single leaked operand of 256 KiB per round would take 25 MB.
  for (let round = 0; round < 100; round += 1) await runOnce(wasm, program, inputs);
  const after = { arrays: engine.numDataIds(), bytes: engine.wasm.HEAPU8.byteLength };
  expect(after).toEqual(before);
});

test('selecting wasm again does not replace its matrix product again', async () => {
  const { kernelFunc } = tf.getKernel('BatchMatMul', 'wasm');
  await backendFor('wasm');
  expect(tf.getKernel('BatchMatMul', 'wasm').kernelFunc).toBe(kernelFunc);
});
