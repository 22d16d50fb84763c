import { selectBackend } from '../../../backends/select.ts';
import { ExitCode, RunDirectoryError, UsageError, VaeBenchError } from '../../../core/errors.ts';
import { PrematureEndError, witnessEnd } from '../../../core/process-end.ts';
import { shownPath } from '../../../core/text.ts';
import { loadDataset } from '../../../datasets/dataset.ts';
import { loadEstimators } from '../../../estimators/plugins.ts';
import { readManifest } from '../../../run-files/manifest.ts';
import type { Manifest } from '../../../run-files/manifest.ts';
import type { RunDirectory } from '../../../run-files/run-directory.ts';
import { SweepDirectory } from '../../../run-files/sweep-directory.ts';
import { readTask } from '../../../run-files/task-record.ts';
import type { TaskProgress } from '../../../run-files/task-record.ts';
import { run as train } from '../../../runs/run.ts';
import { readRunStatus } from '../../../sweeps/run-status.ts';
import { startingTask, TaskKeeper } from '../../../sweeps/task-keeper.ts';
import { announce } from '../../terminal/announce.ts';
import { ProgressTracker } from '../../terminal/progress-tracker.ts';
import { Interruption } from '../../terminal/signals.ts';
import type { RunTaskOptions } from './command.ts';
import { warn } from '../../terminal/output.ts';

type Run = Manifest['runs'][number];

function pick({ runs }: Manifest, index: string): Run {
  const run = /^\d+$/.test(index) ? runs[Number(index)] : undefined;
  if (run !== undefined) return run;
  throw new UsageError(`"${index}" is not a task: the manifest has 0 to ${runs.length - 1}.`);
}

function progressOf(tracker: ProgressTracker): TaskProgress | null {
  const { step, bound, stepsPerSecond, remaining } = tracker.progress;
  if (step === 0) return null;
  return {
    step,
    bound: Number.isFinite(bound) ? bound : null,
    steps_per_second: stepsPerSecond,
    remaining_seconds: remaining === null ? null : remaining / 1000,
  };
}

/** A launcher that is gone cannot stop its runs: they stop by themselves, with a checkpoint. */
function stopWithLauncher({ signal }: Interruption): void {
  process.once('disconnect', () => {
    if (!signal.aborted) process.kill(process.pid, 'SIGTERM');
  });
  process.channel?.unref();
}

/**
 * Slurm never runs one task twice at a time: what an earlier attempt of the same task left on a node
 * that broke down does not count.
 */
function assertFree(folder: RunDirectory): void {
  const { value: earlier } = readTask(folder.task);
  const { job } = startingTask(process.pid);
  const same = job !== null && earlier?.job === job;
  if (same || readRunStatus(folder, Date.now()).state !== 'running') return;
  const who = earlier === undefined ? '' : ` (process ${earlier.pid} on ${earlier.host})`;
  throw new RunDirectoryError(
    shownPath(folder.path),
    `is being written by another process${who}`,
    'Wait until it has ended, or stop it.',
  );
}

async function execute(
  { config, seed }: Run,
  out: string,
  tracker: ProgressTracker,
  signal: AbortSignal,
): Promise<void> {
  const table = await loadEstimators(config.plugins);
  const dataset = loadDataset(config.data);
  const selection = await selectBackend(config.backend);
  announce(selection, config.backend.threads);
  await train({
    config: { ...config, out },
    seed,
    table,
    dataset,
    selection,
    force: false,
    settingsAs: 'set',
    signal,
    console: { write: (text) => process.stderr.write(text), colour: false },
    onEvent: (event) => {
      tracker.observe(event, performance.now());
    },
  });
}

/**
 * Runs one run of a sweep; sweeps start this command, and so do Slurm's tasks. Prints the log without
 * progress, and leaves word of itself in task.json.
 */
export async function runTask({ manifest, index }: RunTaskOptions): Promise<void> {
  const interruption = new Interruption();
  stopWithLauncher(interruption);
  const sweep = SweepDirectory.ofManifest(manifest);
  const run = pick(readManifest(manifest), index);
  const folder = sweep.run(run.directory);
  if (readRunStatus(folder, Date.now(), run.config.steps).state === 'completed') {
    warn(`Already complete: ${shownPath(folder.path)}\n`);
    return;
  }
  assertFree(folder);
  const { steps, evaluation } = run.config;
  const tracker = new ProgressTracker(steps, evaluation.every, performance.now());
  const keeper = new TaskKeeper(folder, () => progressOf(tracker));
  const stopWitness = witnessEnd((how) => {
    const { exitCode, message } = new PrematureEndError(how);
    keeper.end(exitCode, message);
  });
  try {
    await execute(run, sweep.out, tracker, interruption.signal);
    keeper.end(ExitCode.ok, null);
  } catch (error) {
    const code = error instanceof VaeBenchError ? error.exitCode : ExitCode.runFailed;
    keeper.end(code, error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    stopWitness();
    interruption.release();
  }
}
