import type * as tf from '@tensorflow/tfjs';
import type { Backend, CompiledProgram, Input } from '../backends/backend.ts';
import { addPrefix, get, mapNamed, stripPrefix } from '../core/named.ts';
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
interface Sampled {
  readonly model: Model;
  readonly parameters: Named<tf.Tensor>;
  /** Binary, [B, D]. */
  readonly images: tf.Tensor2D;
  /** φ of q(z | x), [B, V, C]. */
  readonly logits: tf.Tensor3D;
  /** [S, B, V, C]. */
  readonly z: tf.Tensor4D;
}

/** What is measured of posterior samples: named arrays. */
export type SampleProgram<Name extends string> = (
  sampled: Sampled,
) => Readonly<Record<Name, tf.Tensor>>;

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
  /** Called after so many posterior samples, to let timers and signals have their turn; may throw to stop. */
  readonly pause: (samples: number) => Promise<void>;
}

/** What a program returned for a batch. */
type Outputs<Name extends string> = Readonly<Record<Name, Float32Array>>;

/** One array after the other. */
function joined(arrays: readonly Float32Array[]): Float32Array {
  const [first, ...others] = arrays;
  if (first !== undefined && others.length === 0) return first;
  return Float32Array.from(arrays.flatMap((array) => [...array]));
}

/** Runs a program on posterior samples of any number of images, in batches. */
export class Evaluator<Name extends string> {
  readonly #backend: Backend;
  readonly #model: Model;
  readonly #trainMean: Float32Array<ArrayBuffer>;
  readonly #program: SampleProgram<Name>;
  readonly #compiled = new Map<string, CompiledProgram>();

  constructor(
    backend: Backend,
    model: Model,
    trainMean: Float32Array<ArrayBuffer>,
    program: SampleProgram<Name>,
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

  /** Many samples of one image come in several chunks, joined here. */
  async #outputs(options: EvaluationOptions, from: number, batch: number): Promise<Outputs<Name>> {
    const indices = Uint32Array.from({ length: batch }, (_, index) => from + index);
    const images = binarise(options.images, indices, options.pixels);
    const chunks = new Map<string, Float32Array[]>();
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
      for (const [name, array] of Object.entries(outputs)) {
        chunks.set(name, [...(chunks.get(name) ?? []), await array.read()]);
        array.dispose();
      }
      await options.pause(samples * batch);
    }
    return mapNamed(Object.fromEntries(chunks), joined) as Outputs<Name>;
  }

  /**
   * Means over images.
   *
   * @param sums - sums over the `batch` images that the outputs are of.
   */
  async means<Sum extends string>(
    options: EvaluationOptions,
    sums: (outputs: Outputs<Name>, batch: number) => Readonly<Record<Sum, number>>,
  ): Promise<Record<Sum, number>> {
    const size = Math.max(1, Math.floor(ROWS_AT_ONCE / options.samples));
    const totals = new Map<Sum, number>();
    for (let from = 0; from < options.count; from += size) {
      const batch = Math.min(size, options.count - from);
      const added = sums(await this.#outputs(options, from, batch), batch);
      for (const [name, sum] of Object.entries(added) as [Sum, number][]) {
        totals.set(name, (totals.get(name) ?? 0) + sum);
      }
    }
    const means = [...totals].map(([name, total]) => [name, total / options.count]);
    return Object.fromEntries(means) as Record<Sum, number>;
  }
}
