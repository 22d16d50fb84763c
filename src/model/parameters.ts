import { addPrefix, mapNamed } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import { sizeOf } from '../core/shapes.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';

/** Sizes of the categorical VAE. */
export interface ModelShape {
  /** Pixels D of an image. */
  readonly pixels: number;
  /** Latent variables V. */
  readonly variables: number;
  /** Categories C of every variable. */
  readonly categories: number;
  /** Widths of the encoder's hidden layers, input side first. */
  readonly encoderHidden: readonly number[];
  /** Widths of the decoder's hidden layers, latent side first. */
  readonly decoderHidden: readonly number[];
  /** Slope of LeakyReLU for negative inputs. */
  readonly leakySlope: number;
}

function layerShapes(widths: readonly number[]): Record<string, Shape> {
  return Object.fromEntries(
    widths.slice(1).flatMap((width, layer): [string, Shape][] => [
      [`${layer}/weights`, [widths[layer] ?? 0, width]],
      [`${layer}/bias`, [width]],
    ]),
  );
}

/**
 * Shapes of all parameters: `encoder/<layer>/weights` [in, out] and `…/bias` [out], the same for
 * `decoder`, and `prior/logits` [V, C].
 */
export function parameterShapes(model: ModelShape): Record<string, Shape> {
  const { pixels, variables, categories, encoderHidden, decoderHidden } = model;
  const latent = variables * categories;
  return {
    ...addPrefix('encoder', layerShapes([pixels, ...encoderHidden, latent])),
    ...addPrefix('decoder', layerShapes([latent, ...decoderHidden, pixels])),
    'prior/logits': [variables, categories],
  };
}

/** U(−a, a) with a = √(6 / (in + out)) (Glorot and Bengio 2010). */
function glorotUniform(shape: Shape, random: RandomStream): Float32Array<ArrayBuffer> {
  const limit = Math.sqrt(6 / shape.reduce((sum, width) => sum + width, 0));
  return random.uniforms(sizeOf(shape)).map((uniform) => (2 * uniform - 1) * limit);
}

/** logit(clip(mean, 0.001, 0.999)): the decoder starts at the training images' mean. */
function logitOfMean(trainMean: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(trainMean, (mean) => {
    const clipped = Math.min(Math.max(mean, 0.001), 0.999);
    return Math.log(clipped / (1 - clipped));
  });
}

/**
 * Starting parameters: Glorot-uniform weights, zero biases, a uniform prior, and the decoder's output
 * bias at the training mean. A pure function of its arguments.
 *
 * @param trainMean - mean of every training pixel in [0, 1], [D].
 */
export function initialParameters(
  model: ModelShape,
  trainMean: Float32Array,
  seed: number,
): Named<InitialValue> {
  const outputBias = `decoder/${model.decoderHidden.length}/bias`;
  return mapNamed(parameterShapes(model), (shape, name) => {
    if (name === outputBias) return { shape, values: logitOfMean(trainMean) };
    const values = name.endsWith('/weights')
      ? glorotUniform(shape, new RandomStream(seed, 'init', name))
      : new Float32Array(sizeOf(shape));
    return { shape, values };
  });
}
