import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GpuError, indexOf } from './gpu.ts';
import type { Gpu, GpuFinder } from './gpu.ts';

/** A GPU that NVIDIA's driver knows. */
export interface NvidiaGpu {
  /** What CUDA_VISIBLE_DEVICES may name it by. */
  readonly index: string;
  readonly uuid: string;
  /** `NVIDIA H200`. */
  readonly name: string;
}

/** The GPUs in what `nvidia-smi --query-gpu=index,uuid,name --format=csv,noheader` prints. */
export function parseGpus(output: string): NvidiaGpu[] {
  return output
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .flatMap(([index, uuid, name]) =>
      index === undefined || uuid === undefined || name === undefined
        ? []
        : [{ index, uuid, name }],
    );
}

/** Those of the list that CUDA_VISIBLE_DEVICES leaves to see, in its order; all when it is not set. */
export function visibleGpus(
  gpus: readonly NvidiaGpu[],
  visible = process.env.CUDA_VISIBLE_DEVICES,
): NvidiaGpu[] {
  if (visible === undefined) return [...gpus];
  const names = visible.split(',').map((name) => name.trim());
  return names.flatMap((name) => {
    if (name === '') return [];
    const found = gpus.find(({ index, uuid }) => index === name || uuid.startsWith(name));
    return found === undefined ? [] : [found];
  });
}

/** The GPUs of NVIDIA that this process may use; none where its driver is missing. */
export async function nvidiaGpus(): Promise<NvidiaGpu[]> {
  const query = ['--query-gpu=index,uuid,name', '--format=csv,noheader'];
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 30_000 });
    return visibleGpus(parseGpus(stdout));
  } catch {
    return [];
  }
}

/** Before CUDA starts: lets it count GPUs as `nvidia-smi` does; by itself it puts the fastest one first. */
export function countAsNvidiaSmi(): void {
  process.env.CUDA_DEVICE_ORDER ??= 'PCI_BUS_ID';
}

const asGpu = ({ name, uuid }: NvidiaGpu): Gpu => ({ name, env: { CUDA_VISIBLE_DEVICES: uuid } });

/**
 * The GPU of a list that is asked for.
 *
 * @param which - its index, or the beginning of its UUID.
 * @throws GpuError when none is, or several are.
 */
export function nvidiaGpu(gpus: readonly NvidiaGpu[], which: number | string): NvidiaGpu {
  if (gpus.length === 0) {
    throw new GpuError(
      'nvidia-smi lists no GPU that this process may use',
      'NVIDIA’s driver must be there; CUDA_VISIBLE_DEVICES may hide GPUs.',
    );
  }
  const index = indexOf(which);
  const found = gpus.filter((gpu) =>
    index === undefined ? gpu.uuid.startsWith(String(which)) : gpu.index === String(index),
  );
  const [gpu] = found;
  if (gpu !== undefined && found.length === 1) return gpu;
  const all = gpus.map((one) => `${one.index} (${one.name}, ${one.uuid})`).join(', ');
  throw new GpuError(
    gpu === undefined ? `there is no GPU ${which}` : `${found.length} GPUs begin with ${which}`,
    `--gpu takes the index or the beginning of the UUID of one of these: ${all}.`,
  );
}

/** GPUs for CUDA, which takes the one whose UUID its variable holds. */
export const finder: GpuFinder = {
  choose: async (which) => asGpu(nvidiaGpu(await nvidiaGpus(), which)),
  list: async () => (await nvidiaGpus()).map(asGpu),
};
