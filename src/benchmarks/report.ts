import type { Config } from '../config/schema.ts';
import type { Dataset } from '../datasets/contract.ts';
import type { Provenance } from '../run-files/run-record.ts';
import type { EngineMeasurements } from './benchmark.ts';
import type { BoundTiming } from './bound-timing.ts';
import { floorOf } from './floor.ts';
import type { Floor } from './floor.ts';
import type { ProductMeter } from './product-meter.ts';
import type {
  BoundResult,
  OnEngine,
  ProcessesResult,
  Report,
  StepResult,
  ThreadsResult,
} from './results.ts';
import type { StepTiming } from './step-timing.ts';

/** The paper's number of steps. */
const PAPER_STEPS = 1e6;
const MILLISECONDS_PER_HOUR = 3.6e6;

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
  const { spread, steps, run } = timing;
  const { chosen, config } = run;
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
