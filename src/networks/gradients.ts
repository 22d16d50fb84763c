import * as tf from '@tensorflow/tfjs';
import type { Named } from '../core/named.ts';

/** A scalar objective and its gradients. */
export interface NamedGradients {
  readonly value: tf.Scalar;
  /** By the names of the parameters, of their shapes. */
  readonly gradients: Record<string, tf.Tensor>;
}

/** Gradients of a scalar with respect to named parameters; each of them has to be used. */
export function namedGradients(
  objective: (parameters: Record<string, tf.Tensor>) => tf.Tensor,
  parameters: Named<tf.Tensor>,
): NamedGradients {
  const names = Object.keys(parameters);
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
    objective(Object.fromEntries(names.map((name, at) => [name, tensors[at] as tf.Tensor]))),
  )(Object.values(parameters));
  const gradients = Object.fromEntries(names.map((name, at) => [name, grads[at] as tf.Tensor]));
  return { value: value as tf.Scalar, gradients };
}

/**
 * The same of a function of a tensor that is of interest itself, which is computed once.
 *
 * @param compute - the tensor, from the parameters.
 * @param objectiveOf - the scalar, from the tensor.
 */
export function gradientsThrough<T extends tf.Tensor>(
  compute: (parameters: Record<string, tf.Tensor>) => T,
  objectiveOf: (computed: T) => tf.Tensor,
  parameters: Named<tf.Tensor>,
): { readonly computed: T; readonly gradients: Record<string, tf.Tensor> } {
  const found: T[] = [];
  const { gradients } = namedGradients((varied) => {
    const computed = compute(varied);
    // TensorFlow.js disposes of what the function leaves behind, except what is kept.
    found.push(tf.keep(tf.clone(computed)));
    return objectiveOf(computed);
  }, parameters);
  const [kept] = found as [T];
  const computed = tf.clone(kept);
  kept.dispose();
  return { computed, gradients };
}
