import type { RandomStream } from '../../../src/core/random.ts';
import type { Part } from '../../../src/comparisons/parts.ts';
import type { EnumeratedDraw } from './exact-gradients.ts';

/** Draws of a batch from the values that each image's gradient takes, all with their probabilities. */
export class EnumeratedSampler {
  /** For each image: the values, and the probability of those up to each of them. */
  readonly #images: readonly {
    readonly draws: readonly EnumeratedDraw[];
    readonly encoders: readonly Float64Array[];
    readonly logits: readonly Float32Array[];
    readonly sums: readonly number[];
  }[];
  readonly #encoder: number;
  readonly #logits: number;

  constructor(images: readonly (readonly EnumeratedDraw[])[]) {
    this.#images = images.map((draws) => {
      let sum = 0;
      return {
        draws,
        encoders: draws.map(({ encoder }) => Float64Array.from(encoder)),
        logits: draws.map(({ logits }) => Float32Array.from(logits)),
        sums: draws.map(({ probability }) => (sum += probability)),
      };
    });
    this.#encoder = images[0]![0]!.encoder.length;
    this.#logits = images[0]![0]!.logits.length;
  }

  /** The gradient of the batch mean with respect to the encoder, then that of every image with respect to φ. */
  draw(stream: RandomStream): Float32Array {
    const count = this.#images.length;
    const encoder = new Float64Array(this.#encoder);
    const values = new Float32Array(this.#encoder + count * this.#logits);
    this.#images.forEach(({ encoders, logits, sums }, image) => {
      const uniform = stream.uniform();
      const found = sums.findIndex((sum) => uniform < sum);
      // Rounding leaves a little beyond the last.
      const drawn = found < 0 ? sums.length - 1 : found;
      const own = encoders[drawn]!;
      for (let place = 0; place < own.length; place += 1) encoder[place]! += own[place]! / count;
      values.set(logits[drawn]!, this.#encoder + image * this.#logits);
    });
    values.set(encoder);
    return values;
  }

  /** What the draws have as their expectation. */
  get mean(): Float64Array {
    const mean = new Float64Array(this.#encoder + this.#images.length * this.#logits);
    this.#images.forEach(({ draws }, image) => {
      for (const { probability, encoder, logits } of draws) {
        encoder.forEach((value, at) => {
          mean[at]! += (probability * value) / this.#images.length;
        });
        logits.forEach((value, at) => {
          mean[this.#encoder + image * this.#logits + at]! += probability * value;
        });
      }
    });
    return mean;
  }

  /** The variance of the draws on one part, summed over its components, squares divided by its scale. */
  varianceOf({ start, length, scale }: Part): number {
    const count = this.#images.length;
    let variance = 0;
    this.#images.forEach(({ draws }, image) => {
      const place = this.#encoder + image * this.#logits;
      const inPart = (values: readonly number[], offset: number) =>
        values.filter((_, at) => offset + at >= start && offset + at < start + length);
      const ofImage = (change: (draw: EnumeratedDraw) => number[]) => {
        const all = draws.map((draw) => ({ probability: draw.probability, values: change(draw) }));
        const square = all.reduce(
          (sum, { probability, values }) =>
            sum + probability * values.reduce((inner, value) => inner + value ** 2, 0),
          0,
        );
        const mean = (all[0]?.values ?? []).map((_, at) =>
          all.reduce((sum, { probability, values }) => sum + probability * values[at]!, 0),
        );
        return square - mean.reduce((sum, value) => sum + value ** 2, 0);
      };
      variance +=
        ofImage(({ encoder }) => inPart(encoder, 0)) / count ** 2 +
        ofImage(({ logits }) => inPart(logits, place)) / scale;
    });
    return variance;
  }
}
