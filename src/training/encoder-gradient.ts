import * as tf from '@tensorflow/tfjs';
import type { Named } from '../core/named.ts';
import { assertGradient } from '../estimators/contract.ts';
import type { GradientEstimate } from '../estimators/contract.ts';
import { logWeights } from '../models/log-weights.ts';
import { namedGradients } from '../networks/gradients.ts';
import type { StateOptions } from './state.ts';

/** Who is asked for the gradient, of which model. */
type Asked = Pick<StateOptions, 'model' | 'estimator' | 'dimensions'>;

/** What the estimator is asked with. */
interface Batch {
  /** All of the model's, by name. */
  readonly parameters: Named<tf.Tensor>;
  /** Binary, [B, D]. */
  readonly images: tf.Tensor2D;
  /** [D]. */
  readonly trainMean: tf.Tensor;
  /** The weight β of the KL divergence, a scalar; 1 when undefined. */
  readonly klWeight: tf.Tensor | undefined;
  /** The estimator's own uniforms, and its variables. */
  readonly noise: Named<tf.Tensor>;
  readonly state: Named<tf.Tensor>;
}

/**
 * Encodes a batch and asks the estimator for ∂ E_q[f] / ∂ φ, [B, V, C].
 *
 * @throws EstimatorOutputError, ShapeError for an answer that is no such tensor.
 */
export function askEstimator(
  { model, estimator, dimensions }: Asked,
  { parameters, images, trainMean, klWeight, noise, state }: Batch,
): GradientEstimate & { readonly logits: tf.Tensor3D } {
  const logits = model.encode(parameters, images, trainMean);
  const estimate = estimator.gradient({
    logits,
    f: (z) => logWeights(model, parameters, images, logits, z, klWeight),
    noise,
    state,
    images,
    trainMean,
    dimensions,
  });
  assertGradient(estimator.name, estimate.gradient, logits.shape);
  return { ...estimate, logits };
}

/**
 * Gradient of the batch-mean ELBO with respect to the encoder: the estimate of ∂f/∂φ pulled back
 * through the encoder, (1/B) Σ_b estimate_b · ∂φ_b/∂θ.
 *
 * The encoder runs a second time here. Estimating inside `tf.grads` instead would record the backward
 * pass of every evaluation of f.
 */
export function encoderGradients(
  { model, dimensions }: Pick<Asked, 'model' | 'dimensions'>,
  parameters: Named<tf.Tensor>,
  images: tf.Tensor2D,
  trainMean: tf.Tensor,
  estimate: tf.Tensor3D,
): Record<string, tf.Tensor> {
  const scaled = tf.div(estimate, dimensions.batch);
  return namedGradients(
    (encoder) => tf.sum(tf.mul(model.encode(encoder, images, trainMean), scaled)),
    parameters,
  ).gradients;
}
