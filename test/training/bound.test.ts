import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend, DeviceArray } from '../../src/backends/backend.ts';
import { mapNamed } from '../../src/core/named.ts';
import type { Named } from '../../src/core/named.ts';
import { RandomStream } from '../../src/core/random.ts';
import { simultaneousThreshold } from '../../src/core/statistics.ts';
import { ImportanceBound } from '../../src/training/bound.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { ReferenceVae } from '../support/training/reference-vae.ts';
import {
  asImageSet,
  inFloat64,
  tinyImages,
  tinyMean,
  tinyModel,
  tinyParameters,
  tinyShape,
} from '../support/training/tiny-model.ts';

const hostParameters = tinyParameters(3);
const parameters64 = inFloat64(hostParameters);
const images = tinyImages(5, 4);
const reference = new ReferenceVae(tinyShape, tinyMean);
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const logLikelihood = mean(images.map((image) => reference.logLikelihood(parameters64, image)));
const exactElbo = mean(images.map((image) => reference.elbo(parameters64, image)));

async function upload(backend: Backend): Promise<Named<DeviceArray>> {
  const shapes = mapNamed(hostParameters, ({ shape }) => shape);
  const run = backend.compile((inputs) => ({ ...inputs }), shapes);
  return run(mapNamed(hostParameters, ({ values }) => values));
}

describe.each(testedBackends)('bounds of an enumerated model on %s', (name) => {
  let bound: ImportanceBound;
  let parameters: Named<DeviceArray>;

  beforeAll(async () => {
    const backend = await backendFor(name);
    bound = new ImportanceBound(backend, tinyModel, Float32Array.from(tinyMean));
    parameters = await upload(backend);
  });

  /** Bounds of K samples, repeated with different noise. */
  function bounds(samples: number, repetitions: number): Promise<number[]> {
    return Promise.all(
      Array.from({ length: repetitions }, (_, at) =>
        bound.measure({
          parameters,
          images: asImageSet(images),
          count: images.length,
          samples,
          pixels: new RandomStream(0, 'evaluate', 'pixels'),
          latent: new RandomStream(at, 'evaluate', 'latent', samples),
          pause: () => Promise.resolve(),
        }),
      ),
    );
  }

  function standardError(values: readonly number[]): number {
    const centre = mean(values);
    const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }

  const threshold = simultaneousThreshold(0.999, 4 * testedBackends.length);

  test('one sample estimates the ELBO without bias', async () => {
    const values = await bounds(1, 1500);
    const z = (mean(values) - exactElbo) / standardError(values);
    expect(Math.abs(z)).toBeLessThan(threshold);
  });

  test('more samples tighten the bound, from the ELBO towards log p(x)', async () => {
    const few = await bounds(1, 1500);
    const some = await bounds(10, 800);
    const many = await bounds(100, 400);
    const separated = (low: number[], high: number[]) =>
      (mean(high) - mean(low)) / Math.hypot(standardError(low), standardError(high));
    expect(separated(few, some)).toBeGreaterThan(threshold);
    expect(separated(some, many)).toBeGreaterThan(threshold);
    expect((mean(many) - logLikelihood) / standardError(many)).toBeLessThan(threshold);
    // The gap closes like Var[w] / (2 K): a hundredth of the ELBO's at 100 samples, with room for the tail.
    expect(logLikelihood - mean(many)).toBeLessThan((logLikelihood - exactElbo) / 20);
  });

  test('the bound converges to log p(x), over samples that come in chunks', async () => {
    // 50,000 samples are 25 chunks of 2,000.
    const [value] = await bounds(50_000, 1);
    expect(value).toBeCloseTo(logLikelihood, 2);
  });

  test('takes the first images, and every one once whatever the batches', async () => {
    // 700 samples per image make batches of two images: 2 + 2 + 1.
    const whole = await bounds(700, 20);
    expect(Math.abs(mean(whole) - logLikelihood)).toBeLessThan(0.01);
    const first = await bound.measure({
      parameters,
      images: asImageSet(images),
      count: 1,
      samples: 50_000,
      pixels: new RandomStream(0, 'evaluate'),
      latent: new RandomStream(0, 'evaluate'),
      pause: () => Promise.resolve(),
    });
    // The spread of the weights leaves about 0.005; the images differ by more than 0.1.
    expect(Math.abs(first - reference.logLikelihood(parameters64, images[0]!))).toBeLessThan(0.03);
  });
});
