import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Backend } from '../backends/backend.ts';
import type { Config } from '../config/schema.ts';
import { DivergedError, InterruptedError } from '../core/errors.ts';
import type { Named } from '../core/named.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { chooseEstimator } from '../estimators/choose.ts';
import type { Estimator } from '../estimators/contract.ts';
import { estimators } from '../estimators/table.ts';
import { Trainer } from './trainer.ts';
import type { Metrics } from './trainer.ts';

/** What `train` needs. */
export interface TrainOptions {
  readonly config: Config;
  /** The seed of this run; `config.seeds` is not read. */
  readonly seed: number;
  readonly dataset: Dataset;
  readonly backend: Backend;
  /** The estimators `config.estimator` is looked up in; those of vae-bench when left out. */
  readonly table?: Named<Estimator>;
  /** Stops the run after the present step; its reason names the cause, such as SIGINT. */
  readonly signal?: AbortSignal;
}

/** A training step was taken. */
export interface StepEvent {
  readonly type: 'step';
  /** Steps taken so far. */
  readonly step: number;
  /** Batch mean of the single-sample ELBO before the update, in nats. */
  readonly elbo: number;
}

/** A measurement begins; it may take longer than many steps. */
export interface MeasuringEvent {
  readonly type: 'measuring';
  readonly step: number;
}

/** The model was measured: one row of metrics.csv. */
export interface MetricsEvent extends Metrics {
  readonly type: 'metrics';
  readonly step: number;
  /** Passes over the training images so far, fractions included. */
  readonly epoch: number;
  /** Evaluations of f by the estimator so far, over all datapoints. */
  readonly function_evaluations: number;
  /** Seconds spent in training steps since the previous measurement. */
  readonly trainingSeconds: number;
  /** Seconds that this measurement took. */
  readonly evaluationSeconds: number;
}

/** What `train` yields. */
export type TrainingEvent = StepEvent | MeasuringEvent | MetricsEvent;

function assertFinite(step: number, metrics: Named<number>): void {
  for (const [metric, value] of Object.entries(metrics)) {
    if (!Number.isFinite(value)) throw new DivergedError(step, metric, value);
  }
}

/**
 * Trains one model, yielding every step and every measurement: `config.evaluation.every` steps apart,
 * and after the last step.
 *
 * @throws ConfigError when configuration, estimator and data do not fit; DivergedError when the ELBO
 *   or a metric is not finite; InterruptedError after `signal` aborts.
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainingEvent, void> {
  const { config, signal } = options;
  const chosen = chooseEstimator(config, options.table ?? estimators);
  const trainer = new Trainer({ ...options, chosen });
  const pauseAfter = async (step: number): Promise<void> => {
    // Eager backends never leave the event loop by themselves.
    await nextTurn();
    if (signal?.aborted === true) throw new InterruptedError(step, String(signal.reason));
  };
  try {
    let since = performance.now();
    for (let step = 1; step <= config.steps; step += 1) {
      const elbo = await trainer.step(step);
      assertFinite(step, { elbo });
      yield { type: 'step', step, elbo };
      await pauseAfter(step);
      if (step % config.evaluation.every === 0 || step === config.steps) {
        yield { type: 'measuring', step };
        const trained = performance.now();
        const metrics = await trainer.measure(step, () => pauseAfter(step));
        assertFinite(step, { ...metrics });
        yield {
          type: 'metrics',
          step,
          epoch: step / trainer.schedule.stepsPerEpoch,
          function_evaluations: step * trainer.evaluationsPerStep,
          ...metrics,
          trainingSeconds: (trained - since) / 1000,
          evaluationSeconds: (performance.now() - trained) / 1000,
        };
        since = performance.now();
      }
    }
  } finally {
    trainer.dispose();
  }
}
