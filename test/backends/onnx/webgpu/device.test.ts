import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { OnnxBackend } from '../../../../src/backends/onnx/onnx-backend.ts';
import { DisposedError } from '../../../../src/backends/onnx/errors.ts';
import { useSoftwareGpu, whyNoSoftwareGpu } from '../../../support/software-gpu.ts';

const reason = whyNoSoftwareGpu();

describe.skipIf(reason !== undefined)(
  `arrays on a software GPU${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    beforeAll(useSoftwareGpu, 600_000);

    test('of 200 iterations in groups of all lengths are two states at most, and none at the end', async () => {
      const backend = new OnnxBackend({ device: 'webgpu', threads: 1 });
      const loop = backend.compileLoop(({ n, by }) => ({ n: tf.add(n!, by!), sum: tf.sum(n!) }), {
        carried: { n: [5] },
        sliced: {},
        fixed: { by: [5] },
      });
      let carried: Parameters<typeof loop>[0]['carried'] = { n: new Float32Array(5) };
      let taken = 0;
      for (const iterations of [1, 10, 25, 4, 60, 100]) {
        const before = carried.n;
        const result = await loop({
          ...{ iterations, carried, sliced: {} },
          fixed: { by: new Float32Array(5).fill(1) },
        });
        if (before !== undefined && 'dispose' in before) before.dispose();
        carried = result.carried;
        taken += iterations;
        expect(backend.memoryUse).toEqual({ arrays: 1, bytes: 20 });
        expect(result.collected.sum?.at(-1)).toBe(5 * (taken - 1));
      }
      const { n } = carried;
      if (n === undefined || !('dispose' in n)) throw new Error('The state is not on the device.');
      expect(Array.from(await n.read())).toEqual(new Array(5).fill(taken));
      n.dispose();
      n.dispose();
      expect(backend.memoryUse).toEqual({ arrays: 0, bytes: 0 });
      await expect(n.read()).rejects.toThrow(DisposedError);
    });

    test('an operator that the device lacks is told of, and the CPU computes it', async () => {
      let told = 0;
      const backend = new OnnxBackend({
        ...{ device: 'webgpu', threads: 1 },
        onFallback: () => (told += 1),
      });
      const run = backend.compile(({ x }) => ({ y: tf.isNaN(x!) }), { x: [3] });
      const { y } = await run({ x: Float32Array.of(0.4, NaN, -Infinity) });
      expect(Array.from(await y!.read())).toEqual([0, 1, 0]);
      expect(told).toBe(1);
      y!.dispose();
    });
  },
);
