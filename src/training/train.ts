import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Backend } from '../backends/backend.ts';
import { ConfigError } from '../core/errors.ts';
import { InterruptedError } from '../core/stop-errors.ts';
import type { Named } from '../core/named.ts';
import type { InitialValue } from '../core/shapes.ts';
import { assertRepeatable } from '../estimators/repeatable.ts';
import { estimatorRows } from '../estimators/table.ts';
import type { Counters } from '../metrics/counters.ts';
import { isMeasured, metricNames } from '../metrics/table.ts';
import type { Metrics } from '../metrics/table.ts';
import { assertFinite, ElboHistory } from './divergence.ts';
import { Pace } from './pace.ts';
import { plateauIn } from './stopping.ts';
import type { MeasuredBound, Plateau } from './stopping.ts';
import { resolveRun } from './resolved-run.ts';
import type { ResolvedRun, RunRequest } from './resolved-run.ts';
import { Trainer } from './trainer.ts';

/** Everything that training resumes from: randomness is a pure function of seed and step. */
export interface SavedState {
  /** Steps taken so far. */
  readonly step: number;
  /** Step of the last measurement; 0 when there was none. */
  readonly measuredStep: number;
  /** Seconds spent in training steps since that measurement. */
  readonly trainingSeconds: number;
  /** Parameters, the optimiser's state, gradient averages, the estimator's variables, by name. */
  readonly state: Named<InitialValue>;
  /** The measurements so far; a run that may stop early decides by them. */
  readonly bounds?: readonly MeasuredBound[];
}

/** How a run is trained. */
export interface TrainingOptions {
  readonly backend: Backend;
  /** Stops the run after the present step; its reason names the cause, such as SIGINT. */
  readonly signal?: AbortSignal;
  /** Resumes from here instead of starting. */
  readonly from?: SavedState;
  /**
   * Asked between groups of steps whether to yield the state: several times a second, and always at multiples
   * of `config.checkpoint.everySteps` and of `config.evaluation.every`. When given, the state is also yielded
   * before an InterruptedError is thrown.
   */
  readonly saveState?: (step: number) => boolean;
  /** Told how far a measurement is, again and again until it ends: events come when it begins and when it has ended. */
  readonly onMeasuring?: (event: MeasuringEvent) => void;
}

/** What `train` needs. */
export interface TrainOptions extends RunRequest, TrainingOptions {}

/** A training step was taken. */
export interface StepEvent {
  readonly type: 'step';
  /** Steps taken so far. */
  readonly step: number;
  /** Batch mean of the single-sample ELBO before the update, in nats. */
  readonly elbo: number;
}

/** A measurement begins, or goes on; it may take longer than many steps. */
export interface MeasuringEvent {
  readonly type: 'measuring';
  readonly step: number;
  /** Share of its posterior samples that are drawn, in [0, 1]; 0 when it begins. */
  readonly done: number;
}

/** The model was measured: one row of metrics.csv. */
export interface MetricsEvent extends Counters, Metrics {
  readonly type: 'metrics';
  /** Seconds spent in training steps since the previous measurement. */
  readonly trainingSeconds: number;
  /** Seconds that this measurement took. */
  readonly evaluationSeconds: number;
}

/** The state after a step, for `TrainOptions.from`. */
export interface StateEvent extends SavedState {
  readonly type: 'state';
}

/** The run ends here, before its last step: the test bound no longer improves. */
export interface StoppedEvent extends Plateau {
  readonly type: 'stopped';
}

/** What `train` yields. */
export type TrainingEvent = StepEvent | MeasuringEvent | MetricsEvent | StateEvent | StoppedEvent;

/** What was measured: some metrics have no value yet. */
const measuredAt = (step: number, metrics: Metrics): Named<number> =>
  Object.fromEntries(
    metricNames.filter((name) => isMeasured(name, step)).map((name) => [name, metrics[name]]),
  );

/**
 * Trains one model, yielding every step and every measurement: `config.evaluation.every` steps apart,
 * and after the last step, or after the one at which it stops early.
 *
 * @throws ConfigError when configuration, estimator and data do not fit; DivergedError when the ELBO
 *   or a metric is not finite; UnrepeatableError when an estimator that is not of vae-bench draws random
 *   numbers of its own; InterruptedError after `signal` aborts.
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainingEvent, void> {
  const run = await resolveRun(options);
  if (run.config.init.from !== null && options.from === undefined) {
    // Files of runs are not read here; to ignore it would train another run than the one asked for.
    const message =
      'is read where a run has a folder; give train() the state to start `from` instead';
    throw new ConfigError([{ path: 'init.from', message }]);
  }
  yield* trainRun(run, options);
}

/** Trains a run that was resolved; otherwise as `train`. */
export async function* trainRun(
  run: ResolvedRun,
  { backend, signal, from, saveState, onMeasuring }: TrainingOptions,
): AsyncGenerator<TrainingEvent, void> {
  const { config } = run;
  // Those of vae-bench are tested.
  if (!Object.hasOwn(estimatorRows, config.estimator)) {
    await assertRepeatable(run.chosen.estimator, run.stepSettings.dimensions, backend);
  }
  const trainer = new Trainer(run, backend, from?.state);
  let { step, measuredStep, trainingSeconds } = from ?? {
    step: 0,
    measuredStep: 0,
    trainingSeconds: 0,
  };
  const bounds = [...(from?.bounds ?? [])];
  let plateau = plateauIn(bounds, config);
  const history = new ElboHistory();
  const pause = async (): Promise<void> => {
    // Eager backends never leave the event loop by themselves.
    await nextTurn();
    if (signal?.aborted === true) throw new InterruptedError(step, String(signal.reason));
  };
  const isDue = (): boolean =>
    step > measuredStep && (step % config.evaluation.every === 0 || step === config.steps);
  const measured = async (): Promise<MetricsEvent> => {
    const started = performance.now();
    const metrics = await trainer.measure(step, async (done) => {
      onMeasuring?.({ type: 'measuring', step, done });
      await pause();
    });
    assertFinite(step, measuredAt(step, metrics), config, history);
    return {
      type: 'metrics',
      ...trainer.counters(step),
      ...metrics,
      trainingSeconds,
      evaluationSeconds: (performance.now() - started) / 1000,
    };
  };
  const saved = async (): Promise<StateEvent> => ({
    type: 'state',
    step,
    measuredStep,
    trainingSeconds,
    state: await trainer.readState(),
    ...(config.stopping.patience !== null && { bounds: [...bounds] }),
  });
  const pace = new Pace(config, saveState);
  try {
    if (signal?.aborted === true) throw new InterruptedError(step, String(signal.reason));
    for (;;) {
      if (isDue()) {
        yield { type: 'measuring', step, done: 0 };
        const metrics = await measured();
        bounds.push({ step, test_bound: metrics.test_bound });
        plateau = plateauIn(bounds, config);
        yield metrics;
        [measuredStep, trainingSeconds] = [step, 0];
      }
      const isNew = step > (from?.step ?? 0);
      if (plateau !== undefined && step < config.steps) {
        if (isNew && saveState !== undefined) yield await saved();
        yield { type: 'stopped', ...plateau };
        break;
      }
      if (isNew && saveState?.(step) === true) yield await saved();
      if (step >= config.steps) break;
      const started = performance.now();
      const elbos = await trainer.steps(step + 1, pace.count(step));
      const seconds = (performance.now() - started) / 1000;
      pace.took(seconds / elbos.length);
      trainingSeconds += seconds;
      for (const elbo of elbos) {
        step += 1;
        assertFinite(step, { elbo }, config, history);
        history.add({ step, elbo });
        yield { type: 'step', step, elbo };
      }
      await pause();
    }
  } catch (error) {
    if (error instanceof InterruptedError && saveState !== undefined) yield await saved();
    throw error;
  } finally {
    trainer.dispose();
  }
}
