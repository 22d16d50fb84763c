import { describe, expect, test } from 'vitest';
import { rewrite } from '../../../../src/backends/onnx/passes/rewrite.ts';
import { forWebGpu } from '../../../../src/backends/onnx/passes/webgpu.ts';
import { verifyGraph } from '../../../../src/backends/onnx/verify.ts';
import { caseGraph, runGraph, webGpuCases } from './webgpu-cases.ts';

describe('windows and slices, written for WebGPU', () => {
  test.each(webGpuCases)('$name: the same numbers', async (each) => {
    const graph = caseGraph(each);
    const written = forWebGpu.reduce(rewrite, graph);
    verifyGraph(written);
    const expected = await runGraph(graph);
    expect(await runGraph(written)).toEqual(expected);
    expect(new Set(expected).size).toBeGreaterThan(1);
  });
});
