import * as tf from '@tensorflow/tfjs';
import type { Program } from '../backends/backend.ts';
import { addPrefix, get, mapNamed, partition, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { categoricalLogProb, sampleCategorical } from '../distributions/categorical.ts';
import type { ParameterGroup } from '../models/contract.ts';
import { logJoint, logWeights } from '../models/log-weights.ts';
import { isIn } from '../models/parameters.ts';
import { namedGradients } from '../networks/gradients.ts';
import { clipByNorm } from '../optimisers/clip.ts';
import { sgd } from '../optimisers/sgd.ts';
import { askEstimator, encoderGradients } from './encoder-gradient.ts';
import { followGradient } from './gradient-variance.ts';
import { isOptimised } from './state.ts';
import type { StateOptions } from './state.ts';

/** What a training step depends on besides its inputs. */
export interface TrainStepSettings extends StateOptions {
  /** The learning rates, before a schedule changes them. */
  readonly rates: Readonly<Record<ParameterGroup, number>>;
  /** The norm that the optimiser's gradients are shortened to, over all of them; undefined: none. */
  readonly clipNorm?: number;
}

/** The input by which a schedule changes the learning rates. */
export const RATE_FACTOR = 'learning-rate-factor';

/** The input that weights the KL divergence in the objective, during a warm-up. */
export const KL_WEIGHT = 'kl-weight';

/** The output that is finite when every component of the step's estimate is. */
export const ESTIMATE_SUM = 'estimate-sum';

/**
 * One training step as a pure function of tensors.
 *
 * Inputs: `state/…` (see `initialState`), `images` [B, D] binary, `train-mean` [D], `noise/posterior`
 * [1, B, V] and `noise/estimator/…`, uniforms in (0, 1); where a schedule changes the learning rates,
 * `learning-rate-factor`, the scalar that they are multiplied by; during a warm-up, `kl-weight`, the scalar β.
 * Outputs: `state/…` for the next step; `elbo`, the batch mean of the single-sample ELBO before the update, a
 * scalar in nats, whatever β is; and `estimate-sum`, the sum of the estimator's answer over all components, by
 * which one that is not finite is known.
 *
 * With β, encoder, decoder and prior ascend E_q[log p(x | z)] − β KL(q(z | x) ‖ p(z)) in place of the ELBO.
 *
 * Decoder and prior take their gradient from the one posterior sample behind `elbo`, whatever the
 * estimator, so that estimators differ in the encoder's gradient only.
 */
export function trainStep(settings: TrainStepSettings): Program {
  const { model, varianceDecay } = settings;
  return (inputs) => {
    const images = get(inputs, 'images') as tf.Tensor2D;
    const trainMean = get(inputs, 'train-mean');
    const klWeight = inputs[KL_WEIGHT];
    const state = stripPrefix(inputs, 'state');
    const parameters = stripPrefix(state, 'parameters');
    const { logits, ...estimate } = askEstimator(settings, {
      ...{ parameters, images, trainMean, klWeight },
      noise: stripPrefix(inputs, 'noise/estimator'),
      state: stripPrefix(state, 'estimator'),
    });

    const z = sampleCategorical(logits, get(inputs, 'noise/posterior') as tf.Tensor3D);
    const [encoder, generative] = partition(parameters, isIn(model, 'encoder'));
    const joint = namedGradients(
      (varied) => tf.mean(logJoint(model, varied, images, z, klWeight)),
      generative,
    );
    const elbo =
      klWeight === undefined
        ? tf.sub(joint.value, tf.mean(categoricalLogProb(logits, z)))
        : tf.mean(logWeights(model, parameters, images, logits, z));
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
      [ESTIMATE_SUM]: tf.sum(estimate.gradient),
      ...addPrefix('state', {
        ...updateParameters(settings, state, gradients, inputs[RATE_FACTOR]),
        ...addPrefix(
          'gradient',
          followGradient(stripPrefix(state, 'gradient'), encoderGradient, varianceDecay),
        ),
        ...addPrefix('estimator', estimate.state ?? {}),
      }),
    };
  };
}

/** The optimiser for encoder and decoder, SGD for the prior; all go uphill. */
function updateParameters(
  { model, optimiser, rates, clipNorm }: TrainStepSettings,
  state: Named<tf.Tensor>,
  gradients: Named<tf.Tensor>,
  factor: tf.Tensor | undefined,
): Record<string, tf.Tensor> {
  const rateOf = mapNamed(rates, (rate) => (factor === undefined ? rate : tf.mul(factor, rate)));
  const [optimised, prior] = partition(stripPrefix(state, 'parameters'), isOptimised(model));
  const [optimisedGradients, priorGradients] = partition(gradients, isOptimised(model));
  const ratesFor = (parameters: Named<tf.Tensor>) =>
    mapNamed(parameters, (_, name) => get(rateOf, get(model.parameters, name).group));
  const { parameters, state: own } = optimiser.update({
    parameters: optimised,
    gradients:
      clipNorm === undefined ? optimisedGradients : clipByNorm(optimisedGradients, clipNorm),
    state: stripPrefix(state, optimiser.name),
    rates: ratesFor(optimised),
  });
  const { parameters: priorParameters } = sgd().update({
    parameters: prior,
    gradients: priorGradients,
    state: {},
    rates: ratesFor(prior),
  });
  return {
    ...addPrefix('parameters', { ...parameters, ...priorParameters }),
    ...addPrefix(optimiser.name, own),
  };
}
