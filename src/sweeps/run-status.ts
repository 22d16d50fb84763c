import { join } from 'node:path';
import { z } from 'zod';
import { ExitCode } from '../core/errors.ts';
import { metricNames } from '../metrics/table.ts';
import type { Metrics } from '../metrics/table.ts';
import { RunDirectory } from '../runs/directory.ts';
import { livenessOf } from './liveness.ts';
import { readJsonAs } from '../core/json.ts';
import { lastRow } from './read.ts';
import { readTask } from './task-record.ts';
import type { TaskRecord } from './task-record.ts';

/**
 * How far a run is: `waiting` was never started, `interrupted` stopped when it was told to, `stopped`
 * ended without saying so.
 */
export type RunState = 'waiting' | 'running' | 'completed' | 'failed' | 'interrupted' | 'stopped';

/** What is known of a run from its files. */
export interface RunStatus {
  readonly state: RunState;
  /** Why it is in this state; null when the state says it all. */
  readonly reason: string | null;
  readonly step: number;
  /** Null when the run has not begun. */
  readonly steps: number | null;
  /** The last row of metrics.csv; NaN for a metric that it lacks. */
  readonly metrics: (Metrics & { readonly step: number }) | null;
  readonly steps_per_second: number | null;
  /** Until its end, while it runs. */
  readonly remaining_seconds: number | null;
}

/** The part of run.json that is needed here. */
const recordSchema = z.object({
  status: z.enum(['running', 'completed', 'failed', 'interrupted']),
  reason: z.string().nullable(),
  steps: z.int(),
  steps_done: z.int(),
  /** ISO 8601, UTC: of the first start, when `starts` tells of later ones. */
  started: z.string(),
  starts: z.array(z.object({ started: z.string() })).optional(),
});
type Recorded = z.output<typeof recordSchema>;

const stopped: readonly number[] = [ExitCode.interrupted, ExitCode.terminated, ExitCode.requeue];

/** How the last process of a run ended. */
function stateAfter(task: TaskRecord): Pick<RunStatus, 'state' | 'reason'> {
  const { exit_code: code, signal, reason } = task;
  if (signal === null && code !== null && stopped.includes(code)) {
    return { state: 'interrupted', reason };
  }
  return { state: 'failed', reason: reason ?? `exit code ${String(code)}` };
}

function stateOf(
  run: string,
  record: Recorded | undefined,
  task: TaskRecord | undefined,
  now: number,
): Pick<RunStatus, 'state' | 'reason'> {
  // A run may have been started by hand after the sweep's task had ended.
  const started = record?.starts?.at(-1)?.started ?? record?.started ?? '';
  const ended = task?.ended ?? null;
  const last = ended !== null && started <= ended ? task : undefined;
  if (last === undefined && (task?.ended === null || record?.status === 'running')) {
    const { alive, evidence } = livenessOf(run, now);
    if (alive) return { state: 'running', reason: null };
    if (record?.status !== 'completed') return { state: 'stopped', reason: evidence };
  }
  if (record?.status === 'completed') return { state: 'completed', reason: null };
  if (last !== undefined && last.exit_code !== 0) return stateAfter(last);
  return record === undefined
    ? { state: 'waiting', reason: null }
    : { state: record.status, reason: record.reason };
}

/** What the rows say of the speed, measurements included; for runs that say nothing themselves. */
function pace(timing: Record<string, number> | undefined, left: number) {
  const { step = 0, seconds = 0 } = timing ?? {};
  if (step <= 0 || seconds <= 0) return { steps_per_second: null, remaining_seconds: null };
  return { steps_per_second: step / seconds, remaining_seconds: (left * seconds) / step };
}

const metricsIn = (row: Record<string, number>): Metrics =>
  Object.fromEntries(metricNames.map((name) => [name, row[name] ?? Number.NaN])) as Metrics;

/**
 * Reads how far a run is. Reads files only, and takes them as they are: missing, half written, gone.
 *
 * @param now - milliseconds since 1970.
 */
export function readRunStatus(run: string, now: number): RunStatus {
  const files = new RunDirectory(run);
  const task = readTask(run);
  const record = readJsonAs(files.record, recordSchema);
  const metrics = lastRow(files.metrics);
  const { state, reason } = stateOf(run, record, task, now);
  const running = state === 'running';
  const progress = running ? (task?.progress ?? null) : null;
  const step = Math.max(record?.steps_done ?? 0, metrics?.step ?? 0, progress?.step ?? 0);
  const steps = record?.steps ?? null;
  const measured = pace(lastRow(files.timing), (steps ?? step) - step);
  return {
    state,
    reason,
    step,
    steps,
    metrics: metrics === undefined ? null : { step: metrics.step ?? 0, ...metricsIn(metrics) },
    steps_per_second: progress?.steps_per_second ?? measured.steps_per_second,
    remaining_seconds: running ? (progress?.remaining_seconds ?? measured.remaining_seconds) : null,
  };
}

/** The configuration that a run's folder holds; undefined when there is none. */
export function readRunConfig(run: string): Record<string, unknown> | undefined {
  return readJsonAs(join(run, 'config.json'), z.record(z.string(), z.unknown()));
}
