import * as tf from '@tensorflow/tfjs';

/** Rows that the decoder sees at once: their activations stay in the processor's cache. */
const ROWS_AT_ONCE = 400;

/** Points in groups of samples with about ROWS_AT_ONCE rows. */
function split(z: tf.Tensor4D): tf.Tensor4D[] {
  const [samples, batch, variables, categories] = z.shape;
  const each = Math.max(1, Math.floor(ROWS_AT_ONCE / batch));
  if (each >= samples) return [z];
  return Array.from({ length: Math.ceil(samples / each) }, (_, chunk) => {
    const size = Math.min(each, samples - chunk * each);
    return tf.slice(z, [chunk * each, 0, 0, 0], [size, batch, variables, categories]);
  });
}

/**
 * `f` of points [S, B, V, C] → [S, B], some of the samples at a time. Its value for a sample may not
 * depend on the others, so this changes the speed alone.
 */
export function inChunks(z: tf.Tensor4D, f: (points: tf.Tensor4D) => tf.Tensor2D): tf.Tensor2D {
  const values = split(z).map(f);
  return values.length === 1 ? (values[0] as tf.Tensor2D) : tf.concat(values);
}
