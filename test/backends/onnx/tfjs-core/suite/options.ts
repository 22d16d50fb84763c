import type { DeviceName } from '../../../../../src/backends/onnx/devices.ts';
import type { SpecReport } from '../specs.ts';

/** What the bundle is asked for; the file that its argument names holds it. */
export interface SuiteOptions {
  /** Where to write, one `SuiteLine` a line. */
  readonly report: string;
  /** Count the specs for a backend that can be read at once, instead of running those for this one. */
  readonly count?: boolean;
  /** What computes the specs' values. */
  readonly device: DeviceName;
  /** Names of the specs to run; all when left out. */
  readonly only?: readonly string[];
  /** Names of specs not to run. */
  readonly skip?: readonly string[];
}

/** What the bundle tells: the number of specs, or what becomes of each, and that all have run. */
export type SuiteLine =
  | { readonly defined: number }
  | { readonly started: string }
  | SpecReport
  | { readonly done: true };
