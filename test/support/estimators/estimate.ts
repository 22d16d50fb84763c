import * as tf from '@tensorflow/tfjs';
import type { Backend } from '../../../src/backends/backend.ts';
import { addPrefix, mapNamed, stripPrefix } from '../../../src/core/named.ts';
import type { Named } from '../../../src/core/named.ts';
import { RandomStream } from '../../../src/core/random.ts';
import { sizeOf } from '../../../src/core/shapes.ts';
import type { Dimensions, Estimator, LearningSignal } from '../../../src/estimators/contract.ts';
import { IMAGE_PIXELS, sampleImages } from '../../../src/estimators/estimate-program.ts';
import { tableSignal } from '../../../src/estimators/problem.ts';
import type { Problem } from '../../../src/estimators/problem.ts';
import { settle } from '../../../src/estimators/settle.ts';
import { runOnce } from '../arrays.ts';
import type { Shaped } from '../arrays.ts';

/** Uniforms for everything an estimator asks for; a pure function of its arguments. */
export function noiseFor(
  estimator: Estimator,
  dimensions: Dimensions,
  seed = 1,
): Record<string, Shaped> {
  return mapNamed(settle(estimator).noise(dimensions), (shape, name) => ({
    shape,
    values: new RandomStream(seed, 'latent', name).uniforms(sizeOf(shape)),
  }));
}

export function dimensionsFor(problem: Problem, batch: number, samples = 2): Dimensions {
  return {
    batch,
    pixels: IMAGE_PIXELS,
    variables: problem.variables,
    categories: problem.categories,
    samples,
  };
}

/** Every datapoint's estimate on one problem with given noise, [B, V, C], and the next state. */
export async function estimate(
  backend: Backend,
  estimator: Estimator,
  problem: Problem,
  dimensions: Dimensions,
  noise: Named<Shaped>,
  state: Named<Shaped> = settle(estimator).initialState(dimensions, new RandomStream(0, 'init')),
  f: LearningSignal = tableSignal(problem),
): Promise<Record<string, Float32Array>> {
  const { batch, variables, categories } = dimensions;
  return runOnce(
    backend,
    (inputs) => {
      const row = tf.tensor3d([...problem.logits], [1, variables, categories]);
      const result = settle(estimator).gradient({
        logits: tf.tile(row, [batch, 1, 1]),
        f,
        noise: stripPrefix(inputs, 'noise'),
        state: stripPrefix(inputs, 'state'),
        ...sampleImages(dimensions),
        dimensions,
      });
      return { gradient: result.gradient, ...addPrefix('state', result.state ?? {}) };
    },
    { ...addPrefix('noise', noise), ...addPrefix('state', state) },
  );
}
