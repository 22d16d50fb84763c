import { mapNamed } from '../../../src/core/named.ts';
import { RandomStream } from '../../../src/core/random.ts';
import { sizeOf } from '../../../src/core/shapes.ts';
import type { InitialValue } from '../../../src/core/shapes.ts';
import type { Dataset } from '../../../src/datasets/contract.ts';
import type { ImageSet } from '../../../src/datasets/images.ts';
import type { ModelSizes } from '../../../src/models/contract.ts';
import { mlp } from '../../../src/models/mlp.ts';
import type { MlpSettings } from '../../../src/models/mlp.ts';
import { parameterShapes } from '../../../src/models/parameters.ts';
import type { Parameters } from './reference-vae.ts';

/** Small enough to enumerate: 3² = 9 configurations of z. */
export const tinyShape: ModelSizes & MlpSettings = {
  pixels: 6,
  variables: 2,
  categories: 3,
  encoderHidden: [5, 4],
  decoderHidden: [4],
  leakySlope: 0.2,
};

export const tinyModel = mlp(tinyShape, tinyShape);

export const tinyMean: readonly number[] = [0.1, 0.5, 0.3, 0.9, 0.2, 0.6];

/** Random parameters of order one, so that no gradient is small; a pure function of the seed. */
export function tinyParameters(seed: number, model = tinyModel): Record<string, InitialValue> {
  return mapNamed(parameterShapes(model), (shape, name) => ({
    shape,
    values: new RandomStream(seed, 'init', 'tiny', name)
      .uniforms(sizeOf(shape))
      .map((uniform) => 1.6 * uniform - 0.8),
  }));
}

export function inFloat64(parameters: Record<string, InitialValue>): Parameters {
  return mapNamed(parameters, ({ values }) => Float64Array.from(values));
}

/** Binary images, one array each; a pure function of the seed. */
export function tinyImages(count: number, seed: number): number[][] {
  const stream = new RandomStream(seed, 'binarise', 'tiny');
  return Array.from({ length: count }, () =>
    tinyMean.map((mean) => (stream.uniform() < mean ? 1 : 0)),
  );
}

/** The same images as a set whose pixels are 0 or 255. */
export function asImageSet(images: readonly (readonly number[])[]): ImageSet {
  return {
    count: images.length,
    rows: 2,
    columns: 3,
    pixels: Uint8Array.from(images.flat(), (pixel) => 255 * pixel),
    binary: true,
  };
}

/** A data set of grey images of 2 × 3 pixels. */
export function tinyDataset(trainCount: number, testCount: number): Dataset {
  const stream = new RandomStream(4, 'init', 'tiny-dataset');
  const grey = (count: number): ImageSet => ({
    count,
    rows: 2,
    columns: 3,
    pixels: Uint8Array.from({ length: count * 6 }, () => Math.floor(256 * stream.uniform())),
    binary: false,
  });
  return {
    name: 'tiny',
    train: grey(trainCount),
    validation: grey(2),
    test: grey(testCount),
    trainMean: Float32Array.from(tinyMean),
    checksums: {},
  };
}
