import { availableParallelism } from 'node:os';
import type { Backend } from '../backends/backend.ts';
import { selectBackend } from '../backends/select.ts';
import type { BackendName } from '../backends/select.ts';
import { backends, takesGpu } from '../backends/table.ts';
import type { GpuChoice } from '../backends/gpu.ts';

/** A backend with a number of threads. */
export interface Engine {
  readonly backend: Backend;
  readonly threads: number;
}

/** One thread, and two where there are more cores. */
export function defaultThreads(): number[] {
  return availableParallelism() > 1 ? [1, 2] : [1];
}

/** The thread counts that can be compared within one process. */
function comparable(name: BackendName, threads: readonly number[]): readonly number[] {
  const choice = { instance: threads, process: threads.slice(0, 1), one: [1] };
  return choice[backends[name].threads];
}

/**
 * Loads every backend with every thread count that it can be compared with, each combination once.
 *
 * @param gpu - for those that take one; a backend that is alone has to.
 * @throws BackendUnavailableError when a backend asked for by name cannot be used.
 */
export async function selectEngines(
  names: readonly (BackendName | 'auto')[],
  threads: readonly number[],
  gpu: GpuChoice = null,
): Promise<Engine[]> {
  const engines = new Map<string, Engine>();
  for (const asked of names) {
    const on = takesGpu(asked) || names.length === 1 ? gpu : null;
    const first = await selectBackend({ name: asked, threads: threads[0] ?? 1, gpu: on });
    const name = first.backend.name as BackendName;
    for (const count of comparable(name, threads)) {
      const key = `${name} ${count}`;
      if (engines.has(key)) continue;
      const { backend } = await selectBackend({ name, threads: count, gpu: on });
      engines.set(key, { backend, threads: count });
    }
  }
  return [...engines.values()];
}
