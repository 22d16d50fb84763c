import type { GpuFinderName } from './gpu-finders.ts';
import type { GpuChoice } from './gpu.ts';
import type { Backend } from './onnx/contract.ts';

/** What every backend of vae-bench implements. The library in `onnx/` states it, which imports nothing else. */
export type {
  Backend,
  CompiledLoop,
  CompiledProgram,
  DeviceArray,
  Input,
  LoopInputs,
  LoopShapes,
  Program,
} from './onnx/contract.ts';

/** Imports a package; replaced in tests. */
export type ImportModule = (name: string) => Promise<unknown>;

/** How a backend is asked for. */
export interface Asked {
  /** False when `auto` tries it, which takes nothing that would be slower than the next one. */
  readonly byName: boolean;
  /** Null or left out: the one that the driver gives. */
  readonly gpu?: GpuChoice;
}

/** What the file of a backend exports. */
export interface BackendModule {
  /**
   * Starts the backend.
   *
   * @param threads - null leaves their number to the backend.
   * @throws any error, whose message is the reason, when the backend cannot be used here.
   */
  readonly start: (
    threads: number | null,
    importModule: ImportModule,
    asked: Asked,
  ) => Promise<Backend>;
}

/** What the table says of a backend. */
export interface BackendRow {
  /** A few words for help texts: what computes, and where. */
  readonly summary: string;
  /** What to do when the backend is not available. */
  readonly install: string;
  /** Whether threads are chosen for each instance, once for the process, or there is only one. */
  readonly threads: 'instance' | 'process' | 'one';
  /** How one of several GPUs is found for it; null when it computes on the CPU. */
  readonly gpus: GpuFinderName | null;
  readonly load: () => Promise<BackendModule>;
}
