import { expect, test } from 'vitest';
import { mlp } from '../../src/models/mlp.ts';
import { initialParameters, parameterShapes } from '../../src/models/parameters.ts';

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

test('parameters are a function of the seed, and differ between layers of one shape', () => {
  const square = mlp(sizes, {
    ...settings,
    encoderHidden: [200, 200],
    decoderHidden: [200, 200],
  });
  const one = initialParameters(square, trainMean, 5);
  expect(initialParameters(square, trainMean, 5)).toEqual(one);
  expect(initialParameters(square, trainMean, 6)['encoder/1/weights']).not.toEqual(
    one['encoder/1/weights'],
  );
  expect(one['encoder/1/weights']).not.toEqual(one['decoder/1/weights']);
});
