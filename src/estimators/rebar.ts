import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { addPrefix, get, mapNamed, partition, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';
import { sampleCategorical } from '../distributions/categorical.ts';
import { applyDense } from '../networks/dense.ts';
import type { DenseNetwork } from '../networks/dense.ts';
import { gradientsThrough } from '../networks/gradients.ts';
import { registerComparisonGradients } from '../networks/second-derivatives.ts';
import { conditionalGumbels } from './conditional-gumbel.ts';
import type {
  Dimensions,
  EstimatorDefinition,
  EstimatorInputs,
  GradientEstimate,
  LearningSignal,
} from './contract.ts';
import { controlled, scaledSignal, temperatureOf } from './control-variate.ts';
import type { RelaxedDraw } from './control-variate.ts';
import { learn, learnedValues, startLearned, startNetwork } from './learned.ts';
import { positiveField, toggleField, widthsField } from './settings-fields.ts';

// Learning differentiates the derivative of f.
registerComparisonGradients();

const settings = z.object({
  eta: z.number({ error: 'must be a number' }).default(1).describe('Scale η at first.'),
  learnEta: toggleField(true, 'Whether η is learned.'),
  temperature: positiveField(0.5, 'Temperature τ at first.'),
  learnTemperature: toggleField(true, 'Whether log τ is learned.'),
  learningRate: positiveField(
    1e-3,
    'Learning rate of what is learned, which has an Adam of its own.',
  ),
  commonNoise: toggleField(
    true,
    'Whether y and ỹ are one draw: one relaxed point fewer. Otherwise they are independent given z.',
  ),
});
type Settings = z.output<typeof settings>;

const relaxSettings = settings.extend({
  hidden: widthsField([100], 'Widths of the hidden layers of r.'),
  learnNetwork: toggleField(true, 'Whether r is learned; otherwise it stays zero.'),
});
type RelaxSettings = z.output<typeof relaxSettings>;

function scalar(value: number): InitialValue {
  return { shape: [], values: Float32Array.of(value) };
}

/** η and log τ: those that stay fixed, and those that are learned. */
function scalarsOf({ eta, learnEta, temperature, learnTemperature }: Settings) {
  const all = { eta: scalar(eta), 'log-temperature': scalar(Math.log(temperature)) };
  const [learned, fixed] = partition<InitialValue>(all, (name) =>
    name === 'eta' ? learnEta : learnTemperature,
  );
  return { learned, fixed };
}

function startOf(learned: Named<InitialValue>): Record<string, InitialValue> {
  return Object.keys(learned).length === 0 ? {} : startLearned(learned);
}

function drawOf(inputs: EstimatorInputs<Settings>): RelaxedDraw {
  const { logits, f, noise, settings: own } = inputs;
  const sample = sampleCategorical(logits, get(noise, 'sample') as tf.Tensor3D);
  const given = (name: string) =>
    conditionalGumbels(logits, sample, get(noise, name) as tf.Tensor4D);
  return {
    logits,
    z: sample,
    signal: f(sample),
    ...(!own.commonNoise && { free: given('free').values }),
    conditional: given('conditional'),
  };
}

/**
 * The estimate with the values that the step before left, and the step of those that are learned: down the
 * gradient of the batch mean of ‖g‖², an unbiased estimate of that of the variance, since E[g] does not
 * depend on them (Tucker et al. 2017, section 3.2).
 */
function estimateAndLearn(
  inputs: EstimatorInputs<Settings>,
  controlOf: (values: Named<tf.Tensor>) => LearningSignal,
): GradientEstimate {
  const { state, settings: own, dimensions } = inputs;
  const draw = drawOf(inputs);
  const constants = mapNamed(scalarsOf(own).fixed, ({ shape, values }) =>
    tf.tensor(values, [...shape]),
  );
  const estimate = (learned: Named<tf.Tensor>) => {
    const values = { ...constants, ...learned };
    return controlled(draw, controlOf(values), temperatureOf(values));
  };
  const learned = learnedValues(state);
  if (Object.keys(learned).length === 0) return { gradient: estimate({}) };
  const { computed, gradients } = gradientsThrough(
    estimate,
    (gradient) => tf.div(tf.sum(tf.square(gradient)), -dimensions.batch),
    learned,
  );
  return { gradient: computed, state: learn(state, gradients, own.learningRate) };
}

function noiseOf(
  { batch, variables, categories }: Dimensions,
  { commonNoise }: Settings,
): Record<string, Shape> {
  const gumbel: Shape = [1, batch, variables, categories];
  return {
    sample: [1, batch, variables],
    conditional: gumbel,
    ...(commonNoise ? {} : { free: gumbel }),
  };
}

const common = {
  unbiased: true,
  family: 'control variates',
  cost: '2',
  derivativeCost: '1',
  evaluations: (_dimensions: unknown, { commonNoise }: Settings) => (commonNoise ? 2 : 3),
  derivatives: (_dimensions: unknown, { commonNoise }: Settings) => (commonNoise ? 1 : 2),
  noise: noiseOf,
} as const;

/**
 * `controlled` with c(y) = η f(softmax(y / τ)); η and τ are learned (Tucker, Mnih, Maddison, Lawson,
 * Sohl-Dickstein 2017).
 */
export const rebar: EstimatorDefinition<Settings> = {
  ...common,
  reference: 'Tucker, Mnih, Maddison, Lawson, Sohl-Dickstein 2017',
  summary: 'the score function of f less its relaxation, whose gradient is reparametrised',
  settings,
  initialState: (_dimensions, _random, own) => startOf(scalarsOf(own).learned),
  gradient: (inputs) => estimateAndLearn(inputs, (values) => scaledSignal(inputs.f, values)),
};

/** r_ψ: a relaxed point, centred, and an image less the training mean → one number. */
function networkOf({ pixels, variables, categories }: Dimensions, { hidden }: RelaxSettings) {
  return {
    widths: [variables * categories + pixels, ...hidden, 1],
    leakySlope: 0.2,
  } satisfies DenseNetwork;
}

/** r_ψ(2s − 1, x − x̄), [S, B, V, C] → [S, B]. */
function networkSignal(
  inputs: EstimatorInputs<RelaxSettings>,
  layers: Named<tf.Tensor>,
): LearningSignal {
  const { images, trainMean, dimensions, settings: own } = inputs;
  const centredImages = tf.expandDims(tf.sub(images, trainMean), 0);
  return (points) => {
    const [samples, batch, variables, categories] = points.shape;
    const flat = tf.reshape(points, [samples, batch, variables * categories]);
    const inputsOf = tf.concat(
      [tf.sub(tf.mul(flat, 2), 1), tf.tile(centredImages, [samples, 1, 1])],
      2,
    );
    const rows = tf.reshape<tf.Rank.R2>(inputsOf, [samples * batch, -1]);
    return tf.reshape(applyDense(networkOf(dimensions, own), layers, rows), [samples, batch]);
  };
}

/**
 * `controlled` with c(y) = η f(s) + r_ψ(s, x), s = softmax(y / τ); η, τ and ψ are learned (Grathwohl, Choi, Wu,
 * Roeder, Duvenaud 2018). r is zero at first: it starts as REBAR.
 */
export const relax: EstimatorDefinition<RelaxSettings> = {
  ...common,
  reference: 'Grathwohl, Choi, Wu, Roeder, Duvenaud 2018',
  summary: 'REBAR with a learned network in the control variate',
  settings: relaxSettings,
  initialState: (dimensions, random, own) =>
    startOf({
      ...scalarsOf(own).learned,
      ...(own.learnNetwork &&
        addPrefix('network', startNetwork(networkOf(dimensions, own), random))),
    }),
  gradient(inputs) {
    const { f, settings: own } = inputs;
    return estimateAndLearn(inputs, (values) => {
      const scaled = scaledSignal(f, values);
      if (!own.learnNetwork) return scaled;
      const network = networkSignal(inputs, stripPrefix(values, 'network'));
      return (points) => tf.add(scaled(points), network(points));
    });
  },
};
