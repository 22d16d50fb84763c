import * as tf from '@tensorflow/tfjs';
import type { Backend } from '../backends/backend.ts';
import { UnrepeatableError } from '../core/estimator-errors.ts';
import { addPrefix, mapNamed } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import { sizeOf } from '../core/shapes.ts';
import type { Dimensions, LearningSignal } from './contract.ts';
import { estimateProgram } from './estimate-program.ts';
import type { SettledEstimator } from './settle.ts';

/** Datapoints that are enough to ask with. */
const BATCH = 4;

/** Graphics cards add in any order: so much, as a share of the largest value, is rounding. */
const ROUNDING = 1e-6;

/** A learning signal of any size: a smooth function of z with different values everywhere. */
function smoothSignal(
  weights: Float32Array,
  { variables, categories }: Dimensions,
): LearningSignal {
  return (z) =>
    tf.tidy(() => {
      const factors = tf.tensor4d(weights, [1, 1, variables, categories]);
      const sum: tf.Tensor2D = tf.sum(tf.mul(z, factors), [2, 3]);
      return tf.add(sum, tf.sin(tf.square(sum)));
    });
}

function differ(one: Float32Array, other: Float32Array): boolean {
  const largest = one.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const rounding = Number.isFinite(largest) ? ROUNDING * largest : 0;
  return one.some((value, at) => {
    const again = other[at] ?? Number.NaN;
    return !Object.is(value, again) && !(Math.abs(value - again) <= rounding);
  });
}

/**
 * Compiles an estimator twice, and asks both for the gradient of the same thing with the same noise. A
 * backend that traces programs has two traces then, so that what was drawn while tracing differs, too.
 *
 * @throws UnrepeatableError when the answers differ.
 */
export async function assertRepeatable(
  estimator: SettledEstimator,
  given: Dimensions,
  backend: Backend,
): Promise<void> {
  const dimensions = { ...given, batch: Math.min(BATCH, given.batch) };
  const { batch, variables, categories } = dimensions;
  const draw = (name: string, count: number) =>
    new RandomStream(0, 'latent', 'repeatable', name).uniforms(count);
  const logits = draw('logits', batch * variables * categories);
  const f = smoothSignal(draw('signal', variables * categories), dimensions);
  const question = {
    dimensions,
    f,
    logits: () => tf.tensor3d(logits, [batch, variables, categories]),
  };
  const answers: Named<Float32Array>[] = [];
  for (let call = 0; call < 2; call += 1) {
    const { program, inputShapes, noise, initial } = estimateProgram(estimator, question, 0);
    const outputs = await backend.compile(
      program,
      inputShapes,
    )({
      ...addPrefix(
        'noise',
        mapNamed(noise, (shape, name) => draw(`noise ${name}`, sizeOf(shape))),
      ),
      ...addPrefix(
        'state',
        mapNamed(initial, ({ values }) => values),
      ),
    });
    const read = Object.entries(outputs).map(
      async ([name, array]) => [name, Float32Array.from(await array.read())] as const,
    );
    answers.push(Object.fromEntries(await Promise.all(read)));
    for (const output of Object.values(outputs)) output.dispose();
  }
  const [one = {}, other = {}] = answers;
  for (const [name, values] of Object.entries(one)) {
    const again = other[name];
    if (again === undefined || differ(values, again)) {
      throw new UnrepeatableError(estimator.name, name);
    }
  }
}
