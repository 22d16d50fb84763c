import * as tf from '@tensorflow/tfjs';
import type { Program } from '../backends/backend.ts';
import type { Config } from '../config/schema.ts';
import { addPrefix, get, mapNamed, partition, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { categoricalLogProb, sampleCategorical } from '../distributions/categorical.ts';
import { assertGradient } from '../estimators/contract.ts';
import type { Dimensions } from '../estimators/contract.ts';
import type { SettledEstimator } from '../estimators/settle.ts';
import type { Model } from '../models/contract.ts';
import { logJoint, logWeights } from '../models/log-weights.ts';
import { isIn } from '../models/parameters.ts';
import { followGradient } from './gradient-variance.ts';
import { adamStep } from './optimisers.ts';

/** What a training step depends on besides its inputs. */
export interface TrainStepSettings {
  readonly model: Model;
  readonly estimator: SettledEstimator;
  readonly dimensions: Dimensions;
  readonly optimiser: Config['optimiser'];
  /** Decay of the moving averages behind the gradient variance. */
  readonly varianceDecay: number;
}

/** Gradients of a scalar by name. */
function namedGradients(
  objective: (parameters: Record<string, tf.Tensor>) => tf.Tensor,
  parameters: Named<tf.Tensor>,
): { value: tf.Scalar; gradients: Record<string, tf.Tensor> } {
  const names = Object.keys(parameters);
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
    objective(Object.fromEntries(names.map((name, at) => [name, tensors[at] as tf.Tensor]))),
  )(Object.values(parameters));
  const gradients = Object.fromEntries(names.map((name, at) => [name, grads[at] as tf.Tensor]));
  return { value: value as tf.Scalar, gradients };
}

/**
 * Gradient of the batch-mean ELBO with respect to the encoder: the estimate of ∂f/∂φ pulled back
 * through the encoder, (1/B) Σ_b estimate_b · ∂φ_b/∂θ.
 *
 * The encoder runs a second time here. Estimating inside `tf.grads` instead would record the backward
 * pass of every evaluation of f.
 */
function encoderGradients(
  { model, dimensions }: TrainStepSettings,
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

/**
 * One training step as a pure function of tensors.
 *
 * Inputs: `state/…` (see `initialState`), `images` [B, D] binary, `train-mean` [D], `noise/posterior`
 * [1, B, V] and `noise/estimator/…`, uniforms in (0, 1). Outputs: `state/…` for the next step, and
 * `elbo`, the batch mean of the single-sample ELBO before the update, a scalar in nats.
 *
 * Decoder and prior take their gradient from the one posterior sample behind `elbo`, whatever the
 * estimator, so that estimators differ in the encoder's gradient only.
 */
export function trainStep(settings: TrainStepSettings): Program {
  const { model, estimator, dimensions, optimiser, varianceDecay } = settings;
  return (inputs) => {
    const images = get(inputs, 'images') as tf.Tensor2D;
    const trainMean = get(inputs, 'train-mean');
    const state = stripPrefix(inputs, 'state');
    const parameters = stripPrefix(state, 'parameters');
    const logits = model.encode(parameters, images, trainMean);

    const estimate = estimator.gradient({
      logits,
      f: (z) => logWeights(model, parameters, images, logits, z),
      noise: stripPrefix(inputs, 'noise/estimator'),
      state: stripPrefix(state, 'estimator'),
      dimensions,
    });
    assertGradient(estimator.name, estimate.gradient, logits.shape);

    const z = sampleCategorical(logits, get(inputs, 'noise/posterior') as tf.Tensor3D);
    const [encoder, generative] = partition(parameters, isIn(model, 'encoder'));
    const joint = namedGradients(
      (varied) => tf.mean(logJoint(model, varied, images, z)),
      generative,
    );
    const elbo = tf.sub(joint.value, tf.mean(categoricalLogProb(logits, z)));
    const encoderGradient = encoderGradients(
      settings,
      encoder,
      images,
      trainMean,
      estimate.gradient,
    );

    const gradients = { ...encoderGradient, ...joint.gradients };
    return {
      elbo,
      ...addPrefix('state', {
        ...updateParameters(model, state, gradients, optimiser),
        ...addPrefix(
          'gradient',
          followGradient(stripPrefix(state, 'gradient'), encoderGradient, varianceDecay),
        ),
        ...addPrefix('estimator', estimate.state ?? {}),
      }),
    };
  };
}

/** Adam for the encoder and the decoder, SGD for the prior; all ascend the ELBO. */
function updateParameters(
  model: Model,
  state: Named<tf.Tensor>,
  gradients: Named<tf.Tensor>,
  optimiser: Config['optimiser'],
): Record<string, tf.Tensor> {
  const [isEncoder, isAdam] = [isIn(model, 'encoder'), isIn(model, 'encoder', 'decoder')];
  const [adamParameters, priorParameters] = partition(stripPrefix(state, 'parameters'), isAdam);
  const [adamGradients] = partition(gradients, isAdam);
  const { parameters, state: moments } = adamStep(
    adamParameters,
    adamGradients,
    {
      first: stripPrefix(state, 'adam/first'),
      second: stripPrefix(state, 'adam/second'),
      firstWeight: get(state, 'adam/first-weight'),
      secondWeight: get(state, 'adam/second-weight'),
    },
    mapNamed(adamGradients, (_, name) =>
      isEncoder(name) ? optimiser.encoderLearningRate : optimiser.decoderLearningRate,
    ),
    optimiser,
  );
  const prior = mapNamed(priorParameters, (value, name) =>
    tf.add(value, tf.mul(get(gradients, name), optimiser.priorLearningRate)),
  );
  return {
    ...addPrefix('parameters', { ...parameters, ...prior }),
    ...addPrefix('adam/first', moments.first),
    ...addPrefix('adam/second', moments.second),
    'adam/first-weight': moments.firstWeight,
    'adam/second-weight': moments.secondWeight,
  };
}
