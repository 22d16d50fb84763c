import * as tf from '@tensorflow/tfjs';
import { onTestFinished } from 'vitest';
import type { MatrixProduct } from '../../../src/models/products.ts';

/** Records every matrix product that TensorFlow.js's cpu backend computes until the running test ends. */
export function spyOnMatMul(): MatrixProduct[] {
  const seen: MatrixProduct[] = [];
  const original = tf.getKernel('BatchMatMul', 'cpu');
  const replace = (kernel: tf.KernelConfig): void => {
    tf.unregisterKernel('BatchMatMul', 'cpu');
    tf.registerKernel(kernel);
  };
  replace({
    ...original,
    kernelFunc: (parameters) => {
      const { a, b } = parameters.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
      const transposeA = parameters.attrs?.transposeA === true;
      const transposeB = parameters.attrs?.transposeB === true;
      seen.push({
        rows: a.shape.at(transposeA ? -1 : -2)!,
        inner: a.shape.at(transposeA ? -2 : -1)!,
        columns: b.shape.at(transposeB ? -2 : -1)!,
        transposeA,
        transposeB,
      });
      return original.kernelFunc(parameters);
    },
  });
  onTestFinished(() => {
    replace(original);
  });
  return seen;
}
