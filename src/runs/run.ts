import { RunDirectoryError } from '../core/run-errors.ts';
import { makeFolder } from '../core/folders.ts';
import { writeJson } from '../core/durable-files.ts';
import { shownPath } from '../core/text.ts';
import type { MetricsEvent } from '../training/train.ts';
import { annotate, changesAnnotations, withAnnotations } from './annotations.ts';
import { clear, describeContents, inspect } from './directory-state.ts';
import type { DirectoryState } from './directory-state.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import type { RunRecord } from '../run-files/run-record.ts';
import { execute } from './execute.ts';
import type { Remarks } from './execute.ts';
import { acquireLock } from './lock.ts';
import type { RunLock } from './lock.ts';
import { finishing } from './finish.ts';
import { machineChanges } from './record.ts';
import { passedSteps, stepsBeyond } from './kept-checkpoints.ts';
import { findCheckpoint, restore } from './resume.ts';
import type { FoundCheckpoint, Restored } from './resume.ts';
import { shapesOfState } from '../training/trainer.ts';
import { prepare, sourceOf } from './start.ts';
import type { RunOptions, Start } from './start.ts';
import { addEventFile, eventFiles } from './tensorboard/event-file.ts';

export type { RunOptions } from './start.ts';

/** How a run ended well. */
export interface RunResult {
  readonly directory: RunDirectory;
  /** The last row of metrics.csv; null when an earlier start had written it already. */
  readonly final: MetricsEvent | null;
  /** Whether a run that was complete got other tags or another note. */
  readonly annotated: boolean;
  /** What of the configuration a run that was complete does not have, in words. */
  readonly notices: readonly string[];
}

const grouped = (count: number): string => count.toLocaleString('en');

/** Where the first parameters come from, if another run has them. */
function originOf({ initial, resolved }: Start): string[] {
  if (initial === undefined) return [];
  const { path, step } = initial().source;
  const taken = resolved.config.init.optimiser ? 'parameters and optimiser' : 'parameters';
  return [`${taken} are those of step ${grouped(step)} of ${shownPath(path)}`];
}

/** A run goes on from its own checkpoint, whatever has become of the one that it started from. */
function sourceChange(start: Start, earlier: RunRecord | undefined): string[] {
  const [before, now] = [earlier?.init, sourceOf(start)];
  if (!before || now === null || before.sha256 === now.sha256) return [];
  return [
    `init.from holds another checkpoint (step ${grouped(now.step)}) than this run started from (step ` +
      `${grouped(before.step)}): it goes on from its own`,
  ];
}

/** What a start says of where it begins. */
function remarksOn(start: Start, restored: Restored, found: DirectoryState): Remarks {
  const { notes } = restored;
  const { config } = start.resolved;
  const warnings = [...restored.warnings, ...stepsBeyond(config)];
  if (found.state === 'completed') return { lines: [], warnings };
  if (found.state === 'fresh') return { lines: originOf(start), warnings };
  const { earlier } = found;
  const { step = 0 } = restored.checkpoint ?? {};
  if (step === 0) {
    const line = 'starting over: the earlier start left no checkpoint to resume from';
    return { lines: [line, ...originOf(start), ...notes], warnings };
  }
  const changes = machineChanges(
    earlier,
    start.about,
    start.options.selection.backend.gpu ?? null,
  ).map((change) => `the machine is another one (${change}): last digits may differ`);
  const { steps } = config;
  // The state of this step is at hand.
  const passed = passedSteps(start.fs, start.directory, config, step - 1);
  const lines = [
    ...(found.state === 'shorter'
      ? [`extending a run that was complete with ${grouped(found.earlier.steps)} steps`]
      : []),
    `resuming from step ${grouped(step)} of ${grouped(steps)}`,
    ...notes,
  ];
  return { lines, warnings: [...warnings, ...passed, ...changes, ...sourceChange(start, earlier)] };
}

/** What there is to do for a run that is complete; `final` is null, as nothing is trained. */
function completedRun(
  { directory, fs, resolved: { config } }: Start,
  { steps }: RunRecord,
  annotated: boolean,
): RunResult {
  return { directory, final: null, annotated, notices: passedSteps(fs, directory, config, steps) };
}

/** A run that was complete is not thrown away because it cannot go on. */
function assertExtends(directory: RunDirectory, { checkpoint, warnings }: FoundCheckpoint): void {
  if (checkpoint !== undefined) return;
  const problem = 'holds a complete run without a checkpoint that it could go on from';
  const remedy = 'Use --force to start over, or another --name or --out.';
  throw new RunDirectoryError(directory.path, problem, remedy, warnings);
}

/** A run that starts over starts from the same parameters, or is another run. */
function assertSameSource({ initial, directory }: Start, earlier: RunRecord | undefined): void {
  const before = earlier?.init;
  if (initial === undefined || !before || initial().source.sha256 === before.sha256) return;
  const problem =
    `has no checkpoint to resume from, and init.from holds another one than the run started from: ` +
    `that of step ${grouped(before.step)} had the SHA-256 ${before.sha256}`;
  const remedy = 'Put that one back, or use --force to start over, or another --name or --out.';
  throw new RunDirectoryError(directory.path, problem, remedy);
}

/** Whether the event file that is asked for is not there; that of a complete run is complete. */
function lacksEventFile({ resolved, directory, fs }: Start): boolean {
  return resolved.config.tensorboard && eventFiles(fs, directory).length === 0;
}

/** Runs in a directory whose lock this process holds. */
async function runLocked(start: Start, lock: RunLock): Promise<RunResult> {
  const { options, resolved, directory, fs, wanted, maker } = start;
  const { config } = resolved;
  const lines: string[] = [];
  if (lock.takenFrom !== null) {
    const { pid, host } = lock.takenFrom;
    lines.push(`taking over from process ${pid} on ${host}, which has ended`);
  }
  if (options.force) {
    const replaced = describeContents(fs, directory);
    if (replaced !== undefined) lines.push(`--force: replacing ${replaced}`);
    clear(fs, directory);
  }
  const found = inspect(fs, directory, wanted);
  if (found.state === 'completed') {
    if (lacksEventFile(start)) addEventFile(fs, directory, found.earlier);
    const annotated = changesAnnotations(config, found.earlier);
    if (annotated) annotate(fs, directory, config, found.earlier);
    return completedRun(start, found.earlier, annotated);
  }
  const { settingsAs } = wanted;
  const expected = { maker, settingsAs, shapes: shapesOfState(resolved), steps: config.steps };
  const from = findCheckpoint(fs, directory, expected);
  if (found.state === 'shorter') assertExtends(directory, from);
  const earlier = found.state === 'fresh' ? undefined : found.earlier;
  if (from.checkpoint === undefined) assertSameSource(start, earlier);
  writeJson(directory.config, withAnnotations(config, earlier), fs);
  const restored = restore(fs, directory, from, config);
  const remarks = remarksOn(start, restored, found);
  const all = { ...remarks, lines: [...lines, ...remarks.lines] };
  const final = await execute(start, restored, earlier, all);
  return { directory, final, annotated: false, notices: [] };
}

/**
 * Trains one seed and writes its run directory. A run that is complete is left as it is, except that an
 * event file is added when it is asked for and missing, and that tags and note are changed. One that was
 * stopped, at whatever instant, resumes from its last checkpoint and ends with the same metrics.csv as if it
 * had not been; so does one that was complete with fewer steps.
 *
 * @throws ConfigError before anything is written; RunDirectoryError when the directory holds another
 *   run; RunLockedError when another process writes to it; FileError; and everything that `train`
 *   throws, after run.json was given the reason.
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const start = await prepare(options);
  const { directory, fs, wanted } = start;
  const done = (): RunResult | undefined => {
    const found = inspect(fs, directory, wanted);
    // What is wrong with it is said before anything is written.
    if (found.state === 'fresh') start.initial?.();
    if (found.state !== 'completed' || changesAnnotations(wanted.config, found.earlier)) return;
    return lacksEventFile(start) ? undefined : completedRun(start, found.earlier, false);
  };
  if (options.force) start.initial?.();
  else {
    const result = done();
    if (result !== undefined) return result;
  }
  makeFolder(fs, directory.path);
  const lock = options.lock ?? acquireLock(fs, directory);
  try {
    return await finishing(start, () => runLocked(start, lock));
  } finally {
    if (options.lock === undefined) lock.release();
  }
}
