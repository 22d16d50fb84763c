import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { LoopInputs, LoopShapes, Program } from '../../../src/backends/backend.ts';
import { ShapeError } from '../../../src/core/backend-errors.ts';
import { backendFor, devicesToo } from '../../support/backends.ts';
import { disposeAll, of, small } from '../../support/backends/loops.ts';

describe.each(devicesToo)('a compiled loop on %s refuses', (name) => {
  const given = { carried: { a: [1] }, sliced: { x: [1] } };
  const adding: Program = ({ a, x }) => ({ a: tf.add(a!, x!), y: x! });
  const inputs = { iterations: 2, carried: { a: of(1) }, sliced: { x: of(1, 2) } };

  test.each<
    [
      string,
      Program,
      Partial<LoopShapes>,
      Partial<LoopInputs>,
      new (...args: never[]) => Error,
      RegExp,
    ]
  >([
    [
      'too few slices',
      adding,
      given,
      { sliced: { x: of(1) } },
      ShapeError,
      /Input "x" has shape \[1\]; \[2, 1\] is required/,
    ],
    [
      'too many slices',
      adding,
      given,
      { sliced: { x: of(1, 2, 3) } },
      ShapeError,
      /Input "x" has shape \[3\]; \[2, 1\]/,
    ],
    ['no slices', adding, given, { sliced: {} }, Error, /"x"/],
    [
      'a state of another shape',
      adding,
      given,
      { carried: { a: of(1, 2) } },
      ShapeError,
      /Input "a" has shape \[2\]; \[1\]/,
    ],
    ['no state', adding, given, { carried: {} }, Error, /"a"/],
    [
      'no iterations',
      adding,
      given,
      { iterations: 0, sliced: { x: of() } },
      RangeError,
      /0 times; give a whole number from 1 on/,
    ],
    ['half an iteration', adding, given, { iterations: 0.5 }, RangeError, /0.5 times/],
    [
      'a program that forgets what it carries',
      ({ x }) => ({ y: x!, z: x! }),
      given,
      {},
      TypeError,
      /must return "a" for its next iteration; it returns: y, z/,
    ],
    [
      'a program that carries another shape',
      ({ a, x }) => ({ a: tf.concat([a!, x!]) }),
      given,
      { iterations: 1, sliced: { x: of(1) } },
      ShapeError,
      /Output "a" has shape \[2\]; \[1\] is required/,
    ],
    [
      'another rank of as many elements',
      ({ a }) => ({ a: tf.reshape(a!, [1, 1]) }),
      given,
      {},
      ShapeError,
      /Output "a" has shape \[1, 1\]/,
    ],
    [
      'two inputs of one name',
      adding,
      { ...given, fixed: { a: [1] } },
      { fixed: { a: of(1) } },
      TypeError,
      /Two inputs of a loop are named "a"/,
    ],
  ])('%s, keeping nothing', async (_, body, given_, changed, kind, message) => {
    const backend = await backendFor(name);
    const before = tf.memory().numTensors;
    const running = (async () => small(backend, body, given_, { ...inputs, ...changed }))();
    await expect(running).rejects.toThrow(kind);
    await expect(running).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('arrays of another backend', async () => {
    const other = await backendFor(name === 'onnx' ? 'cpu' : 'onnx');
    const outputs = await other.compile(({ a }) => ({ a: tf.neg(a!) }), { a: [1] })({ a: of(1) });
    await expect(
      small(await backendFor(name), adding, given, { ...inputs, carried: outputs }),
    ).rejects.toThrow(/Input "a" belongs to another backend; read\(\) it first/);
    disposeAll(outputs);
  });
});

test('a loop that fails on its way keeps none of the states it passed', async () => {
  const cpu = await backendFor('cpu');
  let calls = 0;
  const fragile: Program = ({ a, x }) => {
    calls += 1;
    if (calls === 3) throw new Error('out of luck');
    return { a: tf.add(a!, x!), y: tf.neg(x!) };
  };
  const before = tf.memory().numTensors;
  await expect(
    small(
      cpu,
      fragile,
      { carried: { a: [1] }, sliced: { x: [1] } },
      {
        ...{ iterations: 5, carried: { a: of(1) }, sliced: { x: of(1, 2, 3, 4, 5) } },
      },
    ),
  ).rejects.toThrow('out of luck');
  expect(tf.memory().numTensors).toBe(before);
});
