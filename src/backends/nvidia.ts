import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

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
