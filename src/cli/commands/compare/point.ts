import { join } from 'node:path';
import type { Backend } from '../../../backends/backend.ts';
import { keptPoint } from '../../../comparisons/kept-point.ts';
import type { PointFiles } from '../../../comparisons/kept-point.ts';
import { checkpointPoint, startingPoint, trainedPoint } from '../../../comparisons/point.ts';
import type { FrozenPoint } from '../../../comparisons/point.ts';
import type { Entry } from '../../../config/entries.ts';
import { entriesFromFile } from '../../../config/file.ts';
import { pluginFiles, resolveConfig } from '../../../config/resolve.ts';
import type { Config } from '../../../config/schema.ts';
import { ConfigError, UsageError } from '../../../core/errors.ts';
import { nodeFileSystem } from '../../../core/file-system.ts';
import type { Named } from '../../../core/named.ts';
import type { InitialValue } from '../../../core/shapes.ts';
import { packageRoot } from '../../../core/package.ts';
import type { Dataset } from '../../../datasets/contract.ts';
import type { Estimator } from '../../../estimators/contract.ts';
import { loadEstimators } from '../../../estimators/plugins.ts';
import { runOfCheckpoint } from '../../../run-files/run-directory.ts';
import type { RunDirectory } from '../../../run-files/run-directory.ts';
import { readSource } from '../../../runs/source.ts';
import { resolveRun } from '../../../training/resolved-run.ts';
import type { CompareOptions } from './command.ts';

/** The unbiased estimator that `--train` trains with. */
const TRAINER = 'reinforce-loo';

/** Where the parameters come from, and the configuration that belongs to them. */
export interface PointRequest {
  readonly config: Config;
  readonly seed: number;
  readonly table: Named<Estimator>;
  /** A checkpoint's arrays; undefined of a point that is made here. */
  readonly checkpoint: { readonly step: number; readonly state: Named<InitialValue> } | undefined;
  /** The run that the point is one of, whose images it needs; undefined of a point that is made here. */
  readonly run: RunDirectory | undefined;
}

/** @throws UsageError unless points of runs are named, or one that is made here. */
export function assertOnePoint({ points, atStart, train, steps, config }: CompareOptions): void {
  const ofRuns = points.length > 0;
  const named = [ofRuns, atStart, train !== undefined].filter(Boolean).length;
  if (named !== 1) {
    throw new UsageError(
      named === 0
        ? 'Name the point to compare at: runs or a checkpoint, --at-start, or --train <steps>.'
        : 'A run folder, --at-start and --train exclude each other: name one point.',
    );
  }
  if (!ofRuns && steps !== undefined) {
    throw new UsageError('--steps is for the steps that runs keep: name their folder.');
  }
  if (ofRuns && config !== undefined) {
    throw new UsageError(
      '--config is for --at-start and --train: a run has its own configuration.',
    );
  }
}

/** The seed of the run whose folder this is. */
const seedOf = (folder: string): number => Number(/seed-(\d+)$/.exec(folder)?.[1] ?? 0);

/** Settings of a point that is made here. */
function settingsToMake({ train }: CompareOptions): Entry[] {
  const origin = '--train';
  return [
    { path: ['estimator'], value: TRAINER, origin },
    { path: ['steps'], value: train ?? 1, origin },
    { path: ['evaluation', 'every'], value: train ?? 1, origin },
    // Nothing is measured: data sets may be smaller than measurements that a file asks for.
    { path: ['evaluation', 'trainImages'], value: null, origin },
    { path: ['evaluation', 'testImages'], value: null, origin },
  ];
}

/** The configuration of a file, with what the command line changes of it. */
async function configured(file: string, { settings }: CompareOptions, made: readonly Entry[]) {
  const entries = [...entriesFromFile(file), ...settings.entries, ...made];
  if (settings.issues.length > 0) throw new ConfigError(settings.issues);
  const table = await loadEstimators(pluginFiles(entries));
  return { config: resolveConfig(entries, table).config, table };
}

/**
 * A point that is made here.
 *
 * @throws UsageError, ConfigError, FileError.
 */
export async function requestMade(options: CompareOptions): Promise<PointRequest> {
  const file = options.config ?? join(packageRoot, 'configs', 'quick.json');
  const made = await configured(file, options, settingsToMake(options));
  return { ...made, seed: made.config.seeds[0] ?? 0, checkpoint: undefined, run: undefined };
}

/**
 * A point of a run.
 *
 * @param path - a checkpoint, or a folder that holds one.
 * @throws UsageError, ConfigError, FileError.
 */
export async function requestSaved(options: CompareOptions, path: string): Promise<PointRequest> {
  const { facts, arrays: state } = readSource(nodeFileSystem, path, seedOf(path));
  const run = runOfCheckpoint(facts.path);
  return {
    ...(await configured(run.config, options, [])),
    ...{ run, seed: seedOf(run.path), checkpoint: { step: facts.step, state } },
  };
}

/** The start of a run, whose parameters are drawn. */
export async function requestStart(
  options: CompareOptions,
  run: RunDirectory,
): Promise<PointRequest> {
  const made = await configured(run.config, options, []);
  return { ...made, run, seed: seedOf(run.path), checkpoint: undefined };
}

/** Brings the model to the point. */
export async function bringToPoint(
  request: PointRequest,
  { train }: Pick<CompareOptions, 'train'>,
  context: {
    readonly dataset: Dataset;
    readonly backend: Backend;
    readonly signal: AbortSignal;
    /** Where the trained point is kept, if it is. */
    readonly kept: PointFiles | undefined;
    readonly observe: (step: number) => void;
  },
): Promise<FrozenPoint> {
  const { checkpoint } = request;
  const { kept, backend } = context;
  const run = await resolveRun({ ...request, dataset: context.dataset });
  if (checkpoint !== undefined) return checkpointPoint(run, checkpoint.step, checkpoint.state);
  if (train === undefined) return startingPoint(run);
  if (kept === undefined) return trainedPoint(run, backend, context);
  return keptPoint(nodeFileSystem, kept, run, backend, context);
}
