import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DeviceArray, LoopInputs, Program } from '../../../src/backends/backend.ts';
import { takeTurn } from '../../../src/backends/onnx/active-backend.ts';
import { allShapes } from '../../../src/backends/onnx/arguments.ts';
import { BufferPool } from '../../../src/backends/onnx/arrays.ts';
import { flattenLoop, separateLoop } from '../../../src/backends/onnx/flat-loop.ts';
import { LoopExecutable } from '../../../src/backends/onnx/loop-executable.ts';
import { trace } from '../../../src/backends/onnx/trace.ts';
import { mapNamed } from '../../../src/core/named.ts';

const shapes = {
  carried: { a: [2, 3], count: [], b: [4], c: [1, 2] },
  sliced: { x: [] },
  fixed: {},
  alike: [['a', 'b', 'c']],
};

const program: Program = ({ a, b, c, count, x }) => ({
  ...mapNamed({ a: a!, b: b!, c: c! }, (value) => tf.sqrt(tf.add(tf.mul(value, 0.9), x!))),
  count: tf.add(count!, 1),
  sum: tf.sum(a!),
});

const start = {
  a: Float32Array.of(1, 2, 3, 4, 5, 6),
  b: Float32Array.of(7, 8, 9, 10),
  c: Float32Array.of(11, 12),
  count: Float32Array.of(0),
};

const inputsFrom = (carried: LoopInputs['carried']): LoopInputs => ({
  ...{ iterations: 3, carried, fixed: {} },
  sliced: { x: Float32Array.of(1, 2, 3) },
});

async function valuesOf(arrays: Readonly<Record<string, DeviceArray>>) {
  const entries = Object.entries(arrays).map(
    async ([name, array]) => [name, [...(await array.read())]] as const,
  );
  return Object.fromEntries((await Promise.all(entries)).sort());
}

describe('a Scan on a flat state', () => {
  let plain: LoopExecutable;
  let flat: LoopExecutable;

  beforeAll(async () => {
    const traced = await takeTurn(() => trace(program, allShapes(shapes)));
    const options = { threads: 1, optimisation: 'disabled' } as const;
    expect(flattenLoop(traced, shapes).groups).toHaveLength(1);
    plain = await LoopExecutable.from(separateLoop(traced, shapes), options, new BufferPool());
    flat = await LoopExecutable.from(flattenLoop(traced, shapes), options, new BufferPool());
  });

  test('gives the same bits, from the host’s values and from its own results', async () => {
    const [expected, found] = [
      await plain.run(inputsFrom(start)),
      await flat.run(inputsFrom(start)),
    ];
    expect(await valuesOf(found.carried)).toEqual(await valuesOf(expected.carried));
    expect(found.collected).toEqual(expected.collected);
    const next = await flat.run(inputsFrom(found.carried));
    expect(await valuesOf(next.carried)).toEqual(
      await valuesOf((await plain.run(inputsFrom(expected.carried))).carried),
    );
  });

  test('joins arrays that do not follow each other in memory', async () => {
    const { carried } = await flat.run(inputsFrom(start));
    const mixed = { ...carried, b: start.b };
    const expected = await plain.run(
      inputsFrom({ ...(await valuesAsArrays(carried)), b: start.b }),
    );
    expect(await valuesOf((await flat.run(inputsFrom(mixed))).carried)).toEqual(
      await valuesOf(expected.carried),
    );
  });

  test('keeps an array until it is disposed of, whatever becomes of the others', async () => {
    const first = await flat.run(inputsFrom(start));
    const before = await valuesOf({ b: first.carried.b! });
    for (const name of ['a', 'c', 'a']) first.carried[name]!.dispose();
    const second = await flat.run(inputsFrom(start));
    await flat.run(inputsFrom(second.carried));
    expect(await valuesOf({ b: first.carried.b! })).toEqual(before);
    await expect(async () => first.carried.a!.read()).rejects.toThrow('disposed');
  });

  test('names the array whose length is wrong', async () => {
    const wrong = inputsFrom({ ...start, c: new Float32Array(3) });
    await expect(flat.run(wrong)).rejects.toThrow('Input "c"');
  });
});

async function valuesAsArrays(arrays: Readonly<Record<string, DeviceArray>>) {
  return mapNamed(await valuesOf(arrays), (values) => Float32Array.from(values));
}
