import { beforeAll, describe, expect, test } from 'vitest';
import { rewrite } from '../../../../src/backends/onnx/passes/rewrite.ts';
import { forWebGpu } from '../../../../src/backends/onnx/passes/webgpu.ts';
import { useSoftwareGpu, whyNoSoftwareGpu } from '../../../support/software-gpu.ts';
import { caseGraph, runGraph, webGpuCases } from '../passes/webgpu-cases.ts';

const reason = whyNoSoftwareGpu();

describe.skipIf(reason !== undefined)(
  `windows and slices on a software GPU${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    beforeAll(useSoftwareGpu, 600_000);

    test.each(webGpuCases)('$name: what the CPU gives', async (each) => {
      const graph = caseGraph(each);
      const found = await runGraph(forWebGpu.reduce(rewrite, graph), 'webgpu');
      // Whole numbers: sums in any order are exact.
      expect(found).toEqual(await runGraph(graph));
    });
  },
);
