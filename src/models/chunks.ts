import * as tf from '@tensorflow/tfjs';
import type { Model } from './contract.ts';

/** Rows that the decoder sees at once on a processor: their activations stay in its cache. */
const ROWS_AT_ONCE = 400;

/** Points in groups of samples with about so many rows. */
function split(z: tf.Tensor4D, rowsAtOnce: number): tf.Tensor4D[] {
  const [samples, batch, variables, categories] = z.shape;
  const each = Math.max(1, Math.floor(rowsAtOnce / batch));
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
export function inChunks(
  z: tf.Tensor4D,
  f: (points: tf.Tensor4D) => tf.Tensor2D,
  rowsAtOnce = ROWS_AT_ONCE,
): tf.Tensor2D {
  const values = split(z, rowsAtOnce).map(f);
  return values.length === 1 ? (values[0] as tf.Tensor2D) : tf.concat(values);
}

/** The model as programs of a backend see it that is fastest with so many rows at once. */
export function withRowsAtOnce(model: Model, rowsAtOnce: number | undefined): Model {
  if (rowsAtOnce === undefined) return model;
  const { sizes, parameters } = model;
  return {
    ...{ sizes, parameters, rowsAtOnce },
    encode: (...args) => model.encode(...args),
    decode: (...args) => model.decode(...args),
    logLikelihood: (...args) => model.logLikelihood(...args),
    logPrior: (...args) => model.logPrior(...args),
    encoderProducts: (...args) => model.encoderProducts(...args),
    decoderProducts: (...args) => model.decoderProducts(...args),
  };
}
