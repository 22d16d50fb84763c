import * as tf from '@tensorflow/tfjs';
import { constantFrom, letrec, oneof, tuple } from 'fast-check';

/** An expression over x and y of one shape, whose value has that shape too. */
export interface Expression {
  readonly text: string;
  readonly build: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;
}

// Arguments stay between −1 and 1, so that no depth overflows and no rounding is amplified.
const unary: readonly (readonly [string, (a: tf.Tensor, shape: [number, number]) => tf.Tensor])[] =
  [
    ['sigmoid', (a) => tf.sigmoid(a)],
    ['softplus', (a) => tf.mul(tf.softplus(a), 0.5)],
    ['leakyRelu', (a) => tf.leakyRelu(a, 0.2)],
    ['exp', (a) => tf.mul(tf.exp(tf.neg(tf.abs(a))), 0.9)],
    ['log', (a) => tf.mul(tf.log(tf.add(tf.abs(a), 1)), 0.9)],
    ['sqrt', (a) => tf.sqrt(tf.add(tf.mul(tf.square(a), 0.5), 0.1))],
    ['softmax', (a) => tf.softmax(a)],
    ['cumsum', (a) => tf.mul(tf.cumsum(a, 1), 0.25)],
    ['centred', (a) => tf.mul(tf.sub(a, tf.mean(a, 0, true)), 0.5)],
    ['max', (a) => tf.sub(a, tf.max(tf.abs(a), 1, true))],
    ['turned', (a, shape) => tf.reshape(tf.transpose(a), shape)],
    [
      'shifted',
      (a, [rows, columns]) =>
        tf.pad(
          tf.slice(a, [0, 1], [rows, columns - 1]),
          [
            [0, 0],
            [1, 0],
          ],
          0.5,
        ),
    ],
    [
      'stacked',
      (a) =>
        tf.concat(
          tf
            .unstack(a)
            .map((row) => tf.expandDims(row, 0))
            .reverse(),
          0,
        ),
    ],
    ['gathered', (a) => tf.gather(a, tf.tensor1d([2, 0, 2], 'int32'), 0)],
    [
      'oneHot',
      (a, [, columns]) => tf.cast(tf.oneHot(tf.cast(tf.argMax(a, 1), 'int32'), columns), 'float32'),
    ],
    ['unit', (a) => tf.mul(tf.onesLike(a), a)],
    ['averaged', (a) => tf.sub(tf.mul(a, 0.5), tf.mul(tf.mean(tf.abs(a), 0), 0.4))],
    ['summed', (a, shape) => tf.mul(tf.sum(tf.square(a), 0), tf.fill(shape, 0.25))],
    ['repeated', (a, shape) => tf.mul(tf.mean(a, 1, true), tf.ones(shape))],
    ['spread', (a, shape) => tf.minimum(a, tf.broadcastTo(tf.mean(a, 0, true), shape))],
  ];
const binary: readonly (readonly [string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor])[] = [
  ['add', (a, b) => tf.mul(tf.add(a, b), 0.5)],
  ['sub', (a, b) => tf.mul(tf.sub(a, b), 0.5)],
  ['mul', (a, b) => tf.mul(a, b)],
  ['div', (a, b) => tf.mul(tf.div(a, tf.add(tf.abs(b), 1.1)), 0.9)],
  ['maximum', (a, b) => tf.maximum(a, b)],
  ['where', (a, b) => tf.where(tf.greater(a, 0.1), a, b)],
  [
    'matMul',
    (a, b) => {
      const gram = tf.matMul(a, b, true, false);
      return tf.mul(tf.matMul(a as tf.Tensor2D, gram), 0.05);
    },
  ],
];

/** Random expressions over tensors of a shape, of the operations that `take` lets through. */
export const expressions = (take: (name: string) => boolean, shape: [number, number] = [3, 4]) =>
  letrec<{ expression: Expression }>((tie) => ({
    expression: oneof(
      { depthSize: 'small', withCrossShrink: true },
      constantFrom<Expression[]>({ text: 'x', build: (x) => x }, { text: 'y', build: (_, y) => y }),
      tuple(constantFrom(...unary.filter(([name]) => take(name))), tie('expression')).map(
        ([[name, apply], inner]) => ({
          text: `${name}(${inner.text})`,
          build: (x: tf.Tensor, y: tf.Tensor) => apply(inner.build(x, y), shape),
        }),
      ),
      tuple(
        constantFrom(...binary.filter(([name]) => take(name))),
        tie('expression'),
        tie('expression'),
      ).map(([[name, apply], left, right]) => ({
        text: `${name}(${left.text}, ${right.text})`,
        build: (x: tf.Tensor, y: tf.Tensor) => apply(left.build(x, y), right.build(x, y)),
      })),
    ),
  })).expression;
