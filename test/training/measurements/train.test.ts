import { describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/backends/backend.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { mapNamed } from '../../../src/core/named.ts';
import { RandomStream } from '../../../src/core/random.ts';
import { simultaneousThreshold } from '../../../src/core/statistics.ts';
import { ImportanceBound } from '../../../src/training/bound.ts';
import { trainMeasurement } from '../../../src/training/measurements/train.ts';
import { backendFor, testedBackends } from '../../support/backends.ts';
import { ReferenceVae } from '../../support/training/reference-vae.ts';
import {
  asImageSet,
  inFloat64,
  tinyImages,
  tinyMean,
  tinyModel,
  tinyParameters,
  tinyShape,
} from '../../support/training/tiny-model.ts';

const hostParameters = tinyParameters(3);
const parameters = mapNamed(hostParameters, ({ values }) => values);
const parameters64 = inFloat64(hostParameters);
const images = tinyImages(5, 4);
const reference = new ReferenceVae(tinyShape, tinyMean);
const seed = 9;

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const pause = () => Promise.resolve();

const threshold = simultaneousThreshold(0.999, 2 * testedBackends.length);

/** What is measured of the first `trainImages` images after a step. */
function measurementOn(backend: Backend, trainImages = images.length) {
  const set = asImageSet(images);
  const measure = trainMeasurement({
    ...{ backend, seed, model: tinyModel, trainMean: Float32Array.from(tinyMean) },
    config: configSchema.parse({ evaluation: { trainImages } }),
    ...{ trainImages: set, testImages: set, gradientShapes: {} },
  });
  return (step: number) => measure({ step, parameters, gradientSums: {}, pause });
}

describe.each(testedBackends)('the measurement of training images on %s', (name) => {
  test('gives the ELBO of one posterior sample per image, to the bit', async () => {
    const backend = await backendFor(name);
    const bound = new ImportanceBound(backend, tinyModel, Float32Array.from(tinyMean));
    const { train_elbo: elbo } = await measurementOn(backend)(7);
    const stream = (part: string) => new RandomStream(seed, 'evaluate', 7, 'train', part);
    const expected = await bound.measure({
      ...{ parameters, images: asImageSet(images), count: images.length, samples: 1, pause },
      ...{ pixels: stream('pixels'), latent: stream('latent') },
    });
    expect(elbo).toBe(expected);
  });

  test('splits the ELBO: its mean over samples is reconstruction − KL divergence', async () => {
    const measure = measurementOn(await backendFor(name));
    const rows = await Promise.all(Array.from({ length: 1500 }, (_, at) => measure(at + 1)));
    const exact = mean(images.map((image) => reference.reconstruction(parameters64, image)));
    const z = (values: readonly number[], expected: number) => {
      const centre = mean(values);
      const variance = mean(values.map((value) => (value - centre) ** 2));
      return Math.abs(centre - expected) / Math.sqrt(variance / (values.length - 1));
    };
    const terms = rows.map((row) => row.reconstruction - row.kl - row.train_elbo);
    // Both share the sample of log p(x | z): what is left is the noise of log q − log p of the sample.
    expect(Math.max(...terms.map(Math.abs))).toBeGreaterThan(0.01);
    expect(z(terms, 0)).toBeLessThan(threshold);
    expect(
      z(
        rows.map((row) => row.reconstruction),
        exact,
      ),
    ).toBeLessThan(threshold);
  });

  test('gives the KL divergence exactly, whatever is sampled, of the first images', async () => {
    const backend = await backendFor(name);
    const exact = images.map((image) => reference.kl(parameters64, image));
    const all = measurementOn(backend);
    for (const step of [1, 2]) expect((await all(step)).kl / mean(exact)).toBeCloseTo(1, 5);
    const first = await measurementOn(backend, 2)(1);
    expect(first.kl / mean(exact.slice(0, 2))).toBeCloseTo(1, 5);
    expect(mean(exact)).toBeGreaterThan(0.1);
  });
});
