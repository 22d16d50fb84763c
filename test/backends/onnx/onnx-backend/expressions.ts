import * as tf from '@tensorflow/tfjs';
import { constantFrom, letrec, oneof, tuple } from 'fast-check';

/** An expression over x and y, both [3, 4], whose value is [3, 4] too. */
export interface Expression {
  readonly text: string;
  readonly build: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;
}

type Unary = (a: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const image = (a: tf.Tensor) => tf.reshape(a, [1, 3, 4, 1]) as unknown as tf.Tensor4D;
const matrix = (a: tf.Tensor) => tf.reshape(a, [3, 4]);
const positive = (a: tf.Tensor) => tf.add(tf.abs(a), 0.3);
const filter = () => tf.tensor4d([0.2, -0.1, 0.3, 0.1, 0.15, -0.05], [3, 2, 1, 1]);

// Arguments stay between −1 and 1, so that no depth overflows and no rounding is amplified.
const maths: Record<string, Unary> = {
  asin: (a) => tf.mul(tf.asin(tf.mul(a, 0.8)), 0.9),
  atan: (a) => tf.atan(a),
  ceil: (a) => tf.mul(tf.ceil(tf.add(tf.mul(a, 2.7), 0.137)), 0.25),
  clipped: (a) => tf.clipByValue(a, -0.4, 0.6),
  cos: (a) => tf.cos(a),
  cosh: (a) => tf.mul(tf.cosh(a), 0.6),
  erf: (a) => tf.erf(a),
  exp: (a) => tf.mul(tf.exp(tf.neg(tf.abs(a))), 0.9),
  expm1: (a) => tf.mul(tf.expm1(a), 0.5),
  log: (a) => tf.mul(tf.log(tf.add(tf.abs(a), 1)), 0.9),
  log1p: (a) => tf.mul(tf.log1p(tf.mul(a, 0.6)), 0.9),
  reciprocal: (a) => tf.mul(tf.reciprocal(positive(a)), 0.3),
  rsqrt: (a) => tf.mul(tf.rsqrt(positive(a)), 0.5),
  sin: (a) => tf.sin(a),
  sinh: (a) => tf.mul(tf.sinh(a), 0.8),
  sqrt: (a) => tf.sqrt(tf.add(tf.mul(tf.square(a), 0.5), 0.1)),
  tan: (a) => tf.mul(tf.tan(a), 0.6),
  tanh: (a) => tf.tanh(a),
};

const activations: Record<string, Unary> = {
  elu: (a) => tf.elu(a),
  leakyRelu: (a) => tf.leakyRelu(a, 0.2),
  logSoftmax: (a) => tf.mul(tf.logSoftmax(a), 0.25),
  prelu: (a) => tf.prelu(a, tf.tensor1d([0.1, 0.2, 0.3, 0.4])),
  relu: (a) => tf.relu(a),
  relu6: (a) => tf.relu6(a),
  selu: (a) => tf.mul(tf.selu(a), 0.5),
  sigmoid: (a) => tf.sigmoid(a),
  softmax: (a) => tf.softmax(a),
  softplus: (a) => tf.mul(tf.softplus(a), 0.5),
};

const alongAxes: Record<string, Unary> = {
  centred: (a) => tf.mul(tf.sub(a, tf.mean(a, 0, true)), 0.5),
  cumprod: (a) => tf.cumprod(a, 1, false, true),
  cumsum: (a) => tf.mul(tf.cumsum(a, 1), 0.25),
  max: (a) => tf.mul(tf.sub(a, tf.max(tf.abs(a), 1, true)), 0.5),
  min: (a) => tf.mul(tf.sub(a, tf.min(a, 1, true)), 0.5),
  oneHot: (a) => tf.cast(tf.oneHot(tf.cast(tf.argMax(a, 1), 'int32'), 4), 'float32'),
  prod: (a) => tf.mul(a, tf.prod(a, 0, true)),
  topk: (a) => tf.topk(a, 4).values,
};

const moved: Record<string, Unary> = {
  gathered: (a) => tf.gather(a, tf.tensor1d([2, 0, 2], 'int32'), 0),
  gatheredAt: (a) => {
    const at = tf.tensor2d(
      [
        [0, 3],
        [2, 1],
        [1, 1],
      ],
      [3, 2],
      'int32',
    );
    return tf.add(tf.mul(a, 0.5), tf.reshape(tf.mul(tf.gatherND(a, at), 0.5), [3, 1]));
  },
  mirrored: (a) =>
    tf.slice(
      tf.mirrorPad(
        a,
        [
          [1, 0],
          [0, 2],
        ],
        'reflect',
      ),
      [0, 2],
      [3, 4],
    ),
  padded: (a) =>
    tf.pad(
      tf.slice(a, [0, 1], [3, 3]),
      [
        [0, 0],
        [1, 0],
      ],
      0.5,
    ),
  reversed: (a) => tf.reverse(a, 1),
  scattered: (a) => {
    const at = tf.tensor2d([[1], [1], [0]], [3, 1], 'int32');
    return tf.mul(tf.scatterND(at, a, [3, 4]), 0.5);
  },
  segments: (a) => {
    const ids = tf.tensor1d([2, 0, 2], 'int32');
    return tf.mul(tf.unsortedSegmentSum(a, ids, 3), 0.5);
  },
  stacked: (a) => {
    const rows = tf.unstack(a).map((row) => tf.expandDims(row, 0));
    return tf.concat(rows.reverse(), 0);
  },
  strided: (a) => tf.tile(tf.stridedSlice(a, [0, 3], [3, -5], [1, -2]), [1, 2]),
  turned: (a) => tf.reshape(tf.transpose(a), [3, 4]),
};

const images: Record<string, Unary> = {
  averaged: (a) => matrix(tf.avgPool(image(a), 2, 1, 'same')),
  blocks: (a) => {
    const batches = tf.spaceToBatchND(
      image(a),
      [1, 2],
      [
        [0, 0],
        [0, 0],
      ],
    );
    return matrix(
      tf.batchToSpaceND(
        tf.mul(batches, 0.9),
        [1, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    );
  },
  convolved: (a) => matrix(tf.conv2d(image(a), filter(), 1, 'same')),
  convolvedByStrides: (a) => {
    const half = tf.conv2d(image(a), filter(), [1, 2], 'same');
    return matrix(tf.concat([half, half], 2));
  },
  depthwise: (a) => matrix(tf.depthwiseConv2d(image(a), filter(), 1, 'same')),
  einsum: (a) => tf.mul(tf.tile(tf.einsum('ij,kj->ik', a, a), [1, 2]).slice([0, 0], [3, 4]), 0.2),
  localNorm: (a) =>
    matrix(tf.localResponseNormalization(tf.reshape<tf.Rank.R4>(a, [1, 3, 1, 4]), 1)),
  maxPooled: (a) => matrix(tf.maxPool(image(a), 2, 1, 'same')),
  normal: (a) => {
    const scale = tf.tensor1d([0.5, -0.2, 0.4, 0.3]);
    const variance = tf.add(tf.mean(tf.square(a), 0), 0.5);
    return tf.batchNorm(a, tf.mean(a, 0), variance, tf.tensor1d([0.1, 0, -0.1, 0.2]), scale);
  },
  resized: (a) => {
    // Square: cpu's gradient of other images has its sides mixed up.
    const square = tf.reshape(a, [1, 2, 2, 3]) as unknown as tf.Tensor4D;
    const large = tf.image.resizeBilinear(square, [4, 6]);
    return matrix(tf.image.resizeNearestNeighbor(large, [2, 2]));
  },
};

const binary: Record<string, Binary> = {
  add: (a, b) => tf.mul(tf.add(a, b), 0.5),
  atan2: (a, b) => tf.mul(tf.atan2(a, positive(b)), 0.6),
  div: (a, b) => tf.mul(tf.div(a, tf.add(tf.abs(b), 1.1)), 0.9),
  floorDiv: (a, b) => tf.mul(tf.cast(tf.floorDiv(a, positive(b)), 'float32'), 0.2),
  matMul: (a, b) => {
    const gram = tf.matMul(a, b, true, false);
    return tf.mul(tf.matMul(a as tf.Tensor2D, gram), 0.05);
  },
  maximum: (a, b) => tf.maximum(a, b),
  minimum: (a, b) => tf.minimum(a, b),
  mod: (a, b) => tf.mod(a, positive(b)),
  mul: (a, b) => tf.mul(a, b),
  pow: (a, b) => tf.mul(tf.pow(positive(a), b), 0.25),
  squaredDifference: (a, b) => tf.mul(tf.squaredDifference(a, b), 0.25),
  sub: (a, b) => tf.mul(tf.sub(a, b), 0.5),
  where: (a, b) => tf.where(tf.greater(a, 0.1), a, b),
};

const unary = Object.entries({ ...maths, ...activations, ...alongAxes, ...moved, ...images });

/** Names of all operations. */
export const operations = [...unary.map(([name]) => name), ...Object.keys(binary)];

const leaves: readonly Expression[] = [
  { text: 'x', build: (x) => x },
  { text: 'y', build: (_, y) => y },
];

/** Random expressions of the operations that `take` lets through. */
export const expressions = (take: (name: string) => boolean) =>
  letrec<{ expression: Expression }>((tie) => ({
    expression: oneof(
      { depthSize: 'small', withCrossShrink: true },
      constantFrom(...leaves),
      tuple(constantFrom(...unary.filter(([name]) => take(name))), tie('expression')).map(
        ([[name, apply], inner]) => ({
          text: `${name}(${inner.text})`,
          build: (x: tf.Tensor, y: tf.Tensor) => apply(inner.build(x, y)),
        }),
      ),
      tuple(
        constantFrom(...Object.entries(binary).filter(([name]) => take(name))),
        tie('expression'),
        tie('expression'),
      ).map(([[name, apply], left, right]) => ({
        text: `${name}(${left.text}, ${right.text})`,
        build: (x: tf.Tensor, y: tf.Tensor) => apply(left.build(x, y), right.build(x, y)),
      })),
    ),
  })).expression;

/** An expression of one operation on x and y. */
export function single(name: string): Expression {
  const one = unary.find(([each]) => each === name)?.[1];
  const two = binary[name];
  return {
    text: name,
    build: (x, y) => (one === undefined ? two!(x, y) : one(x)),
  };
}
