import { hasGpuDevice } from '../../../backends/adapter.ts';
import { gpuFinders } from '../../../backends/gpu-finders.ts';
import type { GpuFinderName } from '../../../backends/gpu-finders.ts';
import type { Gpu } from '../../../backends/gpu.ts';
import { readRunRecord } from '../../../run-files/run-record.ts';
import type { PlannedRun } from '../../plan.ts';

/** Whether some of the runs may compute with WebGPU: its devices take a while to find. */
function mayUseWebGpu(runs: readonly PlannedRun[]): boolean {
  const names = new Set(runs.map(({ config }) => config.backend.name));
  return names.has('onnx-webgpu') || (names.has('auto') && hasGpuDevice());
}

/** Whether a run that was computed before, as its record describes it, had a GPU of this name. */
const isNamed = (description: string, { name }: Gpu): boolean =>
  `${description}, `.includes(`, ${name}, `);

/** Deals GPUs out to jobs in turn, where there are several. */
export class GpuTurns {
  readonly #lists: readonly (readonly Gpu[])[];

  /** @param lists - the GPUs of each kind of driver. */
  constructor(lists: readonly (readonly Gpu[])[]) {
    this.#lists = lists.filter((gpus) => gpus.length > 1);
  }

  /** The GPUs of this machine that the runs may use. */
  static async among(runs: readonly PlannedRun[]): Promise<GpuTurns> {
    const names: GpuFinderName[] = mayUseWebGpu(runs) ? ['cuda', 'vulkan'] : ['cuda'];
    const finders = await Promise.all(names.map((name) => gpuFinders[name]()));
    return new GpuTurns(await Promise.all(finders.map(({ finder }) => finder.list())));
  }

  /**
   * What a run has to find in its environment. A job that goes from run to run keeps its GPU, so that no GPU has two more
   * runs than another; but a run resumes on a GPU of the name that it began on, as it could on no other.
   *
   * @param job - its number, from 0.
   * @param record - the run's run.json.
   */
  envOf({ config }: Pick<PlannedRun, 'config'>, job: number, record: string): Gpu['env'] {
    // Its own choice counts within all GPUs.
    if (config.backend.gpu !== null) return {};
    const { backend } = readRunRecord(record).value ?? {};
    const before = backend?.description ?? '';
    const envs = this.#lists.map((gpus) => {
      const next = gpus[job % gpus.length];
      const inTurn = next !== undefined && isNamed(before, next) ? next : undefined;
      return (inTurn ?? gpus.find((gpu) => isNamed(before, gpu)) ?? next)?.env;
    });
    return Object.assign({}, ...envs) as Gpu['env'];
  }
}
