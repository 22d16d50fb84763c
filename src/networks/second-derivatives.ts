import * as tf from '@tensorflow/tfjs';

/**
 * Lets TensorFlow.js differentiate a gradient again where the first one compares: the gradient of LeakyReLU asks
 * whether x > 0, and the answer has the derivative zero wherever it has one, which TensorFlow.js does not say.
 */
export function registerComparisonGradients(): void {
  tf.registerGradient({
    kernelName: tf.Greater,
    inputsToSave: ['a', 'b'],
    gradFunc: (_dy, saved) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      return { a: () => tf.zeros(a.shape), b: () => tf.zeros(b.shape) };
    },
  });
}
