import type { BackendName } from '../../src/backends/select.ts';
import { describe, expect, test } from 'vitest';
import { addPrefix, mapNamed, stripPrefix } from '../../src/core/named.ts';
import { RandomStream } from '../../src/core/random.ts';
import { sizeOf } from '../../src/core/shapes.ts';
import type { Estimator } from '../../src/estimators/contract.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import { settle } from '../../src/estimators/settle.ts';
import { mlp } from '../../src/models/mlp.ts';
import { isIn } from '../../src/models/parameters.ts';
import { adam } from '../../src/optimisers/adam.ts';
import type { Optimiser } from '../../src/optimisers/contract.ts';
import { sgd } from '../../src/optimisers/sgd.ts';
import { initialState } from '../../src/training/state.ts';
import { ESTIMATE_SUM, KL_WEIGHT, RATE_FACTOR, trainStep } from '../../src/training/train-step.ts';
import type { TrainStepSettings } from '../../src/training/train-step.ts';
import { relativeError, runOnce, shaped } from '../support/arrays.ts';
import type { Shaped } from '../support/arrays.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { finiteDifferences, ReferenceVae } from '../support/training/reference-vae.ts';
import {
  inFloat64,
  tinyImages,
  tinyMean,
  tinyModel,
  tinyParameters,
  tinyShape,
} from '../support/training/tiny-model.ts';

const BATCH = 3;
const rates = { encoder: 1e-4, decoder: 2e-4, prior: 1e-2 };
const adamSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const isEncoder = isIn(tinyModel, 'encoder');
const isOptimised = isIn(tinyModel, 'encoder', 'decoder');
const parameters = tinyParameters(1);
const exactParameters = inFloat64(parameters);
const images = tinyImages(BATCH, 2);
const reference = new ReferenceVae(tinyShape, tinyMean);

/** Inputs of a first step; a pure function of the estimator. */
function inputsFor(settings: TrainStepSettings): Record<string, Shaped> {
  const { model, estimator, dimensions } = settings;
  const state = initialState(settings, Float32Array.from(tinyMean), 0);
  const noise = mapNamed(estimator.noise(dimensions), (shape, name) =>
    shaped(shape, new RandomStream(6, 'latent', name).uniforms(sizeOf(shape))),
  );
  return {
    ...addPrefix('state', { ...state, ...addPrefix('parameters', tinyParameters(1, model)) }),
    images: shaped([BATCH, model.sizes.pixels], images.flat()),
    'train-mean': shaped([model.sizes.pixels], tinyMean),
    'noise/posterior': shaped([1, BATCH, 2], new RandomStream(7, 'latent').uniforms(2 * BATCH)),
    ...addPrefix('noise/estimator', noise),
  };
}

async function takeStep(
  name: BackendName,
  unsettled: Estimator,
  more: { optimiser?: Optimiser; factor?: number; klWeight?: number; clipNorm?: number } = {},
) {
  const { optimiser = adam(adamSettings), factor, klWeight, clipNorm } = more;
  const estimator = settle(unsettled);
  const model = mlp({ ...tinyShape, categories: estimator.categories ?? 3 }, tinyShape);
  const { variables, categories } = model.sizes;
  const { pixels } = model.sizes;
  const dimensions = { batch: BATCH, pixels, variables, categories, samples: 4 };
  const settings = {
    ...{ model, estimator, dimensions, optimiser, rates, varianceDecay: 0.999 },
    ...(clipNorm !== undefined && { clipNorm, ownSquares: true }),
  };
  return runOnce(await backendFor(name), trainStep(settings), {
    ...inputsFor(settings),
    ...(factor !== undefined && { [RATE_FACTOR]: shaped([], [factor]) }),
    ...(klWeight !== undefined && { [KL_WEIGHT]: shaped([], [klWeight]) }),
  });
}

/** The posterior sample that decoder and prior learn from, by the inverse distribution function. */
function posteriorSamples(): number[][] {
  const uniforms = new RandomStream(7, 'latent').uniforms(2 * BATCH);
  return images.map((image, b) =>
    reference.logPosterior(exactParameters, image).map((row, v) => {
      let passed = 0;
      const uniform = uniforms[2 * b + v]!;
      return row.findIndex((logQ) => (passed += Math.exp(logQ)) > uniform);
    }),
  );
}

const batchMean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const names = Object.keys(parameters);
const exactInputs = await takeStep('cpu', estimators.exact);

describe.each(testedBackends)('a training step on %s', (name) => {
  test('gives the encoder the gradient of the enumerated ELBO, against finite differences', async () => {
    const outputs = await takeStep(name, estimators.exact);
    const encoder = names.filter(isEncoder);
    const expected = finiteDifferences(
      (varied) => batchMean(images.map((image) => reference.elbo(varied, image))),
      exactParameters,
      encoder,
    );
    for (const parameter of encoder) {
      // After one step the discounted sum of g is g.
      const gradient = outputs[`state/gradient/mean/${parameter}`]!;
      expect(relativeError(gradient, expected[parameter]!), parameter).toBeLessThan(2e-5);
    }
  });

  test('gives decoder and prior the gradient of log p(x, z) at the posterior sample', async () => {
    const outputs = await takeStep(name, estimators['ars+']);
    const z = posteriorSamples();
    const generative = names.filter((parameter) => !isEncoder(parameter));
    const expected = finiteDifferences(
      (varied) => batchMean(images.map((image, b) => reference.logJoint(varied, image, z[b]!))),
      exactParameters,
      generative,
    );
    for (const parameter of generative) {
      const gradient = isOptimised(parameter)
        ? outputs[`state/adam/first/${parameter}`]!
        : outputs[`state/parameters/${parameter}`]!.map(
            (value, at) => (value - parameters[parameter]!.values[at]!) / rates.prior,
          );
      expect(relativeError(gradient, expected[parameter]!), parameter).toBeLessThan(2e-5);
    }
  });

  test('reports the single-sample ELBO of that sample', async () => {
    const { elbo } = await takeStep(name, estimators['ars+']);
    const z = posteriorSamples();
    const expected = batchMean(
      images.map((image, b) => {
        const logQ = reference.logPosterior(exactParameters, image);
        const posterior = z[b]!.reduce((sum, category, v) => sum + logQ[v]![category]!, 0);
        return reference.logJoint(exactParameters, image, z[b]!) - posterior;
      }),
    );
    expect(elbo![0]).toBeCloseTo(expected, 4);
  });

  test('moves every Adam parameter uphill by the learning rate at first', async () => {
    const outputs = await takeStep(name, estimators.exact);
    for (const parameter of names.filter(isOptimised)) {
      const rate = isEncoder(parameter) ? rates.encoder : rates.decoder;
      const first = outputs[`state/adam/first/${parameter}`]!;
      outputs[`state/parameters/${parameter}`]!.forEach((value, at) => {
        const gradient = first[at]!;
        // Bias-corrected moments of one gradient: g / (|g| + ε / sqrt(1 − β2)).
        const corrected = adamSettings.epsilon / Math.sqrt(1 - adamSettings.beta2);
        const step = (rate * gradient) / (Math.abs(gradient) + corrected);
        // One unit in the last place of a parameter below 1 is 6e-8.
        expect(value - parameters[parameter]!.values[at]!).toBeCloseTo(step, 6);
      });
    }
  });

  test('multiplies every learning rate by the factor of the schedule', async () => {
    const steps = async (factor?: number) => {
      const more = { optimiser: sgd(), ...(factor !== undefined && { factor }) };
      const outputs = await takeStep(name, estimators.exact, more);
      return mapNamed(parameters, ({ values }, parameter) =>
        outputs[`state/parameters/${parameter}`]!.map((value, at) => value - values[at]!),
      );
    };
    const [usual, thousandfold] = [await steps(), await steps(1000)];
    for (const parameter of names) {
      const expected = usual[parameter]!.map((step) => 1000 * step);
      // The usual steps are a thousandth of the parameters, and so lose three digits.
      expect(relativeError(thousandfold[parameter]!, expected), parameter).toBeLessThan(0.02);
    }
    expect(await steps(1)).toEqual(usual);
  });

  test.each([0, 0.3])(
    'gives all gradients of E[log p(x | z)] − β KL with the weight β = %d',
    async (klWeight) => {
      const outputs = await takeStep(name, estimators.exact, { klWeight });
      const encoder = finiteDifferences(
        (varied) =>
          batchMean(
            images.map(
              (image) =>
                reference.reconstruction(varied, image) - klWeight * reference.kl(varied, image),
            ),
          ),
        exactParameters,
        names.filter(isEncoder),
      );
      for (const [parameter, expected] of Object.entries(encoder)) {
        const gradient = outputs[`state/gradient/mean/${parameter}`]!;
        expect(relativeError(gradient, expected), parameter).toBeLessThan(2e-5);
      }
      const z = posteriorSamples();
      // The decoder does not change log p(z), and the prior nothing else: β is a factor of its gradient.
      const generative = finiteDifferences(
        (varied) => batchMean(images.map((image, b) => reference.logJoint(varied, image, z[b]!))),
        exactParameters,
        names.filter((parameter) => !isEncoder(parameter)),
      );
      for (const [parameter, usual] of Object.entries(generative)) {
        const gradient = isOptimised(parameter)
          ? outputs[`state/adam/first/${parameter}`]!
          : outputs[`state/parameters/${parameter}`]!.map(
              (value, at) => (value - parameters[parameter]!.values[at]!) / rates.prior,
            );
        const expected = isOptimised(parameter) ? usual : usual.map((value) => klWeight * value);
        expect(relativeError(gradient, expected), parameter).toBeLessThan(1e-4);
      }
      const { elbo } = await takeStep(name, estimators.exact);
      expect(outputs.elbo![0]).toBeCloseTo(elbo![0]!, 4);
    },
  );

  test('shortens the gradient of encoder and decoder together, and not that of the prior', async () => {
    const usual = await takeStep(name, estimators.exact);
    const optimised = names.filter(isOptimised);
    const moments = (outputs: typeof usual) =>
      optimised.flatMap((parameter) => [...outputs[`state/adam/first/${parameter}`]!]);
    const length = Math.hypot(...moments(usual));
    const clipped = await takeStep(name, estimators.exact, { clipNorm: length / 3 });
    const expected = moments(usual).map((value) => value / 3);
    expect(relativeError(moments(clipped), expected)).toBeLessThan(1e-5);
    for (const parameter of names.filter((one) => !isOptimised(one))) {
      const key = `state/parameters/${parameter}`;
      expect(clipped[key]).toEqual(usual[key]);
    }
    // What the gradient variance follows is not shortened.
    for (const parameter of names.filter(isEncoder)) {
      const key = `state/gradient/mean/${parameter}`;
      expect(clipped[key]).toEqual(usual[key]);
      const squares = clipped[`state/gradient/square/${parameter}`]!;
      expect(squares).toEqual(usual[`state/adam/second/${parameter}`]);
    }
  });

  test('agrees with the cpu backend on every output', async () => {
    const outputs = await takeStep(name, estimators.exact);
    expect(Object.keys(outputs)).toEqual(Object.keys(exactInputs));
    // The components of an estimate add to zero for each variable: of their sum only rounding is left.
    const { [ESTIMATE_SUM]: sum, ...others } = outputs;
    expect(Math.abs(sum![0]!)).toBeLessThan(1e-3);
    for (const [key, values] of Object.entries(others)) {
      expect(relativeError(values, exactInputs[key]!), key).toBeLessThan(1e-4);
    }
  });

  test('leaves decoder and prior alike whatever the estimator', async () => {
    const one = await takeStep(name, estimators['ars+']);
    const other = await takeStep(name, estimators['reinforce-loo']);
    for (const parameter of names) {
      const key = `state/parameters/${parameter}`;
      expect(Array.from(one[key]!).join() === Array.from(other[key]!).join(), key).toBe(
        !isEncoder(parameter),
      );
    }
  });
});

describe('agreement of the backends', () => {
  test.each(Object.values(estimators))(
    '$name: all outputs of a step within 1e-4',
    async (estimator) => {
      const [first, ...others] = await Promise.all(
        testedBackends.map((name) => takeStep(name, estimator)),
      );
      for (const other of others) {
        for (const [key, values] of Object.entries(stripPrefix(other, 'state'))) {
          expect(relativeError(values, first![`state/${key}`]!), key).toBeLessThan(1e-4);
        }
      }
    },
  );
});

test('an estimator that returns a gradient of the wrong shape is named', async () => {
  const broken: Estimator = {
    ...estimators.exact,
    name: 'broken',
    gradient: (inputs) => {
      const { gradient } = estimators.exact.gradient(inputs);
      return { gradient: gradient.slice([0, 0, 0], [1, 2, 3]) };
    },
  };
  await expect(takeStep('cpu', broken)).rejects.toThrow(
    /estimator broken has shape \[1, 2, 3\]; \[3, 2, 3\] is required/,
  );
});
