import { existsSync } from 'node:fs';
import { isKept } from '../config/kept-steps.ts';
import { FileError } from '../core/file-errors.ts';
import { InterruptedError } from '../core/stop-errors.ts';
import { quietly } from '../core/file-system.ts';
import { removeIfThere } from '../core/files.ts';
import { PrematureEndError, witnessEnd } from '../processes/process-end.ts';
import { witnessWarnings } from '../processes/warnings.ts';
import { metricsLine } from '../metrics/format.ts';
import { shownMetrics } from '../metrics/table.ts';
import { trainRun } from '../training/train.ts';
import { parseCsv } from '../run-files/csv.ts';
import { initialState } from '../training/state.ts';
import { boundsOf, plateauText } from '../training/stopping.ts';
import type { MetricsEvent, SavedState, StoppedEvent } from '../training/train.ts';
import { annotationsFor } from './annotations.ts';
import { lacksKept } from './kept-checkpoints.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { openLog } from './log.ts';
import type { Log } from './log.ts';
import { outcomeOf, RecordKeeper, startingRecord } from './record.ts';
import type { Extent } from '../run-files/extent.ts';
import type { RunRecord } from '../run-files/run-record.ts';
import type { Restored } from './resume.ts';
import { SavePlan } from './save-plan.ts';
import { sourceOf } from './start.ts';
import type { Start } from './start.ts';
import { EventFile, removeEventFiles } from './tensorboard/event-file.ts';
import { RunWriter } from './writer.ts';

/** What a start has open. */
interface RunLog {
  readonly log: Log;
  readonly record: RecordKeeper;
  /** Steps taken, for the record of a run that ends early. */
  stepsDone: number;
}

/** What taking the steps that were left came to. */
interface Taken {
  /** The last row; null when an earlier start had written it. */
  readonly final: MetricsEvent | null;
  /** Where the run stopped before its last step; null when it did not. */
  readonly stopped: StoppedEvent | null;
  /** What metrics.csv is now. */
  readonly metrics: Extent;
}

/** The state before the first step: another run's, or drawn. */
function firstState({ initial, resolved: { stepSettings, dataset, seed } }: Start): SavedState {
  const state =
    initial?.().state ?? initialState(stepSettings, Float32Array.from(dataset.trainMean), seed);
  return { step: 0, measuredStep: 0, trainingSeconds: 0, state };
}

/** Takes the steps that are left. */
async function takeSteps(
  start: Start,
  restored: Restored,
  eventFile: EventFile | undefined,
  runLog: RunLog,
): Promise<Taken> {
  const { options, resolved, directory, fs, maker } = start;
  const { selection, signal } = options;
  const { checkpoint } = restored;
  const from = checkpoint
    ? { ...checkpoint, bounds: boundsOf(parseCsv(restored.metrics).rows) }
    : firstState(start);
  const writer = new RunWriter(fs, directory, maker, restored, eventFile);
  const { keep } = resolved.config.checkpoint;
  // What an earlier start from the first step kept may be of another machine.
  if (
    checkpoint === undefined
      ? isKept(keep, 0)
      : lacksKept(fs, directory, resolved.config, from.step)
  ) {
    writer.keep(from);
  }
  const plan = new SavePlan(resolved.config);
  let savedStep = -1;
  let final: MetricsEvent | null = null;
  let stopped: StoppedEvent | null = null;
  try {
    const events = trainRun(resolved, {
      backend: selection.backend,
      ...(signal !== undefined && { signal }),
      from,
      saveState: (step) => plan.isDue(step),
      ...(options.onEvent !== undefined && { onMeasuring: options.onEvent }),
    });
    for await (const event of events) {
      runLog.stepsDone = event.step;
      if (event.type === 'metrics') {
        writer.measured(event);
        reportMetrics(runLog, event);
        final = event;
      } else if (event.type === 'state') {
        const kept = isKept(keep, event.step);
        if (kept) writer.keep(event);
        writer.save(event);
        plan.saved();
        savedStep = event.step;
        runLog.log.debug({ step: event.step, kept }, 'checkpoint written');
      } else if (event.type === 'stopped') {
        stopped = event;
      }
      options.onEvent?.(event);
    }
  } catch (error) {
    if (!(error instanceof InterruptedError) || error.step !== savedStep) throw error;
    throw new InterruptedError(error.step, error.signal, true);
  }
  return { final, stopped, metrics: writer.metrics };
}

function reportMetrics({ log, record }: RunLog, event: MetricsEvent): void {
  log.info({ ...event }, `step ${event.step}: ${metricsLine(shownMetrics, event)}`);
  record.update({ steps_done: event.step });
}

/** The event file, if it is asked for; else those of earlier starts go, which would fall behind. */
function openEventFile(
  { resolved, directory, fs }: Start,
  restored: Restored,
  record: RunRecord,
  log: Log,
): EventFile | undefined {
  if (resolved.config.tensorboard) return EventFile.open(fs, directory, record, restored);
  if (removeEventFiles(fs, directory)) {
    log.info('without --tensorboard: the event file of an earlier start is removed');
  }
  return undefined;
}

/** What there is to say about a start, by level. */
export interface Remarks {
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
}

/** The error that ended the run is the one to report, even if it cannot be written down. */
function noteFailure({ log, record, stepsDone }: RunLog, error: unknown): void {
  const outcome = outcomeOf(error);
  quietly(() => {
    log.error({ err: error }, outcome.reason ?? 'failed');
  });
  quietly(() => {
    record.end({ ...outcome, steps_done: stepsDone });
  });
}

/** Tells of an error of a file what the run's folder holds to go on from, if anything. */
function withPromise(error: unknown, directory: RunDirectory): unknown {
  if (!(error instanceof FileError)) return error;
  const { checkpoint, previousCheckpoint, metrics } = directory;
  if (existsSync(checkpoint) || existsSync(previousCheckpoint)) {
    return error.promising(
      'What was written before is kept; the same command resumes from the last checkpoint.',
    );
  }
  return existsSync(metrics)
    ? error.promising('There is no checkpoint yet; the same command starts over.')
    : error;
}

/** Logs what backends warn of, each warning once: a run prepares several programs. */
function logWarnings(log: Log): () => void {
  const said = new Set<string>();
  return witnessWarnings((text) => {
    if (said.has(text)) return;
    said.add(text);
    log.warn(text);
  });
}

/** Trains from where the files were brought to, and keeps run.json and the log true. */
export async function execute(
  start: Start,
  restored: Restored,
  earlier: RunRecord | undefined,
  { lines, warnings }: Remarks,
): Promise<MetricsEvent | null> {
  const { options, resolved, directory, fs, about, plugins } = start;
  const { config, chosen, seed, dataset } = resolved;
  const { selection } = options;
  const fromStep = restored.checkpoint?.step ?? 0;
  const annotations = annotationsFor(config, earlier);
  const init = earlier?.init ?? sourceOf(start);
  const setting = { about, selection, dataset, seed, steps: config.steps, annotations, plugins };
  const first = startingRecord({ ...setting, init, fromStep, earlier });
  const record = new RecordKeeper(fs, directory.record, first);
  record.update({});
  const log = openLog(fs, directory.log, options.console);
  const runLog: RunLog = { log, record, stepsDone: fromStep };
  const stopWitness = witnessEnd((how) => {
    noteFailure(runLog, new PrematureEndError(how));
  });
  const stopWarnings = logWarnings(log);
  try {
    const cost = `${chosen.evaluations} evaluations of f per datapoint`;
    for (const warning of warnings) log.warn(warning);
    log.info(`${chosen.estimator.title}, C = ${config.categories}, seed ${seed}: ${cost}`);
    for (const line of lines) log.info(line);
    log.debug({ provenance: about, from_step: fromStep }, 'run started');
    const eventFile = openEventFile(start, restored, first, log);
    const { final, stopped, metrics } = await takeSteps(start, restored, eventFile, runLog);
    // Only a run that is not complete needs something to fall back to.
    removeIfThere(fs, directory.previousCheckpoint);
    const steps = stopped?.step ?? config.steps;
    const reason = stopped === null ? 'completed all steps' : plateauText(stopped, config.stopping);
    if (stopped !== null) log.info(`step ${steps}: ${reason}`);
    log.debug('all steps taken');
    const early = { stopped_early: stopped !== null };
    record.end({ status: 'completed', reason, steps, steps_done: steps, metrics, ...early });
    return final;
  } catch (caught) {
    const error = withPromise(caught, directory);
    noteFailure(runLog, error);
    throw error;
  } finally {
    stopWarnings();
    stopWitness();
  }
}
