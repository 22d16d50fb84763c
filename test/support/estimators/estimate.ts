import type { Backend } from '../../../src/backends/backend.ts';
import { addPrefix, mapNamed } from '../../../src/core/named.ts';
import type { Named } from '../../../src/core/named.ts';
import { RandomStream } from '../../../src/core/random.ts';
import { sizeOf } from '../../../src/core/shapes.ts';
import type { Dimensions, Estimator, LearningSignal } from '../../../src/estimators/contract.ts';
import { IMAGE_PIXELS, estimateProgram } from '../../../src/estimators/estimate-program.ts';
import { problemLogits, tableSignal } from '../../../src/estimators/problem.ts';
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
  const { program } = estimateProgram(
    settle(estimator),
    { dimensions, f, logits: () => problemLogits([problem], dimensions.batch) },
    0,
  );
  return runOnce(backend, program, { ...addPrefix('noise', noise), ...addPrefix('state', state) });
}
