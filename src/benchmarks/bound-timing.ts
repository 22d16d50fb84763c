import type { DeviceArray } from '../backends/backend.ts';
import type { Config } from '../config/schema.ts';
import type { Named } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import { binariseOnce } from '../datasets/binarise.ts';
import type { Dataset } from '../datasets/contract.ts';
import { sliceImages } from '../datasets/images.ts';
import type { ImageSet } from '../datasets/images.ts';
import type { Model } from '../models/contract.ts';
import { initialParameters } from '../models/parameters.ts';
import type { MatrixProduct } from '../models/products.ts';
import { ImportanceBound } from '../training/bound.ts';
import type { Engine } from './engines.ts';
import { onDevice } from './on-device.ts';
import { boundProducts } from './products.ts';
import { timed, turn } from './turn.ts';

const MAX_PARTS = 10;

/** The number of equal parts that images are cut into: contenders take turns after each. */
export function partsOf(images: number): number {
  const counts = Array.from({ length: MAX_PARTS }, (_, at) => MAX_PARTS - at);
  return counts.find((count) => images % count === 0) ?? 1;
}

/** The importance-weighted bound over test images on one engine, timed part by part. */
export class BoundTiming {
  readonly config: Config;
  readonly engine: Engine;
  readonly images: number;
  readonly products: readonly MatrixProduct[];
  /** Milliseconds of the parts so far. */
  readonly parts: number[] = [];
  readonly #signal: AbortSignal;
  readonly #model: Model;
  readonly #trainMean: Float32Array<ArrayBuffer>;
  readonly #test: ImageSet;
  readonly #bound: ImportanceBound;
  #parameters: Named<DeviceArray> = {};

  constructor(
    config: Config,
    engine: Engine,
    { dataset, model }: { dataset: Dataset; model: Model },
    signal: AbortSignal,
  ) {
    const [seed = 0] = config.seeds;
    const { testImages, samples } = config.evaluation;
    this.config = config;
    this.engine = engine;
    this.images = testImages ?? dataset.test.count;
    this.#signal = signal;
    this.#model = model;
    this.#trainMean = Float32Array.from(dataset.trainMean);
    this.#test = binariseOnce(
      sliceImages(dataset.test, 0, this.images),
      new RandomStream(seed, 'binarise', 'test'),
    );
    this.#bound = new ImportanceBound(engine.backend, this.#model, this.#trainMean);
    this.products = boundProducts(this.#model, this.images, samples);
  }

  async #part(part: number): Promise<void> {
    const count = this.images / partsOf(this.images);
    const [seed = 0] = this.config.seeds;
    await this.#bound.measure({
      parameters: this.#parameters,
      images: sliceImages(this.#test, part * count, (part + 1) * count),
      count,
      samples: this.config.evaluation.samples,
      pixels: new RandomStream(seed, 'evaluate', 'pixels', part),
      latent: new RandomStream(seed, 'evaluate', 'latent', part),
      pause: () => turn(this.#signal),
    });
  }

  /** Compiles, and evaluates the first part once without timing it. */
  async warmUp(): Promise<void> {
    const [seed = 0] = this.config.seeds;
    const parameters = initialParameters(this.#model, this.#trainMean, seed);
    this.#parameters = await onDevice(this.engine.backend, parameters);
    await this.#part(0);
  }

  /** Times one part of the images. */
  async block(part: number): Promise<void> {
    this.parts.push(await timed(() => this.#part(part)));
  }

  dispose(): void {
    for (const parameter of Object.values(this.#parameters)) parameter.dispose();
  }
}
