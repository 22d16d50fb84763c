import * as tf from '@tensorflow/tfjs';

/**
 * How many factors of at least ½ a product can have in float32: 2^-112 is above the smallest normal
 * number, 2^-126.
 */
const MAX_FACTORS = 112;

/** The largest divisor of `length` that a product may have as its number of factors. */
function factorsPerProduct(length: number): number {
  let factors = Math.min(length, MAX_FACTORS);
  while (factors > 1 && length % factors !== 0) factors -= 1;
  return Math.max(factors, 1);
}

/**
 * Σ_d log σ(m_d) for m ≥ 0: σ(m) ≥ ½, so that a hundred factors are multiplied before one logarithm is
 * taken; a logarithm costs as much as twenty products.
 */
function sumOfLogSigmoids(magnitudes: tf.Tensor): tf.Tensor {
  const length = magnitudes.shape.at(-1) ?? 1;
  const factors = factorsPerProduct(length);
  const grouped = [...magnitudes.shape.slice(0, -1), length / factors, factors];
  return tf.sum(tf.log(tf.prod(tf.reshape(tf.sigmoid(magnitudes), grouped), -1)), -1);
}

/**
 * Log probability of binary vectors under independent Bernoulli variables, in nats.
 *
 * With the logit of what was observed, t_d = (2x_d − 1) l_d, it is Σ_d log σ(t_d), computed as
 * Σ_d min(t_d, 0) + Σ_d log σ(|t_d|): finite for logits of any size, and without cancellation. Its
 * gradient with respect to the logits is x − σ(l); there is none with respect to the values.
 *
 * @param logits - [..., D].
 * @param values - zeros and ones, broadcastable to [..., D].
 * @returns [...].
 */
export function bernoulliLogProb(logits: tf.Tensor, values: tf.Tensor): tf.Tensor {
  const signs = tf.sub(tf.mul(values, 2), 1);
  return tf.customGrad((variable, save) => {
    const l = variable as tf.Tensor;
    (save as tf.GradSaveFunc)([l]);
    const observed = tf.mul(l, signs);
    return {
      value: tf.add(tf.sum(tf.minimum(observed, 0), -1), sumOfLogSigmoids(tf.abs(observed))),
      gradFunc: (upstream: tf.Tensor, saved: tf.Tensor[]) =>
        tf.mul(tf.expandDims(upstream, -1), tf.sub(values, tf.sigmoid(saved[0] ?? l))),
    };
  })(logits);
}
