import { configSchema } from '../config/schema.ts';
import { isStopCode } from '../core/stop-signals.ts';
import { isMeasured, metricNames } from '../metrics/table.ts';
import type { Metrics } from '../metrics/table.ts';
import type { CsvRow } from '../run-files/csv-rows.ts';
import { livenessOf } from '../run-files/liveness.ts';
import { shownDamage } from '../run-files/reading.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { RunReader } from '../run-files/run-reader.ts';
import type { RunReading } from '../run-files/run-reader.ts';
import { boundsOf, plateauIn } from '../training/stopping.ts';
import type { TaskRecord } from '../run-files/task-record.ts';

/**
 * How far a run is: `waiting` was never started, `interrupted` stopped when it was told to, `stopped`
 * ended without saying so, `silent` runs out of sight if it still does, and `extend` is complete with fewer steps than are planned now. Files of a `damaged`
 * one are missing, torn or changed, so that they do not say how it ended, or its numbers cannot be trusted.
 */
export type RunState =
  | 'waiting'
  | 'extend'
  | 'running'
  | 'completed'
  | 'failed'
  | 'interrupted'
  | 'silent'
  | 'stopped'
  | 'damaged';

/** What is known of a run from its files. */
export interface RunStatus {
  readonly state: RunState;
  /** Why it is in this state; null when the state says it all. */
  readonly reason: string | null;
  readonly step: number;
  /** Null when the run has not begun. */
  readonly steps: number | null;
  /** The last row of metrics.csv, as far as it has them. */
  readonly metrics: (Partial<Metrics> & { readonly step: number }) | null;
  readonly steps_per_second: number | null;
  /** Until its end, while it runs. */
  readonly remaining_seconds: number | null;
  /** Share of the measurement that it is in, in [0, 1]; null when it is in none, or says nothing of it. */
  readonly measured: number | null;
}

/** Why a run failed whose process ended as if all were well. */
const UNFINISHED = 'its process ended with code 0 before the run was complete';

/** Whether a run's files say that it is complete: run.json, and the last row of metrics.csv. */
export const hasCompleted = ({ state, steps, metrics }: RunStatus): boolean =>
  state === 'completed' && metrics?.step === steps;

/** The length that a sweep plans, also one of an earlier version. */
export interface PlannedLength {
  readonly steps: number;
  readonly stopping?: unknown;
  readonly evaluation?: unknown;
}

/** Whether a run is to take more steps than it was asked for; one that stopped early may have taken all. */
function isShorter({ record, metrics }: RunReading, planned: PlannedLength): boolean {
  const { steps: taken = planned.steps } = record ?? {};
  if (taken >= planned.steps) return false;
  const { stopping, evaluation } = configSchema
    .pick({ stopping: true, evaluation: true })
    .parse({ stopping: planned.stopping, evaluation: planned.evaluation });
  const length = { steps: planned.steps, stopping, evaluation };
  return plateauIn(boundsOf(metrics ?? []), length)?.step !== taken;
}

/** How the last process of a run ended. */
function stateAfter(task: TaskRecord): Pick<RunStatus, 'state' | 'reason'> {
  const { exit_code: code, signal, reason } = task;
  if (signal === null && isStopCode(code)) {
    return { state: 'interrupted', reason };
  }
  const why = code === 0 ? UNFINISHED : `exit code ${String(code)}`;
  return { state: 'failed', reason: reason ?? why };
}

function stateOf(
  run: RunDirectory,
  { record, task }: RunReading,
  now: number,
): Pick<RunStatus, 'state' | 'reason'> {
  // A run may have been started by hand after the sweep's task had ended.
  const started = record?.starts?.at(-1)?.started ?? record?.started ?? '';
  const ended = task?.ended ?? null;
  const last = ended !== null && started <= ended ? task : undefined;
  const { status } = record ?? {};
  if (last === undefined && (task?.ended === null || status === 'running')) {
    const { state, evidence } = livenessOf(run, now);
    if (state === 'alive') return { state: 'running', reason: null };
    if (state === 'heard') return { state: 'running', reason: evidence };
    if (status !== 'completed') {
      return { state: state === 'dead' ? 'stopped' : 'silent', reason: evidence };
    }
  }
  if (status === 'completed') return { state: 'completed', reason: null };
  // One that finished has said so in run.json, whatever its exit code.
  if (last !== undefined) return stateAfter(last);
  return status === undefined
    ? { state: 'waiting', reason: null }
    : { state: status, reason: record?.reason ?? null };
}

/** What the rows say of the speed, measurements included; for runs that say nothing themselves. */
function speedOf(timing: CsvRow | undefined, left: number) {
  const { step = 0, seconds = 0 } = timing ?? {};
  if (step <= 0 || seconds <= 0) return { steps_per_second: null, remaining_seconds: null };
  return { steps_per_second: step / seconds, remaining_seconds: (left * seconds) / step };
}

/** The state that the files tell, unless they are damaged; a run that is worked on may mend them yet. */
function soundState(
  run: RunDirectory,
  reading: RunReading,
  now: number,
): Pick<RunStatus, 'state' | 'reason'> {
  const found = stateOf(run, reading, now);
  if (reading.damages.length === 0) return found;
  const reason = reading.damages.map(shownDamage).join('; ');
  return { state: found.state === 'running' ? 'running' : 'damaged', reason };
}

const metricsIn = (row: Record<string, number>): Partial<Metrics> =>
  Object.fromEntries(
    metricNames
      .filter((name) => name in row && isMeasured(name, row.step ?? 0))
      .map((name) => [name, row[name]]),
  );

/**
 * Reads how far a run is. Reads files only, and takes them as they are: missing, half written, gone.
 *
 * @param now - milliseconds since 1970.
 * @param planned - the length that a sweep plans; that which the run was started with when left out.
 * @param reader - one that has read it before reads what is new.
 */
export function readRunStatus(
  run: RunDirectory,
  now: number,
  planned?: PlannedLength,
  reader = new RunReader(),
): RunStatus {
  const reading = reader.read(run);
  const { task, record } = reading;
  const metrics = reading.metrics?.at(-1);
  const { state: found, reason } = soundState(run, reading, now);
  const shorter = planned !== undefined && isShorter(reading, planned);
  const state = found === 'completed' && shorter ? 'extend' : found;
  const running = state === 'running';
  const progress = running ? (task?.progress ?? null) : null;
  const step = Math.max(record?.steps_done ?? 0, metrics?.step ?? 0, progress?.step ?? 0);
  const steps = (state === 'extend' ? planned?.steps : record?.steps) ?? null;
  // A run that is worked on may be in the middle of a row; numbers that are damaged are not shown as measured.
  const isSound = running || reading.metricsDamage === null;
  const measured = speedOf(reading.timing.at(-1), (steps ?? step) - step);
  return {
    state,
    reason: record?.stopped_early === true ? (reason ?? record.reason ?? null) : reason,
    step,
    steps,
    metrics:
      metrics === undefined || !isSound ? null : { step: metrics.step ?? 0, ...metricsIn(metrics) },
    steps_per_second: progress?.steps_per_second ?? measured.steps_per_second,
    remaining_seconds: running ? (progress?.remaining_seconds ?? measured.remaining_seconds) : null,
    measured: progress?.measured ?? null,
  };
}
