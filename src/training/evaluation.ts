import type * as tf from '@tensorflow/tfjs';
import type { Backend, CompiledProgram, Input } from '../backends/backend.ts';
import { addPrefix, get, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { RandomStream } from '../core/random.ts';
import { binarise } from '../datasets/binarise.ts';
import type { ImageSet } from '../datasets/images.ts';
import { sampleCategorical } from '../distributions/categorical.ts';
import type { Model } from '../models/contract.ts';
import { parameterShapes } from '../models/parameters.ts';

/** Rows that the decoder sees at once: bounds the memory, whatever the numbers of images and samples. */
const ROWS_AT_ONCE = 2000;

/** Images with samples of their posterior. */
export interface Sampled {
  readonly model: Model;
  readonly parameters: Named<tf.Tensor>;
  /** Binary, [B, D]. */
  readonly images: tf.Tensor2D;
  /** φ of q(z | x), [B, V, C]. */
  readonly logits: tf.Tensor3D;
  /** [S, B, V, C]. */
  readonly z: tf.Tensor4D;
}

/** What is measured of posterior samples: any number of named arrays. */
export type SampleProgram = (sampled: Sampled) => Named<tf.Tensor>;

/** What is evaluated. */
export interface EvaluationOptions {
  /** Model parameters by name, as the training state holds them. */
  readonly parameters: Named<Input>;
  readonly images: ImageSet;
  /** How many images to take, from the first on. */
  readonly count: number;
  /** Posterior samples per image. */
  readonly samples: number;
  /** Binarises the images; images that are binary already consume nothing of it. */
  readonly pixels: RandomStream;
  /** Samples the posterior. */
  readonly latent: RandomStream;
  /** Called between batches, to let timers and signals have their turn; may throw to stop. */
  readonly pause: () => Promise<void>;
}

/** The outputs of a program for the samples of one batch, in one or several chunks. */
type Chunks = AsyncIterable<Named<Float32Array>>;

/** Runs a program on posterior samples of any number of images, in batches. */
export class Evaluator {
  readonly #backend: Backend;
  readonly #model: Model;
  readonly #trainMean: Float32Array<ArrayBuffer>;
  readonly #program: SampleProgram;
  readonly #compiled = new Map<string, CompiledProgram>();

  constructor(
    backend: Backend,
    model: Model,
    trainMean: Float32Array<ArrayBuffer>,
    program: SampleProgram,
  ) {
    this.#backend = backend;
    this.#model = model;
    this.#trainMean = trainMean;
    this.#program = program;
  }

  /** At most two batch sizes occur, the whole and the last one; each is prepared once. */
  #compile(samples: number, batch: number): CompiledProgram {
    const key = `${samples}×${batch}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const model = this.#model;
    const { pixels, variables } = model.sizes;
    const compiled = this.#backend.compile(
      (inputs) => {
        const parameters = stripPrefix(inputs, 'parameters');
        const images = get(inputs, 'images') as tf.Tensor2D;
        const logits = model.encode(parameters, images, get(inputs, 'train-mean'));
        const z = sampleCategorical(logits, get(inputs, 'posterior') as tf.Tensor3D);
        return this.#program({ model, parameters, images, logits, z });
      },
      {
        ...addPrefix('parameters', parameterShapes(model)),
        'train-mean': [pixels],
        images: [batch, pixels],
        posterior: [samples, batch, variables],
      },
    );
    this.#compiled.set(key, compiled);
    return compiled;
  }

  async *#chunks(options: EvaluationOptions, from: number, batch: number): Chunks {
    const indices = Uint32Array.from({ length: batch }, (_, index) => from + index);
    const images = binarise(options.images, indices, options.pixels);
    for (let first = 0; first < options.samples; first += ROWS_AT_ONCE) {
      const samples = Math.min(ROWS_AT_ONCE, options.samples - first);
      const outputs = await this.#compile(
        samples,
        batch,
      )({
        ...addPrefix('parameters', options.parameters),
        'train-mean': this.#trainMean,
        images,
        posterior: options.latent.uniforms(samples * batch * this.#model.sizes.variables),
      });
      const values: Record<string, Float32Array> = {};
      for (const [name, array] of Object.entries(outputs)) {
        values[name] = await array.read();
        array.dispose();
      }
      yield values;
    }
  }

  /**
   * Means over images.
   *
   * @param sums - sums over the `batch` images that the chunks are about; samples come first in their
   *   arrays, [S, B].
   */
  async means<Name extends string>(
    options: EvaluationOptions,
    sums: (chunks: Chunks, batch: number) => Promise<Readonly<Record<Name, number>>>,
  ): Promise<Record<Name, number>> {
    const size = Math.max(1, Math.floor(ROWS_AT_ONCE / options.samples));
    const totals = new Map<Name, number>();
    for (let from = 0; from < options.count; from += size) {
      const batch = Math.min(size, options.count - from);
      const added = await sums(this.#chunks(options, from, batch), batch);
      for (const [name, sum] of Object.entries(added) as [Name, number][]) {
        totals.set(name, (totals.get(name) ?? 0) + sum);
      }
      await options.pause();
    }
    const means = [...totals].map(([name, total]) => [name, total / options.count]);
    return Object.fromEntries(means) as Record<Name, number>;
  }
}
