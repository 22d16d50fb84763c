import type { Selection } from '../backends/select.ts';
import type { Config } from '../config/schema.ts';
import { writeJson } from '../core/files.ts';
import type { Named } from '../core/named.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { chooseEstimator } from '../estimators/choose.ts';
import type { Estimator } from '../estimators/contract.ts';
import { train } from '../training/train.ts';
import type { MetricsEvent, TrainingEvent } from '../training/train.ts';
import { claim, seedConfig } from './claim.ts';
import { CsvFile } from './csv.ts';
import { RunDirectory } from './directory.ts';
import { openLog } from './log.ts';
import type { LogConsole } from './log.ts';
import { provenance } from './provenance.ts';
import { outcomeOf, RecordKeeper, startingRecord } from './record.ts';

/** Columns of metrics.csv in their order; docs/results.md gives their meaning and units. */
export const metricsColumns = [
  'step',
  'epoch',
  'function_evaluations',
  'train_elbo',
  'test_bound',
  'grad_variance',
] as const;

/** Columns of timing.csv in their order. */
export const timingColumns = [
  'step',
  'seconds',
  'milliseconds_per_step',
  'evaluation_seconds',
  'resident_megabytes',
] as const;

type MetricsRow = Record<(typeof metricsColumns)[number], number>;
type TimingRow = Record<(typeof timingColumns)[number], number>;

/** What a run needs. */
export interface RunOptions {
  readonly config: Config;
  readonly seed: number;
  readonly table: Named<Estimator>;
  readonly dataset: Dataset;
  readonly selection: Selection;
  readonly console: LogConsole;
  /** Replace what the run directory holds. */
  readonly force: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainingEvent) => void;
}

/** How a run ended well. */
export interface RunResult {
  readonly directory: RunDirectory;
  /** The last row of metrics.csv; null when the run had been completed before. */
  readonly final: MetricsEvent | null;
}

/** Writes the files of a run as its events come in. */
class RunWriter {
  readonly #metrics: CsvFile<MetricsRow>;
  readonly #timing: CsvFile<TimingRow>;
  readonly #started = performance.now();
  #timedStep = 0;

  constructor(directory: RunDirectory) {
    this.#metrics = new CsvFile(directory.metrics, metricsColumns);
    this.#timing = new CsvFile(directory.timing, timingColumns);
  }

  async measured(event: MetricsEvent): Promise<void> {
    await this.#metrics.append({
      step: event.step,
      epoch: event.epoch,
      function_evaluations: event.function_evaluations,
      train_elbo: event.train_elbo,
      test_bound: event.test_bound,
      grad_variance: event.grad_variance,
    });
    await this.#timing.append({
      step: event.step,
      seconds: (performance.now() - this.#started) / 1000,
      milliseconds_per_step: (1000 * event.trainingSeconds) / (event.step - this.#timedStep),
      evaluation_seconds: event.evaluationSeconds,
      resident_megabytes: process.memoryUsage.rss() / 1e6,
    });
    this.#timedStep = event.step;
  }
}

/**
 * Trains one seed and writes its run directory.
 *
 * @throws RunDirectoryError when the directory is taken, and everything that `train` throws, after
 *   run.json was given the reason.
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const { seed, table, dataset, selection, force, signal } = options;
  const config = seedConfig(options.config, seed);
  const chosen = chooseEstimator(config, table);
  const directory = RunDirectory.of(config, chosen, seed);
  if (claim(directory, config, { force }) === 'completed') return { directory, final: null };

  const log = openLog(directory.log, options.console);
  const start = startingRecord(await provenance(), selection, dataset, {
    seed,
    steps: config.steps,
  });
  const record = new RecordKeeper(directory.record, start);
  await writeJson(directory.config, config);
  await record.update({});
  const cost = `${chosen.evaluations} evaluations of f per datapoint`;
  log.info(`${chosen.estimator.title}, C = ${config.categories}, seed ${seed}: ${cost}`);
  log.debug({ run: start }, 'run started');

  const writer = new RunWriter(directory);
  let stepsDone = 0;
  let final: MetricsEvent | null = null;
  try {
    const events = train({
      config,
      seed,
      dataset,
      backend: selection.backend,
      table,
      ...(signal !== undefined && { signal }),
    });
    for await (const event of events) {
      stepsDone = event.step;
      if (event.type === 'metrics') {
        await writer.measured(event);
        const { step, train_elbo: trainElbo, test_bound: bound, grad_variance: variance } = event;
        log.info(
          { ...event },
          `step ${step}: train ELBO ${trainElbo.toFixed(2)}, test bound ${bound.toFixed(2)}, ` +
            `gradient variance ${variance.toExponential(3)}`,
        );
        final = event;
        await record.update({ steps_done: stepsDone });
      }
      options.onEvent?.(event);
    }
  } catch (error) {
    const outcome = outcomeOf(error);
    log.error({ err: error }, outcome.reason ?? 'failed');
    await record.update({ ...outcome, steps_done: stepsDone, ended: new Date().toISOString() });
    throw error;
  }
  const ended = new Date().toISOString();
  await record.update({ status: 'completed', reason: 'completed all steps', ended });
  log.debug('run completed');
  return { directory, final };
}
