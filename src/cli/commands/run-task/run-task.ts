import { selectBackend } from '../../../backends/select.ts';
import { ExitCode, UsageError, VaeBenchError } from '../../../core/errors.ts';
import { RunLockedError } from '../../../core/run-errors.ts';
import { SweepDirectoryError } from '../../../core/sweep-errors.ts';
import { makeFolder } from '../../../core/folders.ts';
import { nodeFileSystem } from '../../../core/file-system.ts';
import { endProcess, PrematureEndError, witnessEnd } from '../../../processes/process-end.ts';
import { shownPath } from '../../../core/text.ts';
import { loadDataset } from '../../../datasets/dataset.ts';
import { loadEstimators } from '../../../estimators/plugins.ts';
import { livenessOf } from '../../../run-files/liveness.ts';
import { readManifest } from '../../../run-files/manifest.ts';
import type { Manifest } from '../../../run-files/manifest.ts';
import type { RunDirectory } from '../../../run-files/run-directory.ts';
import { SweepDirectory } from '../../../run-files/sweep-directory.ts';
import type { TaskProgress } from '../../../run-files/task-record.ts';
import { acquireLock } from '../../../runs/lock.ts';
import type { RunLock } from '../../../runs/lock.ts';
import { run as train } from '../../../runs/run.ts';
import { readRunStatus } from '../../../sweeps/run-status.ts';
import { TaskKeeper } from '../../../sweeps/task-keeper.ts';
import { announce } from '../../terminal/announce.ts';
import { ProgressTracker } from '../../terminal/progress-tracker.ts';
import { Interruption } from '../../terminal/signals.ts';
import type { RunTaskOptions } from './command.ts';
import { warn } from '../../terminal/output.ts';

type Run = Manifest['runs'][number];

/**
 * The run with this number.
 *
 * @throws UsageError when there is none; SweepDirectoryError when it is not the run that was meant: another sweep
 * has replaced the manifest since its number was taken from there.
 */
function pick({ manifest, index, run: meant }: RunTaskOptions): Run {
  const { runs } = readManifest(manifest);
  const run = /^\d+$/.test(index) ? runs[Number(index)] : undefined;
  if (meant !== undefined && run?.directory !== meant) {
    throw new SweepDirectoryError(
      shownPath(manifest),
      `no longer has ${meant} as task ${index}: another sweep of this name has replaced it`,
      'Run the sweep again when the other one has ended, or give it another name.',
    );
  }
  if (run !== undefined) return run;
  throw new UsageError(`"${index}" is not a task: the manifest has 0 to ${runs.length - 1}.`);
}

function progressOf(tracker: ProgressTracker): TaskProgress | null {
  const { step, bound, stepsPerSecond, remaining, measured } = tracker.progress;
  if (step === 0) return null;
  return {
    step,
    bound: Number.isFinite(bound) ? bound : null,
    steps_per_second: stepsPerSecond,
    remaining_seconds: remaining === null ? null : remaining / 1000,
    measured,
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
 * Makes this process the only one that works on the run. The launcher that started it is told by the exit code
 * when another one does, and says so itself: nothing of that belongs into what the run printed.
 *
 * @throws RunLockedError when it cannot be told whether another process does.
 */
function lockOf(folder: RunDirectory): RunLock {
  makeFolder(nodeFileSystem, folder.path);
  try {
    return acquireLock(nodeFileSystem, folder);
  } catch (error) {
    if (!(error instanceof RunLockedError) || !process.connected) throw error;
    const { state } = livenessOf(folder, Date.now());
    if (state !== 'alive' && state !== 'heard') throw error;
    return endProcess(ExitCode.busy);
  }
}

/** What a process has that works on a run. */
interface Holding {
  readonly lock: RunLock;
  readonly tracker: ProgressTracker;
  readonly signal: AbortSignal;
}

async function execute(
  { config, seed }: Run,
  out: string,
  { lock, tracker, signal }: Holding,
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
    lock,
    console: { write: (text) => process.stderr.write(text), colour: false },
    onEvent: (event) => {
      tracker.observe(event, performance.now());
    },
  });
}

const isComplete = (folder: RunDirectory, { config }: Run): boolean =>
  readRunStatus(folder, Date.now(), config).state === 'completed';

/** Runs a run whose lock this process holds, and keeps its task.json true. */
async function runLocked(run: Run, sweep: SweepDirectory, holding: Holding): Promise<void> {
  const keeper = new TaskKeeper(sweep.run(run.directory), () => progressOf(holding.tracker));
  const stopWitness = witnessEnd((how) => {
    const { exitCode, message } = new PrematureEndError(how);
    keeper.end(exitCode, message);
  });
  try {
    await execute(run, sweep.out, holding);
    keeper.end(ExitCode.ok, null);
  } catch (error) {
    const code = error instanceof VaeBenchError ? error.exitCode : ExitCode.runFailed;
    keeper.end(code, error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    stopWitness();
  }
}

/**
 * Runs one run of a sweep; sweeps start this command, and so do Slurm's tasks. Prints the log without
 * progress, and leaves word of itself in task.json.
 */
export async function runTask(options: RunTaskOptions): Promise<void> {
  const interruption = new Interruption();
  stopWithLauncher(interruption);
  const sweep = SweepDirectory.ofManifest(options.manifest);
  const run = pick(options);
  const folder = sweep.run(run.directory);
  const done = (): void => {
    warn(`Already complete: ${shownPath(folder.path)}
`);
  };
  if (isComplete(folder, run)) {
    done();
    return;
  }
  const lock = lockOf(folder);
  try {
    const { steps, evaluation } = run.config;
    const tracker = new ProgressTracker(steps, evaluation.every, performance.now());
    // Another process may have completed it in the meantime.
    if (isComplete(folder, run)) done();
    else await runLocked(run, sweep, { lock, tracker, signal: interruption.signal });
  } finally {
    lock.release();
    interruption.release();
  }
}
