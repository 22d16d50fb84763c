import * as tf from '@tensorflow/tfjs';
import type { Backend, CompiledProgram, Input } from '../backends/backend.ts';
import { addPrefix, get, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { Shape } from '../core/shapes.ts';
import type { Model } from '../models/contract.ts';
import { parameterShapes } from '../models/parameters.ts';

/** Rows that a network sees at once: bounds the memory, whatever the number of images. */
const ROWS_AT_ONCE = 1000;

/** Points z of the latent space: V categories each. */
export type Points = readonly (readonly number[])[];

/** A model with fixed parameters, to look at what it does: encoder, decoder and prior as functions of arrays. */
export class FrozenModel {
  readonly model: Model;
  readonly #backend: Backend;
  readonly #parameters: Named<Input>;
  readonly #trainMean: Float32Array<ArrayBuffer>;
  readonly #compiled = new Map<string, CompiledProgram>();

  /**
   * @param parameters - all of the model's, by name.
   * @param trainMean - mean of the training images, [D].
   */
  constructor(
    backend: Backend,
    model: Model,
    parameters: Named<Float32Array<ArrayBuffer>>,
    trainMean: Float32Array,
  ) {
    this.#backend = backend;
    this.model = model;
    this.#parameters = addPrefix('parameters', parameters);
    this.#trainMean = Float32Array.from(trainMean);
  }

  /** Prepares a program once for each shape of its inputs, and runs it. */
  async #run(
    name: string,
    program: (parameters: Named<tf.Tensor>, inputs: Named<tf.Tensor>) => tf.Tensor,
    inputs: Named<{ readonly shape: Shape; readonly values: Float32Array<ArrayBuffer> }>,
  ): Promise<Float32Array> {
    const given = Object.entries(inputs);
    const shapes = Object.fromEntries(given.map(([input, { shape }]) => [input, shape]));
    const key = `${name} ${JSON.stringify(shapes)}`;
    const compiled =
      this.#compiled.get(key) ??
      this.#backend.compile((all) => ({ result: program(stripPrefix(all, 'parameters'), all) }), {
        ...addPrefix('parameters', parameterShapes(this.model)),
        ...shapes,
      });
    this.#compiled.set(key, compiled);
    const values = Object.fromEntries(given.map(([input, { values: array }]) => [input, array]));
    const result = get(await compiled({ ...this.#parameters, ...values }), 'result');
    const read = Float32Array.from(await result.read());
    result.dispose();
    return read;
  }

  /** φ of q(z | x) for binary images, [B, D] row by row: [B, V, C]. */
  async encode(images: Float32Array<ArrayBuffer>): Promise<Float32Array> {
    const { pixels, variables, categories } = this.model.sizes;
    const count = images.length / pixels;
    const logits = new Float32Array(count * variables * categories);
    for (let from = 0; from < count; from += ROWS_AT_ONCE) {
      const size = Math.min(ROWS_AT_ONCE, count - from);
      const values = images.slice(from * pixels, (from + size) * pixels);
      const part = await this.#run(
        'encode',
        (parameters, inputs) =>
          this.model.encode(parameters, get(inputs, 'images') as tf.Tensor2D, get(inputs, 'mean')),
        {
          images: { shape: [size, pixels], values },
          mean: { shape: [pixels], values: this.#trainMean },
        },
      );
      logits.set(part, from * variables * categories);
    }
    return logits;
  }

  /** The mean images of p(x | z), N of D probabilities of a one. */
  async decode(points: Points): Promise<Float32Array[]> {
    const { pixels, variables, categories } = this.model.sizes;
    const images: Float32Array[] = [];
    for (let from = 0; from < points.length; from += ROWS_AT_ONCE) {
      const part = points.slice(from, from + ROWS_AT_ONCE);
      const values = new Float32Array(part.length * variables * categories);
      part.flat().forEach((category, at) => {
        values[at * categories + category] = 1;
      });
      const means = await this.#run(
        'decode',
        (parameters, inputs) =>
          tf.sigmoid(this.model.decode(parameters)(get(inputs, 'z') as tf.Tensor4D)),
        { z: { shape: [1, part.length, variables, categories], values } },
      );
      part.forEach((_, at) => images.push(means.slice(at * pixels, (at + 1) * pixels)));
    }
    return images;
  }

  /** log p(z_v = c), [V, C]. */
  async logPrior(): Promise<Float32Array> {
    return this.#run('prior', (parameters) => this.model.logPrior(parameters), {});
  }
}
