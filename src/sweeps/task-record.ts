import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { quietly, writeJson } from '../core/files.ts';
import { taskFile } from './directory.ts';
import { readJsonAs } from '../core/json.ts';

const progressSchema = z.object({
  step: z.number(),
  /** Recent mean of the batches' single-sample ELBO, in nats. */
  bound: z.number().nullable(),
  steps_per_second: z.number(),
  remaining_seconds: z.number().nullable(),
});

/** How far a run is between two rows of metrics.csv. */
export type TaskProgress = z.output<typeof progressSchema>;

const taskSchema = z.object({
  launcher: z.enum(['local', 'slurm']),
  pid: z.int(),
  host: z.string(),
  /** Slurm's name of the task, such as `123_4`. */
  job: z.string().nullable(),
  /** ISO 8601, UTC, as all times here. */
  started: z.string(),
  /** The last sign of life. */
  beat: z.string(),
  ended: z.string().nullable(),
  progress: progressSchema.nullable(),
  exit_code: z.int().nullable(),
  signal: z.string().nullable(),
  reason: z.string().nullable(),
});

/** What task.json holds: the process that runs a run of a sweep, or was the last to. */
export type TaskRecord = z.output<typeof taskSchema>;

/** A run's task.json; undefined when it is missing or torn. */
export function readTask(run: string): TaskRecord | undefined {
  return readJsonAs(taskFile(run), taskSchema);
}

/** The task of a process that starts now. */
export function startingTask(pid: number): TaskRecord {
  const { SLURM_ARRAY_JOB_ID: array, SLURM_ARRAY_TASK_ID: index, SLURM_JOB_ID: job } = process.env;
  const now = new Date().toISOString();
  return {
    launcher: job === undefined ? 'local' : 'slurm',
    pid,
    host: hostname(),
    job: job === undefined ? null : array === undefined ? job : `${array}_${String(index)}`,
    started: now,
    beat: now,
    ended: null,
    progress: null,
    exit_code: null,
    signal: null,
    reason: null,
  };
}

/** Writes a run's task.json, in its folder, which is made when it is missing. */
function writeTask(run: string, task: TaskRecord): void {
  mkdirSync(run, { recursive: true });
  writeJson(taskFile(run), task);
}

/** Notes that a process which can no longer do so itself has ended. */
export function endTask(
  run: string,
  pid: number,
  end: Pick<TaskRecord, 'exit_code' | 'signal' | 'reason'>,
): void {
  const known = readTask(run);
  // One that died at once has written nothing; what is there is an earlier one's.
  const task = known?.pid === pid && known.ended === null ? known : startingTask(pid);
  writeTask(run, { ...task, ...end, ended: new Date().toISOString() });
}

/** Milliseconds between signs of life. */
const BEAT = 5000;

/** Keeps task.json true while this process runs a run. */
export class TaskKeeper {
  readonly #run: string;
  readonly #timer: NodeJS.Timeout;
  #task = startingTask(process.pid);

  /** @param progress - asked at every sign of life. */
  constructor(run: string, progress: () => TaskProgress | null) {
    this.#run = run;
    writeTask(run, this.#task);
    this.#timer = setInterval(() => {
      this.#write({ beat: new Date().toISOString(), progress: progress() });
    }, BEAT);
    this.#timer.unref();
  }

  /** A full disk must not end a run that can still compute. */
  #write(change: Partial<TaskRecord>): void {
    this.#task = { ...this.#task, ...change };
    quietly(() => {
      writeTask(this.#run, this.#task);
    });
  }

  end(exitCode: number, reason: string | null): void {
    clearInterval(this.#timer);
    const now = new Date().toISOString();
    this.#write({ beat: now, ended: now, exit_code: exitCode, reason });
  }
}
