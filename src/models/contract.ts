import type * as tf from '@tensorflow/tfjs';
import type { Named } from '../core/named.ts';
import type { RandomStream } from '../core/random.ts';
import type { Shape } from '../core/shapes.ts';
import type { NetworkProducts } from './products.ts';

/** Sizes that the data and the latent space give to a model. */
export interface ModelSizes {
  /** Pixels D of an image. */
  readonly pixels: number;
  /** Latent variables V. */
  readonly variables: number;
  /** Categories C of every variable. */
  readonly categories: number;
}

/**
 * The part of the model that a parameter belongs to. The estimator estimates the gradient of the
 * encoder, q(z | x); the decoder, p(x | z), and the prior, p(z), have theirs from a posterior sample.
 * Each group has a learning rate of its own.
 */
export type ParameterGroup = 'encoder' | 'decoder' | 'prior';

/** An array that training changes. */
export interface Parameter {
  readonly group: ParameterGroup;
  readonly shape: Shape;
  /**
   * Starting values, row by row.
   *
   * @param random - a stream of this parameter's own.
   * @param trainMean - mean of every training pixel in [0, 1], [D].
   */
  readonly start: (
    shape: Shape,
    random: RandomStream,
    trainMean: Float32Array,
  ) => Float32Array<ArrayBuffer>;
}

/** The logit of p(x_d = 1 | z) for every pixel d, of z [S, B, V, C]: [S, B, D]. */
export type Decode = (z: tf.Tensor4D) => tf.Tensor3D;

/** log p(x | z) in nats for x `images` [B, D], binary, and z [S, B, V, C]: [S, B]. */
export type LogLikelihood = (images: tf.Tensor2D, z: tf.Tensor4D) => tf.Tensor2D;

/**
 * A variational autoencoder with V categorical latent variables z of C categories:
 *
 * - q(z | x) = Π_v softmax(φ_v(x)), the encoder;
 * - p(x | z), the decoder, of binary images x;
 * - p(z) = Π_v p(z_v), the prior.
 *
 * Points z are [S, B, V, C]: S points for each of B images, one-hot or anywhere in the simplex product,
 * and everything is differentiable in them. The methods that take parameters must be pure functions
 * written in TensorFlow.js operations: no clock, no random generator, no reading of tensor values,
 * because a backend may trace them once and compile them.
 */
export interface Model {
  readonly sizes: ModelSizes;
  /** By name; states, checkpoints and gradients list them in this order. */
  readonly parameters: Named<Parameter>;
  /** Rows that the decoder is best given at once, where the backend says so; models leave it out. */
  readonly rowsAtOnce?: number;
  /**
   * Logits φ of q(z | x).
   *
   * @param parameters - all, or at least the encoder's.
   * @param images - binary, [B, D].
   * @param trainMean - mean of the training images, [D].
   * @returns [B, V, C].
   */
  encode(parameters: Named<tf.Tensor>, images: tf.Tensor2D, trainMean: tf.Tensor): tf.Tensor3D;
  /**
   * The mean image of p(x | z) under these parameters, by the logits of its pixels: what pictures of the model show.
   * Where the pixels are independent given z, `logLikelihood` follows from them.
   *
   * @param parameters - all, or at least the decoder's.
   */
  decode(parameters: Named<tf.Tensor>): Decode;
  /**
   * log p(x | z) under these parameters. The points of one batch may come in several parts: what
   * depends on the parameters alone is best computed before the function is returned.
   *
   * @param parameters - all, or at least the decoder's.
   */
  logLikelihood(parameters: Named<tf.Tensor>): LogLikelihood;
  /**
   * log p(z_v = c), in nats.
   *
   * @param parameters - all, or at least the prior's.
   * @returns [V, C].
   */
  logPrior(parameters: Named<tf.Tensor>): tf.Tensor2D;
  /** What the encoder costs for `rows` images. */
  encoderProducts(rows: number): NetworkProducts;
  /** What the decoder costs for `rows` points; they themselves need no gradient. */
  decoderProducts(rows: number): NetworkProducts;
}

/** Makes a model of these sizes and settings. */
export type CreateModel<Settings> = (sizes: ModelSizes, settings: Settings) => Model;
