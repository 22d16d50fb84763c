import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { assertGpuDevice } from './adapter.ts';
import type { BackendModule } from './backend.ts';
import { countAsNvidiaSmi, nvidiaGpus } from './nvidia.ts';

/** The parts of ONNX Runtime for CUDA, which its package for Node does not bring. */
const LIBRARIES = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

/** Where ONNX Runtime looks for them: beside its own library. */
function libraryFolder(): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  return join(dirname(entry), '..', 'bin', 'napi-v6', process.platform, process.arch);
}

/**
 * Matrix products of CUDA round to ten bits unless they are told not to; onnxruntime-node has no option for it. CUDA reads
 * this when it starts.
 */
function multiplyExactly(): void {
  process.env.NVIDIA_TF32_OVERRIDE ??= '0';
}

/** Programs compiled by the library in `onnx/`, on a GPU by CUDA. */
export const start: BackendModule['start'] = async (threads, importModule) => {
  await importModule('onnxruntime-node');
  // First: without a GPU, nothing is amiss where its libraries are not.
  assertGpuDevice();
  const folder = libraryFolder();
  const missing = LIBRARIES.filter((file) => !existsSync(join(folder, file)));
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not in ${folder}`,
    );
  }
  multiplyExactly();
  countAsNvidiaSmi();
  const [gpu] = await nvidiaGpus();
  if (gpu === undefined) throw new Error('nvidia-smi lists no GPU');
  const { OnnxBackend } = await import('./onnx/onnx-backend.ts');
  const backend = new OnnxBackend({
    ...(threads !== null && { threads }),
    device: 'cuda',
    adapter: gpu.name,
  });
  // Loads the libraries, which need CUDA's and cuDNN's: what is missing shows here.
  const run = backend.compile((inputs) => inputs, { x: [] });
  (await run({ x: Float32Array.of(1) })).x?.dispose();
  return Object.assign(backend, { gpu: gpu.uuid });
};
