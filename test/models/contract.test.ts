import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import type { Program } from '../../src/backends/backend.ts';
import { group } from '../../src/core/fields.ts';
import { mapNamed, partition } from '../../src/core/named.ts';
import type { Named } from '../../src/core/named.ts';
import { RandomStream } from '../../src/core/random.ts';
import { sizeOf } from '../../src/core/shapes.ts';
import { productName } from '../../src/benchmarks/products.ts';
import type { Model, ParameterGroup } from '../../src/models/contract.ts';
import { loadModel } from '../../src/models/load.ts';
import { logJoint } from '../../src/models/log-weights.ts';
import { initialParameters, isIn } from '../../src/models/parameters.ts';
import { models } from '../../src/models/table.ts';
import { train } from '../../src/training/train.ts';
import { runOnce, shaped } from '../support/arrays.ts';
import type { Shaped } from '../support/arrays.ts';
import { backendFor } from '../support/backends.ts';
import { spyOnMatMul } from '../support/training/matmul-spy.ts';
import { tinyDataset, tinyImages, tinyMean } from '../support/training/tiny-model.ts';
import { logisticRow } from './logistic.ts';

const sizes = { pixels: 6, variables: 2, categories: 3 };
const [SAMPLES, BATCH] = [4, 5];
const table = { ...models, logistic: logisticRow };
const linear = { encoderHidden: [], decoderHidden: [] };

/** Every model as it is by default, and what else its settings make of it. */
const cases: [string, Record<string, unknown>][] = [
  ...Object.entries(table).map(([name, { settings }]): [string, Record<string, unknown>] => [
    name,
    { name, ...group(settings).parse({}) },
  ]),
  ['mlp, small', { name: 'mlp', encoderHidden: [5, 4], decoderHidden: [3], leakySlope: 0.2 }],
  ['mlp, linear', { name: 'mlp', ...linear, leakySlope: 0.2 }],
];

describe.each(cases)('the model %s', (_, settings) => {
  let model: Model;
  let values: Named<Shaped>;

  beforeAll(async () => {
    model = await loadModel({ name: String(settings.name), ...settings }, sizes, table);
    // Not the starting values, whose zeros would hide mistakes.
    values = mapNamed(model.parameters, ({ shape }, name) =>
      shaped(shape, new RandomStream(1, 'init', 'contract', name).uniforms(sizeOf(shape))),
    );
  });

  const images = shaped([BATCH, sizes.pixels], tinyImages(BATCH, 3).flat());
  const mean = shaped([sizes.pixels], tinyMean);
  const points = shaped(
    [SAMPLES, BATCH, sizes.variables, sizes.categories],
    new RandomStream(2, 'latent').uniforms(SAMPLES * BATCH * sizes.variables * sizes.categories),
  );

  const of = (...groups: ParameterGroup[]) => partition(values, isIn(model, ...groups))[0];

  /** Runs a program of these groups of parameters, images, their mean and points on the cpu backend. */
  async function run(groups: Named<Shaped>, program: (inputs: Named<tf.Tensor>) => tf.Tensor) {
    const whole: Program = (inputs) => ({ result: program(inputs) });
    const inputs = { ...groups, images, mean, points };
    return (await runOnce(await backendFor('cpu'), whole, inputs)).result!;
  }

  const encoded = (inputs: Named<tf.Tensor>) =>
    model.encode(inputs, inputs.images as tf.Tensor2D, inputs.mean!);
  const decoded = (inputs: Named<tf.Tensor>) =>
    model.logLikelihood(inputs)(inputs.images as tf.Tensor2D, inputs.points as tf.Tensor4D);

  test('starts where the seed says, with as many finite numbers as the shapes have', () => {
    const trainMean = Float32Array.from(tinyMean);
    const start = initialParameters(model, trainMean, 1);
    for (const [name, { shape, values: numbers }] of Object.entries(start)) {
      expect(numbers, name).toHaveLength(sizeOf(shape));
      expect(numbers.every(Number.isFinite), name).toBe(true);
    }
    const isAgain = (seed: number) =>
      Object.entries(initialParameters(model, trainMean, seed)).every(([name, { values: again }]) =>
        again.every((value, at) => value === start[name]!.values[at]),
      );
    expect(isAgain(1)).toBe(true);
    expect(isAgain(2)).toBe(false);
  });

  test('encodes with the encoder’s parameters alone: logits [B, V, C]', async () => {
    expect(Object.keys(of('encoder'))).not.toEqual([]);
    const logits = await run(of('encoder'), (inputs) => {
      const result = encoded(inputs);
      expect(result.shape).toEqual([BATCH, sizes.variables, sizes.categories]);
      return result;
    });
    expect(logits.every(Number.isFinite)).toBe(true);
  });

  test('decodes with the decoder’s alone, every point by itself: [S, B]', async () => {
    expect(Object.keys(of('decoder'))).not.toEqual([]);
    const together = await run(of('decoder'), decoded);
    const apart = await run(of('decoder'), (inputs) => {
      const likelihood = model.logLikelihood(inputs);
      const each = tf.split(inputs.points as tf.Tensor4D, SAMPLES);
      return tf.concat(
        each.map((point) => likelihood(inputs.images as tf.Tensor2D, point as tf.Tensor4D)),
      );
    });
    expect(together).toHaveLength(SAMPLES * BATCH);
    // Log probabilities of images.
    expect(together.every((value) => value < 0)).toBe(true);
    together.forEach((value, at) => {
      expect(value).toBeCloseTo(apart[at]!, 4);
    });
  });

  test('decodes to the mean image: [S, B, D], of which log p(x | z) is made', async () => {
    const logits = await run(of('decoder'), (inputs) => {
      const result = model.decode(inputs)(inputs.points as tf.Tensor4D);
      expect(result.shape).toEqual([SAMPLES, BATCH, sizes.pixels]);
      return result;
    });
    const likelihoods = await run(of('decoder'), decoded);
    likelihoods.forEach((value, at) => {
      const image = images.values.subarray((at % BATCH) * sizes.pixels).slice(0, sizes.pixels);
      // A model whose pixels depend on each other given z needs another check of its mean.
      const sum = image.reduce((total, pixel, d) => {
        const observed = (2 * pixel - 1) * logits[at * sizes.pixels + d]!;
        return total + Math.min(observed, 0) - Math.log1p(Math.exp(-Math.abs(observed)));
      }, 0);
      expect(value / sum).toBeCloseTo(1, 5);
    });
  });

  test('has a prior that sums to one for every variable, from the prior’s parameters alone', async () => {
    const sums = await run(of('prior'), (inputs) => {
      const logPrior = model.logPrior(inputs);
      expect(logPrior.shape).toEqual([sizes.variables, sizes.categories]);
      return tf.sum(tf.exp(logPrior), 1);
    });
    sums.forEach((sum) => {
      expect(sum).toBeCloseTo(1, 5);
    });
  });

  test('is differentiable in every parameter, and log p(x | z) in z', async () => {
    const sumsOf = (named: Named<tf.Tensor>, objective: (named: Named<tf.Tensor>) => tf.Tensor) => {
      const names = Object.keys(named);
      const gradients = tf.grads((...tensors: tf.Tensor[]) =>
        tf.sum(objective(Object.fromEntries(names.map((name, at) => [name, tensors[at]!])))),
      )(Object.values(named));
      return tf.stack(gradients.map((gradient) => tf.sum(tf.abs(gradient))));
    };
    const [isEncoder, isGenerative] = [isIn(model, 'encoder'), isIn(model, 'decoder', 'prior')];
    const fromEncoder = await run(of('encoder'), (inputs) =>
      sumsOf(partition(inputs, isEncoder)[0], (varied) => encoded({ ...inputs, ...varied })),
    );
    const fromJoint = await run(of('decoder', 'prior'), (inputs) => {
      const [varied] = partition(inputs, (name) => name === 'points' || isGenerative(name));
      return sumsOf(varied, (named) =>
        logJoint(model, named, inputs.images as tf.Tensor2D, named.points as tf.Tensor4D),
      );
    });
    for (const sums of [fromEncoder, fromJoint]) expect(sums.every((sum) => sum > 0)).toBe(true);
    expect(fromEncoder.length + fromJoint.length).toBe(Object.keys(model.parameters).length + 1);
  });

  test('multiplies the matrices it says, in a step of training', async () => {
    const gradientOf = async (
      own: Named<Shaped>,
      objective: (inputs: Named<tf.Tensor>) => tf.Tensor,
    ) => {
      const computed = spyOnMatMul();
      const names = Object.keys(own);
      await run(own, (inputs) => {
        const { grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
          const varied = Object.fromEntries(names.map((name, at) => [name, tensors[at]!]));
          return tf.sum(objective({ ...inputs, ...varied }));
        })(names.map((name) => inputs[name]!));
        return tf.stack(grads.map((gradient) => tf.sum(gradient)));
      });
      return computed.map(productName).sort();
    };
    const [encoder, decoder] = [
      model.encoderProducts(BATCH),
      model.decoderProducts(SAMPLES * BATCH),
    ];
    const computed = [await gradientOf(of('encoder'), encoded)];
    computed.push(await gradientOf(of('decoder'), decoded));
    expect(computed).toEqual(
      [encoder, decoder].map(({ forward, backward }) =>
        [...forward, ...backward].map(productName).sort(),
      ),
    );
  });

  test.each(['cpu', 'onnx'] as const)('trains on %s, the same for the same seed', async (name) => {
    const config = configSchema.parse({
      ...{ variables: sizes.variables, categories: sizes.categories, batchSize: 10, steps: 3 },
      evaluation: { samples: 5 },
    });
    const [backend, dataset] = [await backendFor(name), tinyDataset(40, 7)];
    const numbers = async () => {
      const found: number[] = [];
      for await (const event of train({ config, model, seed: 1, dataset, backend })) {
        if (event.type === 'step') found.push(event.elbo);
        if (event.type === 'metrics') found.push(event.test_bound, event.grad_variance);
      }
      return found;
    };
    const found = await numbers();
    expect(found).toHaveLength(5);
    expect(found.every(Number.isFinite)).toBe(true);
    expect(await numbers()).toEqual(found);
  });
});
