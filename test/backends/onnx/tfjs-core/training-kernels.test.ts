import { describe, expect, test } from 'vitest';
import { registerOnnx } from '../../../../src/backends/onnx/register.ts';
import { lowerings } from '../../../../src/backends/onnx/table.ts';
import { views } from '../../../../src/backends/onnx/views.ts';
import { configSchema } from '../../../../src/config/schema.ts';
import { estimators } from '../../../../src/estimators/built-in.ts';
import { train } from '../../../../src/training/train.ts';
import { backendFor } from '../../../support/backends.ts';
import { tinyDataset } from '../../../support/training/tiny-model.ts';
import { exclusions } from './exclusions.ts';
import { recordKernels, takeKernels } from './suite/kernels.ts';

/** What programs never do: hold strings, and read out of bounds on purpose. */
const irrelevant = [/^Strings are held/, /^Indices are checked/];

/** The kernels of one training step and one evaluation, which onnx traces. */
async function kernelsOf(estimator: string): Promise<string[]> {
  const { categories = 3 } = estimators[estimator as keyof typeof estimators] as {
    categories?: number;
  };
  const config = configSchema.parse({
    ...{ estimator, categories, variables: 2, samples: 4, steps: 1, batchSize: 10 },
    model: { encoderHidden: [4], decoderHidden: [4] },
    evaluation: { every: 1, samples: 5 },
  });
  const backend = await backendFor('onnx');
  takeKernels();
  const events = train({ config, seed: 1, dataset: tinyDataset(40, 7), backend });
  while ((await events.next()).done !== true);
  return takeKernels();
}

describe('the kernels that training uses', () => {
  registerOnnx();
  recordKernels('onnx');

  test.each(Object.keys(estimators))(
    'with %s are recorded and pass TensorFlow.js’s suite',
    async (name) => {
      const kernels = await kernelsOf(name);
      expect(kernels).toContain('BatchMatMul');
      expect(kernels.filter((kernel) => !(kernel in lowerings || kernel in views))).toEqual([]);
      const concerning = exclusions.filter(
        ({ kernel, reason }) =>
          kernels.includes(kernel ?? '') && !irrelevant.some((pattern) => pattern.test(reason)),
      );
      expect(concerning).toEqual([]);
    },
  );
});
