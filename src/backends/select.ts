import * as tf from '@tensorflow/tfjs';
import { BackendUnavailableError } from '../core/backend-errors.ts';
import { firstLine } from '../core/text.ts';
import type { Asked, Backend, ImportModule } from './backend.ts';
import { gpuFinders } from './gpu-finders.ts';
import type { GpuFinderName } from './gpu-finders.ts';
import { GpuError } from './gpu.ts';
import type { GpuChoice } from './gpu.ts';
import { startOnGpu } from './process-gpu.ts';
import { backendNames, backends, gpuBackendNames } from './table.ts';
import type { BackendName } from './table.ts';
import { withUserErrors } from './user-errors.ts';

export type { BackendName };

/** Which backend to use. */
export interface BackendSettings {
  readonly name: BackendName | 'auto';
  /** Null leaves their number to the backend. */
  readonly threads: number | null;
  /** Null, or left out, takes the GPU that the driver gives; any other one rules backends on the CPU out. */
  readonly gpu?: GpuChoice;
}

/** The chosen backend, and why better ones were passed over. */
export interface Selection {
  readonly backend: Backend;
  readonly passedOver: readonly { readonly name: BackendName; readonly reason: string }[];
}

function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException | null)?.code === 'ERR_MODULE_NOT_FOUND') {
    return 'it is not installed';
  }
  return firstLine(error instanceof Error ? error.message : String(error));
}

const remedyOf = (name: BackendName, error: unknown): string =>
  error instanceof GpuError ? error.remedy : backends[name].install;

/** Imports a package with Node's own import. */
const importPackage: ImportModule = (module) => import(module);

/** What became of starting a backend: the backend, or why it cannot be used here and what to do. */
export type Attempt =
  | { readonly name: BackendName; readonly backend: Backend }
  | {
      readonly name: BackendName;
      readonly backend: undefined;
      /** Without a full stop. */
      readonly reason: string;
      /** A sentence or more. */
      readonly remedy: string;
      readonly cause: unknown;
    };

/** @throws GpuError */
function finderOf(name: BackendName, gpu: number | string): GpuFinderName {
  const { gpus } = backends[name];
  if (gpus !== null) return gpus;
  throw new GpuError(
    `it computes on the CPU, and takes no --gpu ${gpu}`,
    `Leave --gpu out, or take ${gpuBackendNames.join(', ')} or auto.`,
  );
}

/** @throws GpuError when the GPU that is asked for cannot be had. */
async function start(
  name: BackendName,
  threads: number | null,
  asked: Asked,
  importModule: ImportModule,
): Promise<Backend> {
  const { gpu = null } = asked;
  const gpus = gpu === null ? backends[name].gpus : finderOf(name, gpu);
  const module = await backends[name].load();
  const started = () => module.start(threads, importModule, asked);
  return withUserErrors(await (gpus === null ? started() : startOnGpu(gpus, gpu, started)));
}

/**
 * Checks that a backend can have a GPU, and starts nothing in this process.
 *
 * @throws BackendUnavailableError.
 */
export async function assertGpu(name: BackendName, gpu: number | string): Promise<void> {
  try {
    const { finder } = await gpuFinders[finderOf(name, gpu)]();
    await finder.choose(gpu);
  } catch (cause) {
    throw new BackendUnavailableError(name, reasonOf(cause), remedyOf(name, cause), { cause });
  }
}

/** Starts one backend; any error while starting it counts as "not available". */
export async function tryBackend(
  name: BackendName,
  threads: number | null,
  asked: Asked = { byName: true },
  importModule = importPackage,
): Promise<Attempt> {
  // Off: the banner that recommends tfjs-node, and a scan of every result for NaN, which the
  // training loop does on its metrics.
  tf.enableProdMode();
  try {
    return { name, backend: await start(name, threads, asked, importModule) };
  } catch (cause) {
    return {
      ...{ name, backend: undefined },
      ...{ reason: reasonOf(cause), remedy: remedyOf(name, cause), cause },
    };
  }
}

/**
 * Starts the backend that is asked for; `auto` takes the first of the table that works, and no CPU where a GPU is asked for.
 *
 * @throws BackendUnavailableError when a backend asked for by name cannot be used.
 */
export async function selectBackend(
  { name, threads, gpu = null }: BackendSettings,
  importModule = importPackage,
): Promise<Selection> {
  const passedOver: { name: BackendName; reason: string }[] = [];
  const byName = name !== 'auto';
  const candidates = gpu === null ? backendNames : gpuBackendNames;
  for (const candidate of byName ? [name] : candidates) {
    const attempt = await tryBackend(candidate, threads, { byName, gpu }, importModule);
    if (attempt.backend !== undefined) return { backend: attempt.backend, passedOver };
    const { reason, remedy, cause } = attempt;
    if (byName) throw new BackendUnavailableError(name, reason, remedy, { cause });
    passedOver.push({ name: candidate, reason });
  }
  const reasons = passedOver.map((other) => `${other.name}: ${other.reason}`).join('; ');
  const remedy = gpu === null ? 'Run `npm ci` again.' : 'Without --gpu, auto takes the CPU, too.';
  throw new BackendUnavailableError('auto', reasons, remedy);
}
