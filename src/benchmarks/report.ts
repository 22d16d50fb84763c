import type { Config } from '../config/schema.ts';
import type { Dataset } from '../datasets/contract.ts';
import type { Provenance } from '../runs/provenance.ts';
import type { EngineMeasurements } from './benchmark.ts';
import type { BoundTiming } from './bound-timing.ts';
import { floorOf } from './floor.ts';
import type { Floor } from './floor.ts';
import type { ProductMeter, ProductSpeed } from './product-meter.ts';
import type { ProcessesResult } from './processes.ts';
import type { Spread } from './spread.ts';
import type { HostWork, StepTiming } from './step-timing.ts';

/** The paper's number of steps. */
const PAPER_STEPS = 1e6;
const MILLISECONDS_PER_HOUR = 3.6e6;

/** Where a measurement was made. */
interface OnEngine {
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

function onEngine({ engine: { backend, threads } }: Pick<EngineMeasurements, 'engine'>): OnEngine {
  return { backend: backend.name, backend_description: backend.description, threads };
}

function floor(
  milliseconds: number,
  { products }: Pick<StepTiming, 'products'>,
  meter: ProductMeter | null,
): Floor | null {
  return meter === null
    ? null
    : floorOf(milliseconds, products, (product) => meter.rateOf(product));
}

function stepResult(timing: StepTiming, meter: ProductMeter | null): StepResult {
  const { spread, steps, chosen, config } = timing;
  const host = timing.hostWork();
  return {
    estimator: chosen.estimator.name,
    categories: config.categories,
    evaluations: chosen.evaluations,
    ...onEngine(timing),
    milliseconds: spread,
    cpu_milliseconds: timing.cpu,
    floor: floor(spread.median, timing, meter),
    first_step_milliseconds: timing.firstStep,
    host_milliseconds: host,
    host_share: {
      binarise: host.binarise / spread.median,
      random_numbers: host.random_numbers / spread.median,
    },
    steps_per_second: 1000 / spread.median,
    hours_to_million_steps: (PAPER_STEPS * spread.median) / MILLISECONDS_PER_HOUR,
    each: {
      started: steps.map(({ started }) => started),
      milliseconds: steps.map(({ milliseconds }) => milliseconds),
    },
  };
}

function boundResult(timing: BoundTiming, meter: ProductMeter | null): BoundResult {
  const milliseconds = timing.parts.reduce((sum, part) => sum + part, 0);
  return {
    categories: timing.config.categories,
    ...onEngine(timing),
    images: timing.images,
    samples: timing.config.evaluation.samples,
    seconds: milliseconds / 1000,
    floor: floor(milliseconds, timing, meter),
  };
}

/** More threads against one, for every step that was measured with both. */
export function threadResults(steps: readonly StepResult[]): ThreadsResult[] {
  return steps.flatMap(({ estimator, categories, backend, threads, milliseconds }) => {
    const single = steps.find(
      (other) =>
        other.estimator === estimator &&
        other.categories === categories &&
        other.backend === backend &&
        other.threads === 1,
    );
    if (threads === 1 || single === undefined) return [];
    const speedup = single.milliseconds.median / milliseconds.median;
    return [{ estimator, categories, backend, threads, speedup }];
  });
}

/** What the report is made of. */
export interface Measured {
  readonly config: Config;
  readonly dataset: Dataset;
  readonly about: Provenance;
  readonly started: Date;
  readonly engines: readonly EngineMeasurements[];
  readonly processes: readonly ProcessesResult[];
}

/** Gathers the numbers; times the host's work, which disturbs nothing any more. */
export function reportOf(measured: Measured): Report {
  const { config, dataset, about, engines } = measured;
  const steps = engines.flatMap((engine) =>
    engine.steps.map((timing) => stepResult(timing, engine.meter)),
  );
  return {
    started: measured.started.toISOString(),
    ended: new Date().toISOString(),
    settings: {
      steps: config.steps,
      batch_size: config.batchSize,
      variables: config.variables,
      pixels: dataset.train.rows * dataset.train.columns,
      model: config.model,
      data: { name: dataset.name, sha256: dataset.checksums },
    },
    steps,
    threads: threadResults(steps),
    bounds: engines.flatMap(({ bounds, meter }) =>
      bounds.map((timing) => boundResult(timing, meter)),
    ),
    processes: measured.processes,
    products: engines.flatMap((engine) =>
      (engine.meter?.speeds ?? []).map((speed) => ({ ...onEngine(engine), ...speed })),
    ),
    // Node gives units of 1024 bytes.
    peak_resident_megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6,
    ...about,
  };
}
