import { median } from 'simple-statistics';
import { selectBackend } from '../backends/select.ts';
import { valueAt } from '../config/resolve.ts';
import type { Config } from '../config/schema.ts';
import { pathsWhere } from '../config/settings.ts';
import type { Named } from '../core/named.ts';
import type { Dataset } from '../datasets/contract.ts';
import type { Estimator } from '../estimators/contract.ts';
import { resolveRun } from '../training/resolved-run.ts';
import { Trainer } from '../training/trainer.ts';
import type { Plan, PlannedRun } from './plan.ts';

/** Steps that are timed, after those that prepare the programs and warm the caches. */
const TIMED = 5;
const WARM_UP = 2;
/** Measurements that are timed, after one. */
const TIMED_CHUNKS = 3;
/** Rows that a measurement decodes at once. */
const CHUNK = 2000;

/** How long the parts of a run take here. */
interface Speed {
  readonly secondsPerStep: number;
  /** Of one chunk of a measurement: `CHUNK` decoded images. */
  readonly secondsPerChunk: number;
}

/** The median of the seconds that an action takes; others may use the machine now and then. */
async function repeat(times: number, action: (at: number) => Promise<unknown>): Promise<number> {
  const seconds: number[] = [];
  for (let at = 1; at <= times; at += 1) {
    const started = performance.now();
    await action(at);
    seconds.push((performance.now() - started) / 1000);
  }
  return median(seconds);
}

/** The configuration with a measurement of a single chunk, on the test images. */
function withOneChunk(config: Config, dataset: Dataset): Config {
  const { samples, testImages } = config.evaluation;
  const available = testImages ?? dataset.test.count;
  const images = Math.min(available, Math.max(1, Math.floor(CHUNK / samples)));
  return { ...config, evaluation: { ...config.evaluation, trainImages: 1, testImages: images } };
}

async function timeParts(
  { config, seed }: PlannedRun,
  table: Named<Estimator>,
  dataset: Dataset,
): Promise<Speed> {
  // One GPU for all: a process computes on one only, and what it has in its environment its runs have, too.
  const { backend } = await selectBackend({ ...config.backend, gpu: null });
  const small = withOneChunk(config, dataset);
  const run = await resolveRun({ config: small, seed, dataset, table });
  const trainer = new Trainer(run, backend);
  try {
    for (let step = 1; step <= WARM_UP; step += 1) await trainer.step(step);
    const last = WARM_UP + TIMED;
    const steps = await repeat(TIMED, (at) => trainer.step(WARM_UP + at));
    const measure = () => trainer.measure(last, () => Promise.resolve());
    await measure();
    const chunks = await repeat(TIMED_CHUNKS, measure);
    const decoded = 1 + (small.evaluation.testImages ?? 1) * small.evaluation.samples;
    return { secondsPerStep: steps, secondsPerChunk: chunks * Math.max(1, CHUNK / decoded) };
  } finally {
    trainer.dispose();
  }
}

/** What decides how long a step and a measured image take. */
function kindOf({ config, samples }: PlannedRun): string {
  const settled = { ...config, samples };
  return JSON.stringify(
    pathsWhere(({ decidesCost }) => decidesCost === true).map((path) => valueAt(settled, path)),
  );
}

/** Where a calibration is. */
export interface CalibrationStep {
  readonly kind: number;
  readonly kinds: number;
  readonly run: PlannedRun;
}

/**
 * Estimates how long each run takes on this machine when it has its threads for itself, from a few
 * steps and a chunk of a measurement of every kind of run.
 *
 * @param observe - told before each kind.
 * @returns seconds by the run's index; setting up is left out.
 */
export async function calibrate(
  { runs, datasetOf }: Plan,
  table: Named<Estimator>,
  observe: (step: CalibrationStep) => void,
): Promise<ReadonlyMap<number, number>> {
  const kinds = new Map(runs.toReversed().map((run) => [kindOf(run), run]));
  const speeds = new Map<string, Speed>();
  for (const [kind, run] of [...kinds].reverse()) {
    observe({ kind: speeds.size + 1, kinds: kinds.size, run });
    speeds.set(kind, await timeParts(run, table, datasetOf(run.config)));
  }
  return new Map(
    runs.map((run) => {
      const { secondsPerStep, secondsPerChunk } = speeds.get(kindOf(run)) as Speed;
      const { measurements, rowsPerMeasurement } = run.cost;
      const evaluation = measurements * (rowsPerMeasurement / CHUNK) * secondsPerChunk;
      return [run.index, run.config.steps * secondsPerStep + evaluation];
    }),
  );
}
