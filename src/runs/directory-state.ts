import { RunDirectoryError } from '../core/run-errors.ts';
import { readIfThere, removeIfThere } from '../core/files.ts';
import type { FileSystem } from '../core/file-system.ts';
import type { Config } from '../config/schema.ts';
import { firstColumns, metricsColumns } from '../metrics/columns.ts';
import { columnsOf, lastRow, parseCsv } from '../run-files/csv.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { parseRunRecord } from '../run-files/run-record.ts';
import type { RunRecord } from '../run-files/run-record.ts';
import { mismatchOf, readCheckpointExtent, recordedExtent } from '../run-files/extent.ts';
import { obstacleTo } from './continuation.ts';
import { contentIdentity, differences, shownDifference } from './identity.ts';
import type { Difference, Identity } from './identity.ts';
import { clearKept, keptSteps } from './kept-checkpoints.ts';
import { resumeAdvice } from './resume-advice.ts';
import type { SettingsAs } from './resume-advice.ts';
import { boundsOf, plateauIn } from '../training/stopping.ts';
import type { SourceFacts } from './source.ts';
import { removeEventFiles } from './tensorboard/event-file.ts';

/** What a run directory holds for a run: nothing, a part of it, or all of it. */
export type DirectoryState =
  | { readonly state: 'fresh' }
  | { readonly state: 'completed'; readonly earlier: RunRecord }
  /** `earlier` is undefined when the run was stopped before its run.json was written. */
  | { readonly state: 'partial'; readonly earlier: RunRecord | undefined }
  /** A completed run that this one extends. */
  | { readonly state: 'shorter'; readonly earlier: RunRecord };

/** The run that is to be in the directory. */
export interface WantedRun {
  readonly config: Config;
  /** Of data and plugins. */
  readonly contents: Identity;
  /** One line that names backend, version and threads. */
  readonly backend: string;
  readonly version: string;
  /** The checkpoint that its parameters come from; asked only when it may be another one than before. */
  readonly source?: () => SourceFacts;
  /** How the command that wants it takes settings. */
  readonly settingsAs: SettingsAs;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    return undefined;
  }
}

/** The record of an earlier start; undefined when there is none, or none that can be relied on. */
function recordIn(fs: FileSystem, { record }: RunDirectory): RunRecord | undefined {
  return parseRunRecord(record, readIfThere(fs, record));
}

const OTHERWISE = 'Otherwise use --force to replace it, or another --name or --out.';
const REMEDY = 'Use --force to replace it, or another --name or --out.';

/** True when metrics.csv ends with the run's last step, as that of a completed run does. */
function hasLastRow(fs: FileSystem, directory: RunDirectory, steps: number): boolean {
  const bytes = readIfThere(fs, directory.metrics);
  return bytes !== undefined && lastRow(bytes)?.step === steps;
}

/**
 * Refuses a complete run whose metrics.csv is not what it was when the run was complete: it may be of use to
 * someone as it is, so that it is not trained anew unasked. One that is merely shorter is trained to its end.
 */
function assertUnchanged(fs: FileSystem, directory: RunDirectory, earlier: RunRecord): void {
  const bytes = readIfThere(fs, directory.metrics) ?? Buffer.alloc(0);
  const recorded = recordedExtent(directory, earlier, readCheckpointExtent(directory.checkpoint));
  const mismatch = recorded === undefined ? null : mismatchOf(bytes, recorded);
  if (mismatch === null) return;
  throw new RunDirectoryError(
    directory.path,
    `holds a complete run whose metrics.csv ${mismatch}`,
    'Put the file back as it was, or use --force to train the run again.',
  );
}

/** The checkpoint that a configuration, as config.json holds it, starts from. */
const sourceIn = (config: unknown): string | null =>
  (config as { init?: { from?: string | null } } | undefined)?.init?.from ?? null;

/**
 * The difference when a run started from another checkpoint. By the same name it is the same one, whatever is
 * there now; by another name it is when its contents are.
 */
function otherSource(
  config: unknown,
  earlier: RunRecord | undefined,
  wanted: WantedRun,
): Difference[] {
  const [before, now] = [sourceIn(config), wanted.config.init.from];
  if (before === now) return [];
  const text = (path: string | null) => (path === null ? undefined : JSON.stringify(path));
  const other = { path: 'init.from', earlier: text(before), now: text(now) };
  const known = earlier?.init?.sha256;
  if (before === null || now === null || known === undefined) return [other];
  return wanted.source?.().sha256 === known ? [] : [other];
}

/** What of an earlier start, as run.json has it, this one does not share. */
function changedSince(earlier: RunRecord, wanted: WantedRun, completed: boolean): Difference[] {
  const contents = differences(
    contentIdentity(earlier.data.sha256, earlier.plugins),
    wanted.contents,
  );
  const { name, threads, gpu } = wanted.config.backend;
  const asked = name !== 'auto' || threads !== null || gpu !== null;
  const before = { backend: earlier.backend.description };
  const now = { backend: wanted.backend };
  // A run that is complete needs no backend: it matters only when one was asked for.
  const backend = completed && !asked ? [] : differences(before, now);
  const version = completed
    ? []
    : differences(
        { 'vae-bench': earlier.versions['vae-bench'] ?? '' },
        { 'vae-bench': wanted.version },
      );
  return [...contents, ...backend, ...version];
}

/**
 * Refuses to add rows to a metrics.csv of a version that measured less, or more: columns are only ever
 * added at the end. Any other heading is damage, which resuming deals with.
 */
function assertColumns(fs: FileSystem, directory: RunDirectory): void {
  const found = columnsOf(readIfThere(fs, directory.metrics) ?? Buffer.alloc(0));
  const begins = found.every((column, at) => column === (metricsColumns[at] ?? column));
  if (!begins || found.length < firstColumns.length) return;
  const differing = [
    ...metricsColumns.slice(found.length).map((column) => `no ${column}`),
    ...found.slice(metricsColumns.length).map((column) => `an unknown ${column}`),
  ];
  if (differing.length === 0) return;
  throw new RunDirectoryError(
    directory.path,
    `holds a run of another version of vae-bench: its metrics.csv has ${differing.join(', ')}`,
    'Resume it with that version. Or use --force to start over, or another --name or --out.',
  );
}

/**
 * Looks at what a run directory holds for this run; writes nothing.
 *
 * @throws RunDirectoryError when it holds another run, more of this one, or this one with other rows than it was
 *   complete with; the message shows the difference.
 */
export function inspect(
  fs: FileSystem,
  directory: RunDirectory,
  wanted: WantedRun,
): DirectoryState {
  const bytes = readIfThere(fs, directory.config);
  if (bytes === undefined) {
    const others = directory.files.some((file) => readIfThere(fs, file) !== undefined);
    if (!others && keptSteps(fs, directory).length === 0) return { state: 'fresh' };
  }
  const config = bytes === undefined ? undefined : parsed(bytes);
  if (config === undefined) {
    const problem = 'holds files of a run whose config.json is missing or unreadable';
    throw new RunDirectoryError(directory.path, problem, REMEDY);
  }
  const { steps } = wanted.config;
  const earlier = recordIn(fs, directory);
  const ended = earlier?.status === 'completed' ? earlier : undefined;
  const rows = parseCsv(readIfThere(fs, directory.metrics) ?? Buffer.alloc(0)).rows;
  const plateau = plateauIn(boundsOf(rows), wanted.config);
  const shorter = ended !== undefined && ended.steps < steps && plateau?.step !== ended.steps;
  const completed = ended !== undefined && !shorter;
  const others = earlier === undefined ? [] : changedSince(earlier, wanted, completed);
  const obstacle = obstacleTo(config, wanted.config, [
    ...others,
    ...otherSource(config, earlier, wanted),
  ]);
  if (obstacle !== undefined) {
    const { problem, differences: changed } = obstacle;
    const configs = { there: config, now: wanted.config };
    const advice = resumeAdvice(changed, configs, wanted.settingsAs).join(', and ');
    const aim =
      ended === undefined ? 'To resume it' : 'To have the run that is there, which is complete';
    const remedy = advice === '' ? REMEDY : `${aim}, ${advice}. ${OTHERWISE}`;
    throw new RunDirectoryError(directory.path, problem, remedy, changed.map(shownDifference));
  }
  if (plateau !== undefined && plateau.step < rows.step(-1)) {
    const problem =
      `holds a run that went on to step ${rows.step(-1)}; with this stopping.patience and ` +
      `stopping.minImprovement it would have ended at step ${plateau.step}`;
    throw new RunDirectoryError(directory.path, problem, `Give it more patience. ${OTHERWISE}`);
  }
  if (ended !== undefined && hasLastRow(fs, directory, ended.steps)) {
    assertUnchanged(fs, directory, ended);
    if (completed) return { state: 'completed', earlier: ended };
  }
  assertColumns(fs, directory);
  return shorter ? { state: 'shorter', earlier: ended } : { state: 'partial', earlier };
}

/** What `--force` replaces, for people; undefined when there is nothing. */
export function describeContents(fs: FileSystem, directory: RunDirectory): string | undefined {
  const present = directory.files.filter((file) => readIfThere(fs, file) !== undefined);
  if (present.length === 0) return undefined;
  const record = recordIn(fs, directory);
  if (record === undefined) return 'files of a run without a readable run.json';
  const { rows } = parseCsv(readIfThere(fs, directory.metrics) ?? Buffer.alloc(0));
  const steps = (count: number) => count.toLocaleString('en');
  return (
    `a run that was ${record.status} at step ${steps(record.steps_done)} of ${steps(record.steps)}, ` +
    `with ${rows.length} rows of metrics.csv, started ${record.started}`
  );
}

/** Removes a run's files and nothing else. */
export function clear(fs: FileSystem, directory: RunDirectory): void {
  removeEventFiles(fs, directory);
  clearKept(fs, directory);
  for (const file of directory.files) removeIfThere(fs, file);
}
