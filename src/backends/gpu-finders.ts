import type { GpuFinder } from './gpu.ts';

/** How the GPUs of a backend are told apart. Nothing is loaded until a row is. */
export const gpuFinders = {
  /** CUDA's: those of `nvidia-smi`. */
  cuda: () => import('./nvidia.ts'),
  /** WebGPU's on Linux: the devices of Vulkan. */
  vulkan: () => import('./vulkan-gpus.ts'),
} as const satisfies Record<string, () => Promise<{ readonly finder: GpuFinder }>>;

export type GpuFinderName = keyof typeof gpuFinders;
