import type { BackendRow } from './backend.ts';

/** Every backend, in the order in which `auto` tries them. Nothing is loaded until a row is. */
export const backends = {
  'tfjs-node-gpu': {
    summary: 'libtensorflow on a GPU',
    install:
      'Run `npm install @tensorflow/tfjs-node-gpu`, whose install script downloads libtensorflow for CUDA 11.',
    threads: 'process',
    gpus: 'cuda',
    load: () => import('./tfjs-node-gpu.ts'),
  },
  'onnx-cuda': {
    summary: 'ONNX Runtime on a GPU of NVIDIA',
    install:
      'It needs Linux, NVIDIA’s driver, and the CUDA part of ONNX Runtime, which docs/gpus.md says how to install.',
    threads: 'instance',
    gpus: 'cuda',
    load: () => import('./onnx-cuda.ts'),
  },
  'onnx-webgpu': {
    summary: 'ONNX Runtime on a GPU by Vulkan, Metal or Direct3D 12',
    install:
      'It needs the graphics driver of a GPU, with Vulkan on Linux; docs/gpus.md says how to look for it.',
    threads: 'instance',
    gpus: 'vulkan',
    load: () => import('./onnx-webgpu.ts'),
  },
  onnx: {
    summary: 'ONNX Runtime on the CPU',
    install:
      'Install vae-bench again, with ONNXRUNTIME_NODE_INSTALL=skip in the environment: it comes with vae-bench, for x64 and arm64.',
    threads: 'instance',
    gpus: null,
    load: () => import('./onnx.ts'),
  },
  'tfjs-node': {
    summary: 'libtensorflow on the CPU',
    install:
      'Run `npm install @tensorflow/tfjs-node`, whose install script downloads libtensorflow; where that fails, docs/tfjs-node.md has another way.',
    threads: 'process',
    gpus: null,
    load: () => import('./tfjs-node.ts'),
  },
  wasm: {
    summary: 'WebAssembly',
    install: 'Run `npm ci` again: it comes with vae-bench.',
    threads: 'one',
    gpus: null,
    load: () => import('./wasm.ts'),
  },
  cpu: {
    summary: 'plain JavaScript',
    install: 'Run `npm ci` again: it comes with vae-bench.',
    threads: 'one',
    gpus: null,
    load: () => import('./cpu.ts'),
  },
} as const satisfies Record<string, BackendRow>;

/** The name of a backend. */
export type BackendName = keyof typeof backends;

/** The names of all backends, in the order in which `auto` tries them. */
export const backendNames = Object.keys(backends) as [BackendName, ...BackendName[]];

/** Whether `--gpu` chooses what a backend computes on. */
export const takesGpu = (name: BackendName | 'auto'): boolean =>
  name === 'auto' || backends[name].gpus !== null;

/** The names of those that compute on a GPU. */
export const gpuBackendNames = backendNames.filter(takesGpu);
