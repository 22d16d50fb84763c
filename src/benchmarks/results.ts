import type { Config } from '../config/schema.ts';
import type { Dataset } from '../datasets/contract.ts';
import type { Provenance } from '../run-files/run-record.ts';
import type { Floor } from './floor.ts';
import type { ProductSpeed } from './product-meter.ts';
import type { Spread } from './spread.ts';
import type { HostWork } from './step-timing.ts';

/** Where a measurement was made. */
export interface OnEngine {
  readonly backend: string;
  readonly backend_description: string;
  readonly threads: number;
}

/** A training step of one estimator. */
export interface StepResult extends OnEngine {
  readonly estimator: string;
  readonly categories: number;
  /** Of f, per datapoint. */
  readonly evaluations: number;
  readonly milliseconds: Spread;
  /** CPU time of all threads, per step. */
  readonly cpu_milliseconds: Spread;
  readonly floor: Floor | null;
  readonly first_step_milliseconds: number;
  readonly host_milliseconds: HostWork;
  /** Host work as a share of the median step. */
  readonly host_share: { readonly binarise: number; readonly random_numbers: number };
  readonly steps_per_second: number;
  readonly hours_to_million_steps: number;
  /** Every timed step, in order. */
  readonly each: {
    /** Milliseconds since 1970. */
    readonly started: readonly number[];
    readonly milliseconds: readonly number[];
  };
}

/** The importance-weighted bound over test images. */
export interface BoundResult extends OnEngine {
  readonly categories: number;
  readonly images: number;
  readonly samples: number;
  readonly seconds: number;
  readonly floor: Floor | null;
}

/** Matrix products of one shape. */
interface ProductResult extends OnEngine, ProductSpeed {}

/** What one process measured. */
export interface ProcessResult {
  /** Timed steps that count. */
  readonly steps: number;
  readonly milliseconds: Spread;
  readonly peak_resident_megabytes: number;
}

/** Two processes of one thread against one. */
export interface ProcessesResult {
  readonly estimator: string;
  readonly categories: number;
  readonly backend: string;
  readonly alone: ProcessResult;
  /** While both of them ran. */
  readonly side_by_side: readonly ProcessResult[];
  /** Steps per second of both together, divided by those of one alone. */
  readonly throughput_ratio: number;
}

/** How much faster one backend is with more threads, within this run. */
export interface ThreadsResult {
  readonly estimator: string;
  readonly categories: number;
  readonly backend: string;
  readonly threads: number;
  /** Milliseconds on one thread divided by milliseconds on `threads`. */
  readonly speedup: number;
}

/** What `vae-bench bench --json` prints; docs/benchmarking.md explains the keys. */
export interface Report extends Provenance {
  readonly started: string;
  readonly ended: string;
  readonly settings: {
    readonly steps: number;
    readonly batch_size: number;
    readonly variables: number;
    readonly pixels: number;
    readonly model: Config['model'];
    readonly data: { readonly name: string; readonly sha256: Dataset['checksums'] };
  };
  readonly steps: readonly StepResult[];
  readonly threads: readonly ThreadsResult[];
  readonly bounds: readonly BoundResult[];
  readonly processes: readonly ProcessesResult[];
  readonly products: readonly ProductResult[];
  /** The most memory that this process had, all contenders and products together. */
  readonly peak_resident_megabytes: number;
}
