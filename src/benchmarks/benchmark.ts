import type { GpuChoice } from '../backends/gpu.ts';
import type { BackendName } from '../backends/select.ts';
import type { Config } from '../config/schema.ts';
import type { Named } from '../core/named.ts';
import type { Dataset } from '../datasets/contract.ts';
import type { Estimator } from '../estimators/contract.ts';
import { resolveRun } from '../training/resolved-run.ts';
import { BoundTiming, partsOf } from './bound-timing.ts';
import { selectEngines } from './engines.ts';
import type { Engine } from './engines.ts';
import { ProductMeter } from './product-meter.ts';
import { StepTiming } from './step-timing.ts';
import { rest } from './turn.ts';

/** What is measured. */
export interface BenchmarkOptions {
  /** One per estimator and number of categories; they differ in nothing else. */
  readonly configs: readonly Config[];
  readonly table: Named<Estimator>;
  readonly dataset: Dataset;
  readonly backends: readonly (BackendName | 'auto')[];
  readonly threads: readonly number[];
  readonly gpu?: GpuChoice;
  /** Measure the matrix products, too. */
  readonly floor: boolean;
  /** Measure the test bound, too. */
  readonly bound: boolean;
  readonly signal: AbortSignal;
  /** Takes a line that says what is being measured. */
  readonly progress: (line: string) => void;
}

/** What was measured, on one engine. */
export interface EngineMeasurements {
  readonly engine: Engine;
  readonly steps: readonly StepTiming[];
  readonly bounds: readonly BoundTiming[];
  /** Null without the floor. */
  readonly meter: ProductMeter | null;
}

/** Blocks that the steps are cut into: contenders take turns after each. */
const MAX_ROUNDS = 10;

/** The size of each round's block; they add up to `steps`. */
export function blockSizes(steps: number): number[] {
  const rounds = Math.min(steps, MAX_ROUNDS);
  return Array.from(
    { length: rounds },
    (_, at) => Math.floor((steps * (at + 1)) / rounds) - Math.floor((steps * at) / rounds),
  );
}

function stepLabel({ run: { config, chosen }, engine }: StepTiming): string {
  const { backend, threads } = engine;
  return `${chosen.estimator.name} C=${config.categories} ${backend.name}/${threads}`;
}

/** One engine alone does not pause, so that a process beside it never has the machine to itself. */
async function restBetween(engines: readonly unknown[]): Promise<void> {
  if (engines.length > 1) await rest();
}

async function prepare(options: BenchmarkOptions, engine: Engine): Promise<EngineMeasurements> {
  const { configs, dataset, table, floor, signal, progress } = options;
  const meter = floor ? new ProductMeter(engine.backend, configs[0]?.batchSize ?? 1, signal) : null;
  const steps = await Promise.all(
    configs.map(async (config) => {
      const [seed = 0] = config.seeds;
      return new StepTiming(await resolveRun({ config, seed, dataset, table }), engine, signal);
    }),
  );
  for (const timing of steps) {
    await timing.warmUp();
    progress(`${stepLabel(timing)}: first step ${(timing.firstStep / 1000).toFixed(2)} s`);
  }
  // The bound does not depend on the estimator.
  const perCategories = new Map(steps.map((timing) => [timing.run.config.categories, timing]));
  const bounds = options.bound
    ? [...perCategories.values()].map(
        ({ run: { config, model } }) => new BoundTiming(config, engine, { dataset, model }, signal),
      )
    : [];
  for (const timing of bounds) await timing.warmUp();
  for (const { products } of [...steps, ...bounds]) await meter?.add(products);
  return { engine, steps, bounds, meter };
}

/**
 * Measures every configuration on every engine. Contenders take turns in blocks, and the matrix
 * products with them, so that a machine that becomes slower or faster does so for all of them.
 *
 * @throws ConfigError, BackendUnavailableError; StoppedError after `signal` aborted.
 */
export async function benchmark(options: BenchmarkOptions): Promise<EngineMeasurements[]> {
  const { configs, progress } = options;
  const engines = await selectEngines(options.backends, options.threads, options.gpu);
  const measured: EngineMeasurements[] = [];
  for (const engine of engines) {
    measured.push(await prepare(options, engine));
    await restBetween(engines);
  }
  const sizes = blockSizes(configs[0]?.steps ?? 0);
  for (const [round, size] of sizes.entries()) {
    for (const { steps, meter } of measured) {
      await restBetween(measured);
      for (const timing of steps) await timing.block(size);
      await meter?.round(steps.flatMap(({ products }) => products));
    }
    const times = measured.flatMap(({ steps }) =>
      steps.map((timing) => `${stepLabel(timing)} ${timing.spread.median.toFixed(1)} ms`),
    );
    progress(`round ${round + 1}/${sizes.length}: ${times.join(', ')}`);
  }
  await measureBounds(measured, progress);
  return measured;
}

async function measureBounds(
  measured: readonly EngineMeasurements[],
  progress: BenchmarkOptions['progress'],
): Promise<void> {
  const images = measured[0]?.bounds[0]?.images;
  if (images === undefined) return;
  const parts = partsOf(images);
  for (let part = 0; part < parts; part += 1) {
    for (const { bounds, meter } of measured) {
      await restBetween(measured);
      for (const timing of bounds) await timing.block(part);
      await meter?.round(bounds.flatMap(({ products }) => products));
    }
    progress(`test bound: ${part + 1}/${parts} of the images`);
  }
}

/** Gives back the memory of what was measured. */
export function release(measured: readonly EngineMeasurements[]): void {
  for (const { steps, bounds, meter } of measured) {
    for (const timing of [...steps, ...bounds]) timing.dispose();
    meter?.dispose();
  }
}
