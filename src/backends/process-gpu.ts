import { gpuFinders } from './gpu-finders.ts';
import type { GpuFinderName } from './gpu-finders.ts';
import { GpuError } from './gpu.ts';
import type { Gpu, GpuChoice } from './gpu.ts';

/** What was chosen: once a variable is set, the driver shows fewer GPUs, and an index means another one. */
const chosen = new Map<string, Promise<Gpu>>();

/** What drivers found in the environment when they started, which they do once. */
const started = new Map<GpuFinderName, string>();

const keyOf = (gpu: Gpu | undefined): string => JSON.stringify(gpu?.env ?? {});

function remembered(finder: GpuFinderName, which: number | string): Promise<Gpu> {
  const key = `${finder} ${which}`;
  const found =
    chosen.get(key) ?? gpuFinders[finder]().then((loaded) => loaded.finder.choose(which));
  chosen.set(key, found);
  return found;
}

/**
 * Starts something on a GPU, and sets the variables that its driver reads.
 *
 * @param which - null takes the GPU that the driver gives, or the one that this process has.
 * @throws GpuError when it is not there, or this process has another one.
 */
export async function startOnGpu<T>(
  finder: GpuFinderName,
  which: GpuChoice,
  start: () => Promise<T>,
): Promise<T> {
  const gpu = which === null ? undefined : await remembered(finder, which);
  const before = started.get(finder);
  if (gpu !== undefined && before !== undefined && before !== keyOf(gpu)) {
    throw new GpuError(
      `this process has started its driver on another GPU than ${gpu.name}, and cannot change it`,
      'Take one GPU per process.',
    );
  }
  Object.assign(process.env, gpu?.env);
  const result = await start();
  if (before === undefined) started.set(finder, keyOf(gpu));
  return result;
}
