import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/backends/backend.ts';
import { addPrefix, stripPrefix } from '../../src/core/named.ts';
import { RandomStream } from '../../src/core/random.ts';
import { logJoint } from '../../src/models/log-weights.ts';
import { mlp } from '../../src/models/mlp.ts';
import { initialParameters, parameterShapes } from '../../src/models/parameters.ts';
import { relativeError, runOnce, shaped } from '../support/arrays.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { finiteDifferences, ReferenceVae } from '../support/training/reference-vae.ts';
import type { Parameters } from '../support/training/reference-vae.ts';
import {
  inFloat64,
  tinyImages,
  tinyMean,
  tinyParameters,
  tinyShape,
} from '../support/training/tiny-model.ts';

/** The paper's sizes. */
const sizes = { pixels: 784, variables: 20, categories: 10 };
const settings = { encoderHidden: [512, 256], decoderHidden: [256, 512], leakySlope: 0.2 };
const model = mlp(sizes, settings);
const trainMean = new Float32Array(784).fill(0.25);
trainMean[0] = 0;
trainMean[1] = 1;

test('the layers are 784-512-256-200 and 200-256-512-784, and the prior is 20 × 10', () => {
  expect(parameterShapes(model)).toEqual({
    'encoder/0/weights': [784, 512],
    'encoder/0/bias': [512],
    'encoder/1/weights': [512, 256],
    'encoder/1/bias': [256],
    'encoder/2/weights': [256, 200],
    'encoder/2/bias': [200],
    'decoder/0/weights': [200, 256],
    'decoder/0/bias': [256],
    'decoder/1/weights': [256, 512],
    'decoder/1/bias': [512],
    'decoder/2/weights': [512, 784],
    'decoder/2/bias': [784],
    'prior/logits': [20, 10],
  });
});

test('weights are Glorot-uniform, biases and prior zero, the output bias the logit of the mean', () => {
  const parameters = initialParameters(model, trainMean, 0);
  const weights = parameters['encoder/0/weights']!.values;
  const limit = Math.sqrt(6 / (784 + 512));
  const variance = weights.reduce((sum, value) => sum + value ** 2, 0) / weights.length;
  expect(weights.every((value) => Math.abs(value) < limit)).toBe(true);
  // U(−a, a) has variance a² / 3; 401,408 draws know it within 0.15 %.
  expect(variance / (limit ** 2 / 3)).toBeCloseTo(1, 2);
  expect(parameters['encoder/1/bias']!.values.every((value) => value === 0)).toBe(true);
  expect(parameters['prior/logits']!.values.every((value) => value === 0)).toBe(true);
  const bias = parameters['decoder/2/bias']!.values;
  // logit(0.25), and the clipped ends logit(0.001) and logit(0.999).
  expect(bias[2]).toBeCloseTo(Math.log(1 / 3), 6);
  expect(bias[0]).toBeCloseTo(Math.log(0.001 / 0.999), 5);
  expect(bias[1]).toBeCloseTo(Math.log(0.999 / 0.001), 5);
});

test('layers of one shape start apart', () => {
  const square = mlp(
    { pixels: 6, variables: 2, categories: 3 },
    { ...settings, encoderHidden: [6, 6] },
  );
  const { values } = initialParameters(square, new Float32Array(6), 5)['encoder/0/weights']!;
  const next = initialParameters(square, new Float32Array(6), 5)['encoder/1/weights']!;
  expect(next.values).not.toEqual(values);
});

describe.each([
  ['with hidden layers', { encoderHidden: [5, 4], decoderHidden: [4] }],
  ['without, linear', { encoderHidden: [], decoderHidden: [] }],
])('the perceptrons %s', (_, hidden) => {
  const tiny = mlp(tinyShape, { ...tinyShape, ...hidden });
  const reference = new ReferenceVae(tinyShape, tinyMean);
  const parameters = tinyParameters(1, tiny);
  const exactParameters = inFloat64(parameters);
  const [BATCH, ENTRIES] = [3, 6];
  const images = tinyImages(BATCH, 2);
  const weights = new RandomStream(3, 'latent').uniforms(BATCH * ENTRIES);
  const z = new RandomStream(4, 'latent').uniforms(BATCH * ENTRIES);

  /** Σ weights · log q and Σ log p(x, z), which between them depend on every parameter. */
  const exact = (varied: Parameters): number =>
    images
      .map((image, b) => {
        const part = (values: Float32Array) => [...values.subarray(b * ENTRIES, (b + 1) * ENTRIES)];
        const logQ = reference.logPosterior(varied, image).flat();
        return (
          part(weights).reduce((sum, weight, at) => sum + weight * logQ[at]!, 0) +
          reference.logJointAt(varied, image, part(z))
        );
      })
      .reduce((sum, value) => sum + value, 0);

  const program: Program = (inputs) => {
    const own = stripPrefix(inputs, 'parameters');
    const [x, points] = [inputs.images as tf.Tensor2D, inputs.z as tf.Tensor4D];
    const names = Object.keys(own);
    const objective = (...tensors: tf.Tensor[]) => {
      const varied = Object.fromEntries(names.map((name, at) => [name, tensors[at]!]));
      const logQ = tf.logSoftmax(tiny.encode(varied, x, inputs.mean!));
      return tf.add(
        tf.sum(tf.mul(logQ, inputs.weights!)),
        tf.sum(logJoint(tiny, varied, x, points)),
      );
    };
    const { value, grads } = tf.valueAndGrads(objective)(Object.values(own));
    return {
      value,
      ...addPrefix('gradients', Object.fromEntries(grads.map((g, at) => [names[at]!, g]))),
    };
  };

  test.each(testedBackends)('have the values and gradients of float64 on %s', async (name) => {
    const { value, ...outputs } = await runOnce(await backendFor(name), program, {
      ...addPrefix('parameters', parameters),
      images: shaped([BATCH, 6], images.flat()),
      mean: shaped([6], tinyMean),
      weights: shaped([BATCH, 2, 3], weights),
      z: shaped([1, BATCH, 2, 3], z),
    });
    expect(value![0]! / exact(exactParameters)).toBeCloseTo(1, 5);
    const gradients = stripPrefix(outputs, 'gradients');
    const names = Object.keys(parameters);
    expect(Object.keys(gradients)).toEqual(names);
    const expected = finiteDifferences(exact, exactParameters, names);
    for (const parameter of names) {
      expect(relativeError(gradients[parameter]!, expected[parameter]!), parameter).toBeLessThan(
        2e-5,
      );
    }
  });
});
