import type * as tf from '@tensorflow/tfjs';
import type { Backend, CompiledProgram, Input, Program } from '../backends/backend.ts';
import { addPrefix, get, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { RandomStream } from '../core/random.ts';
import { LogMeanExp } from '../core/statistics.ts';
import { binarise } from '../datasets/binarise.ts';
import type { ImageSet } from '../datasets/images.ts';
import { sampleCategorical } from '../distributions/categorical.ts';
import type { Model } from '../models/contract.ts';
import { logWeights } from '../models/log-weights.ts';
import { parameterShapes } from '../models/parameters.ts';

/** Rows that the decoder sees at once: bounds the memory, whatever the numbers of images and samples. */
const ROWS_AT_ONCE = 2000;

/**
 * log p(x, z) − log q(z | x) of posterior samples: inputs `parameters/…`, `train-mean` [D], `images`
 * [B, D], `posterior` [S, B, V] uniforms; output `log-weights` [S, B], in nats.
 */
function logWeightsProgram(model: Model): Program {
  return (inputs) => {
    const parameters = stripPrefix(inputs, 'parameters');
    const images = get(inputs, 'images') as tf.Tensor2D;
    const logits = model.encode(parameters, images, get(inputs, 'train-mean'));
    const z = sampleCategorical(logits, get(inputs, 'posterior') as tf.Tensor3D);
    return { 'log-weights': logWeights(model, parameters, images, logits, z) };
  };
}

/** Where a bound is measured. */
export interface BoundOptions {
  /** Model parameters by name, as the training state holds them. */
  readonly parameters: Named<Input>;
  readonly images: ImageSet;
  /** How many images to take, from the first on. */
  readonly count: number;
  /** Importance samples K per image; 1 gives the ELBO. */
  readonly samples: number;
  /** Binarises the images; images that are binary already consume nothing of it. */
  readonly pixels: RandomStream;
  /** Samples the posterior. */
  readonly latent: RandomStream;
  /** Called between batches, to let timers and signals have their turn; may throw to stop. */
  readonly pause: () => Promise<void>;
}

/** Measures bounds on log p(x). */
export class Evaluator {
  readonly #backend: Backend;
  readonly #model: Model;
  readonly #trainMean: Float32Array<ArrayBuffer>;
  readonly #compiled = new Map<string, CompiledProgram>();

  constructor(backend: Backend, model: Model, trainMean: Float32Array<ArrayBuffer>) {
    this.#backend = backend;
    this.#model = model;
    this.#trainMean = trainMean;
  }

  /** At most two batch sizes occur, the whole and the last one; each is prepared once. */
  #program(samples: number, batch: number): CompiledProgram {
    const key = `${samples}×${batch}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const { pixels, variables } = this.#model.sizes;
    const compiled = this.#backend.compile(logWeightsProgram(this.#model), {
      ...addPrefix('parameters', parameterShapes(this.#model)),
      'train-mean': [pixels],
      images: [batch, pixels],
      posterior: [samples, batch, variables],
    });
    this.#compiled.set(key, compiled);
    return compiled;
  }

  /**
   * The importance-weighted bound log (1/K) Σ_k p(x, z_k) / q(z_k | x), z_k ~ q, averaged over images
   * (Burda, Grosse, Salakhutdinov 2016), in nats; the ELBO for K = 1.
   */
  async bound(options: BoundOptions): Promise<number> {
    const batch = Math.max(1, Math.floor(ROWS_AT_ONCE / options.samples));
    let sum = 0;
    for (let from = 0; from < options.count; from += batch) {
      sum += await this.#batchBound(options, from, Math.min(batch, options.count - from));
      await options.pause();
    }
    return sum / options.count;
  }

  /** The sum of the bounds of `batch` images. */
  async #batchBound(options: BoundOptions, from: number, batch: number): Promise<number> {
    const indices = Uint32Array.from({ length: batch }, (_, index) => from + index);
    const images = binarise(options.images, indices, options.pixels);
    const bounds = Array.from({ length: batch }, () => new LogMeanExp());
    for (let first = 0; first < options.samples; first += ROWS_AT_ONCE) {
      const samples = Math.min(ROWS_AT_ONCE, options.samples - first);
      const outputs = await this.#program(
        samples,
        batch,
      )({
        ...addPrefix('parameters', options.parameters),
        'train-mean': this.#trainMean,
        images,
        posterior: options.latent.uniforms(samples * batch * this.#model.sizes.variables),
      });
      const weights = get(outputs, 'log-weights');
      (await weights.read()).forEach((weight, at) => bounds[at % batch]?.add(weight));
      weights.dispose();
    }
    return bounds.reduce((sum, bound) => sum + bound.value(), 0);
  }
}
