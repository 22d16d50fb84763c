import { makeFolder } from '../core/folders.ts';
import { nodeFileSystem, quietly } from '../core/file-system.ts';
import { writeJson } from '../core/durable-files.ts';
import { lifeOf, processFacts } from '../run-files/process.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { readTask } from '../run-files/task-record.ts';
import type { TaskProgress, TaskRecord } from '../run-files/task-record.ts';

/** The task of a process of this machine that starts now. */
export function startingTask(pid: number): TaskRecord {
  const { SLURM_ARRAY_JOB_ID: array, SLURM_ARRAY_TASK_ID: index, SLURM_JOB_ID: job } = process.env;
  const now = new Date().toISOString();
  return {
    launcher: job === undefined ? 'local' : 'slurm',
    ...processFacts(pid),
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
function writeTask(run: RunDirectory, task: TaskRecord): void {
  makeFolder(nodeFileSystem, run.path);
  writeJson(run.task, task);
}

/** Notes that a process which can no longer do so itself has ended. */
export function endTask(
  run: RunDirectory,
  pid: number,
  end: Pick<TaskRecord, 'exit_code' | 'signal' | 'reason'>,
): void {
  const { value: known } = readTask(run.task);
  // Another process has begun with the run since.
  if (known?.ended === null && known.pid !== pid && lifeOf(known) === 'alive') return;
  // One that died at once has written nothing; what is there is an earlier one's.
  const task = known?.pid === pid && known.ended === null ? known : startingTask(pid);
  writeTask(run, { ...task, ...end, ended: new Date().toISOString() });
}

/** Milliseconds between signs of life. */
const BEAT = 5000;

/** Keeps task.json true while this process runs a run. */
export class TaskKeeper {
  readonly #run: RunDirectory;
  readonly #timer: NodeJS.Timeout;
  #task = startingTask(process.pid);

  /** @param progress - asked at every sign of life. */
  constructor(run: RunDirectory, progress: () => TaskProgress | null) {
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
