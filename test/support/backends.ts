import { selectBackend } from '../../src/backends/select.ts';
import type { Backend } from '../../src/backends/backend.ts';
import type { BackendName } from '../../src/backends/select.ts';
import { whyNoTfjsNode } from './backends/tfjs-node.ts';
import { useSoftwareGpu, whyNoSoftwareGpu } from './software-gpu.ts';

/** The backends that every machine can run, and tfjs-node where it is; numeric tests run on each of them. */
export const testedBackends: readonly BackendName[] = [
  ...(['cpu', 'wasm', 'onnx'] as const),
  ...(whyNoTfjsNode() === undefined ? (['tfjs-node'] as const) : []),
];

/** The same, and a software GPU where there is one, or it can be installed: for tests of what backends promise. */
export const devicesToo: readonly BackendName[] = [
  ...testedBackends,
  ...(whyNoSoftwareGpu() === undefined ? (['onnx-webgpu'] as const) : []),
];

/** Loads a backend for a test. */
export async function backendFor(name: BackendName): Promise<Backend> {
  if (name === 'onnx-webgpu') await useSoftwareGpu();
  return (await selectBackend({ name, threads: 1 })).backend;
}
