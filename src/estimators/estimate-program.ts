import * as tf from '@tensorflow/tfjs';
import type { Program } from '../backends/backend.ts';
import { addPrefix, mapNamed, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';
import { assertGradient } from './contract.ts';
import type { Dimensions, LearningSignal } from './contract.ts';
import type { SettledEstimator } from './settle.ts';

/** What an estimator estimates the gradient of. */
interface Question {
  readonly dimensions: Dimensions;
  readonly f: LearningSignal;
  /** φ, [B, V, C]; called inside of the program. */
  readonly logits: () => tf.Tensor3D;
}

/** Pixels of images that nothing depends on but what an estimator makes of them. */
export const IMAGE_PIXELS = 2;

/** Zeros and ones by turns, another half of them in every other image, and their mean. */
function sampleImages({ batch, pixels }: Pick<Dimensions, 'batch' | 'pixels'>): {
  readonly images: tf.Tensor2D;
  readonly trainMean: tf.Tensor1D;
} {
  const values = Float32Array.from(
    { length: batch * pixels },
    (_, at) => (Math.floor(at / pixels) + at) % 2,
  );
  return { images: tf.tensor2d(values, [batch, pixels]), trainMean: tf.fill([pixels], 0.5) };
}

/** An estimator by itself as a program, with what it takes. */
export interface EstimateProgram {
  /**
   * Inputs: `noise/…` and `state/…`. Outputs: `gradient` [B, V, C], in nats per unit of φ, and `state/…`
   * for the next call.
   */
  readonly program: Program;
  readonly inputShapes: Named<Shape>;
  /** Shapes of the uniforms, by name. */
  readonly noise: Named<Shape>;
  /** Starting values of the estimator's variables. */
  readonly initial: Named<InitialValue>;
}

/** @param seed - of the estimator's variables. */
export function estimateProgram(
  estimator: SettledEstimator,
  { dimensions, f, logits }: Question,
  seed: number,
): EstimateProgram {
  const { batch, variables, categories } = dimensions;
  const noise = estimator.noise(dimensions);
  const initial = estimator.initialState(dimensions, new RandomStream(seed, 'init'));
  return {
    program: (inputs) => {
      const { gradient, state = {} } = estimator.gradient({
        logits: logits(),
        f,
        noise: stripPrefix(inputs, 'noise'),
        state: stripPrefix(inputs, 'state'),
        ...sampleImages(dimensions),
        dimensions,
      });
      assertGradient(estimator.name, gradient, [batch, variables, categories]);
      return { gradient, ...addPrefix('state', state) };
    },
    inputShapes: {
      ...addPrefix('noise', noise),
      ...addPrefix(
        'state',
        mapNamed(initial, ({ shape }) => shape),
      ),
    },
    noise,
    initial,
  };
}
