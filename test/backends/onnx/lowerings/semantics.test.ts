import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerOnnx } from '../../../../src/backends/onnx/register.ts';

beforeAll(() => {
  registerOnnx();
});

const floats = [
  ...[Number.NaN, Infinity, -Infinity, 0, -0, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5],
  ...[1e-6, -1e-6, 0.3, -0.3, 3, -3, 20, -20, 100, -100],
];
/**
 * For pairs: no −0, whose sign is lost on the way to an angle, and nothing whose quotient is whole in
 * float32 alone, in which ONNX Runtime divides.
 */
const fewer = [
  ...[Number.NaN, Infinity, -Infinity, 0, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5],
  ...[0.375, -0.375, 3, -3, 20, -20, 100, -100],
];
const wholes = [-(2 ** 31), -7, -2, -1, 0, 1, 2, 7, 2 ** 31 - 1];

const small = wholes.filter((number) => Math.abs(number) < 8);

/** What an operation gives on one of TensorFlow.js's backends. */
async function on(backend: 'cpu' | 'onnx', operation: () => tf.Tensor) {
  await tf.setBackend(backend);
  const result = tf.tidy(operation);
  const values = Array.from(await result.data());
  result.dispose();
  return { values, dtype: result.dtype };
}

/** Equal where one is NaN or infinite, and to float32's precision elsewhere. */
async function expectSame(operation: () => tf.Tensor): Promise<void> {
  const [expected, found] = [await on('cpu', operation), await on('onnx', operation)];
  expect(found.dtype).toBe(expected.dtype);
  const close = found.values.map((value, at) => {
    const wanted = expected.values[at]!;
    const same = Object.is(value, wanted) || value === wanted;
    return same || Math.abs(value - wanted) <= 2e-6 * Math.max(1, Math.abs(wanted))
      ? wanted
      : value;
  });
  const differing = close.flatMap((value, at) =>
    Object.is(value, expected.values[at]) ? [] : [{ at, value, expected: expected.values[at] }],
  );
  expect(differing).toEqual([]);
}

type Unary = (x: tf.Tensor1D) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
type Reduction = (x: tf.Tensor2D) => tf.Tensor;

const unary: Record<string, Unary> = {
  abs: tf.abs,
  acos: tf.acos,
  acosh: tf.acosh,
  asin: tf.asin,
  asinh: tf.asinh,
  atan: tf.atan,
  atanh: tf.atanh,
  ceil: tf.ceil,
  clip: (x) => tf.clipByValue(x, -1, 2),
  cos: tf.cos,
  elu: tf.elu,
  exp: tf.exp,
  expm1: tf.expm1,
  floor: tf.floor,
  isFinite: tf.isFinite,
  isInf: tf.isInf,
  isNaN: tf.isNaN,
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  log: tf.log,
  log1p: tf.log1p,
  neg: tf.neg,
  prelu: (x) => tf.prelu(x, tf.tensor1d([0.3])),
  reciprocal: tf.reciprocal,
  relu: tf.relu,
  relu6: tf.relu6,
  round: tf.round,
  rsqrt: tf.rsqrt,
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  sign: tf.sign,
  sin: tf.sin,
  softplus: tf.softplus,
  sqrt: tf.sqrt,
  square: tf.square,
  step: (x) => tf.step(x, 0.1),
  tan: tf.tan,
  tanh: tf.tanh,
  toBool: (x) => tf.cast(x, 'bool'),
};

const binary: Record<string, Binary> = {
  add: tf.add,
  atan2: tf.atan2,
  div: tf.div,
  equal: tf.equal,
  floorDiv: tf.floorDiv,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  maximum: tf.maximum,
  minimum: tf.minimum,
  mod: tf.mod,
  mul: tf.mul,
  notEqual: tf.notEqual,
  pow: tf.pow,
  squaredDifference: tf.squaredDifference,
  sub: tf.sub,
};

const reductions: Record<string, Reduction> = {
  argMax: (x) => tf.argMax(x, 1),
  argMin: (x) => tf.argMin(x, 1),
  max: (x) => tf.max(x, 1),
  mean: (x) => tf.mean(x, 1),
  min: (x) => tf.min(x, 1),
  prod: (x) => tf.prod(x, 1),
  sum: (x) => tf.sum(x, 1),
};

describe('special numbers', () => {
  test.each(Object.entries(unary))('%s of floats as on cpu', async (_, apply) => {
    await expectSame(() => apply(tf.tensor1d(floats)));
  });

  test.each(Object.entries(binary))('%s of floats as on cpu', async (_, apply) => {
    const column = () => tf.reshape(tf.tensor1d(fewer), [-1, 1]);
    await expectSame(() => apply(column(), tf.tensor1d(fewer)));
  });

  test.each(Object.entries(binary))('%s of whole numbers as on cpu', async (name, apply) => {
    // JavaScript rounds products that are beyond float64 before it takes them modulo 2³².
    const numbers = ['mul', 'pow', 'squaredDifference'].includes(name) ? small : wholes;
    const column = () => tf.reshape(tf.tensor1d(numbers, 'int32'), [-1, 1]);
    await expectSame(() => apply(column(), tf.tensor1d(numbers, 'int32')));
  });

  test.each(Object.entries(reductions))('%s of every pair as on cpu', async (_, apply) => {
    // After a number: cpu finds no other extreme behind a NaN that comes first.
    const pairs = floats.flatMap((a) => floats.map((b) => [1, a, b]));
    await expectSame(() => apply(tf.tensor2d(pairs)));
  });
});
