import { dirname, join } from 'node:path';
import type { Backend } from '../../../backends/backend.ts';
import { checkpointPoint, startingPoint, trainedPoint } from '../../../comparisons/point.ts';
import type { FrozenPoint } from '../../../comparisons/point.ts';
import type { Entry } from '../../../config/entries.ts';
import { entriesFromFile } from '../../../config/file.ts';
import { pluginFiles, resolveConfig } from '../../../config/resolve.ts';
import type { Config } from '../../../config/schema.ts';
import { ConfigError, UsageError } from '../../../core/errors.ts';
import { nodeFileSystem } from '../../../core/files.ts';
import type { Named } from '../../../core/named.ts';
import type { InitialValue } from '../../../core/shapes.ts';
import { packageRoot } from '../../../core/package.ts';
import type { Dataset } from '../../../datasets/contract.ts';
import type { Estimator } from '../../../estimators/contract.ts';
import { loadEstimators } from '../../../estimators/plugins.ts';
import { RunDirectory } from '../../../run-files/run-directory.ts';
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
}

/** @throws UsageError unless exactly one point is named. */
function assertOnePoint({ point, atStart, train, config }: CompareOptions): void {
  const named = [point !== undefined, atStart, train !== undefined].filter(Boolean).length;
  if (named !== 1) {
    throw new UsageError(
      named === 0
        ? 'Name the point to compare at: a run folder or a checkpoint, --at-start, or --train <steps>.'
        : 'A run folder, --at-start and --train exclude each other: name one point.',
    );
  }
  if (point !== undefined && config !== undefined) {
    throw new UsageError(
      '--config is for --at-start and --train: a run has its own configuration.',
    );
  }
}

/** The seed of the run whose folder this is. */
const seedOf = (folder: string): number => Number(/seed-(\d+)$/.exec(folder)?.[1] ?? 0);

/**
 * Reads what the command line says of the point.
 *
 * @throws UsageError, ConfigError, FileError.
 */
export async function requestPoint(options: CompareOptions): Promise<PointRequest> {
  assertOnePoint(options);
  const { point, train, settings } = options;
  const found = point === undefined ? undefined : readSource(nodeFileSystem, point, seedOf(point));
  const folder = found === undefined ? undefined : dirname(found.facts.path);
  const file =
    folder === undefined
      ? (options.config ?? join(packageRoot, 'configs', 'quick.json'))
      : new RunDirectory(folder).config;
  const origin = '--train';
  const made: Entry[] =
    folder === undefined
      ? [
          { path: ['estimator'], value: TRAINER, origin },
          { path: ['steps'], value: train ?? 1, origin },
          { path: ['evaluation', 'every'], value: train ?? 1, origin },
          // Nothing is measured: data sets may be smaller than measurements that a file asks for.
          { path: ['evaluation', 'trainImages'], value: null, origin },
          { path: ['evaluation', 'testImages'], value: null, origin },
        ]
      : [];
  const entries = [...entriesFromFile(file), ...settings.entries, ...made];
  if (settings.issues.length > 0) throw new ConfigError(settings.issues);
  const table = await loadEstimators(pluginFiles(entries));
  const { config } = resolveConfig(entries, table);
  const seed = folder === undefined ? (config.seeds[0] ?? 0) : seedOf(folder);
  const checkpoint =
    found === undefined ? undefined : { step: found.facts.step, state: found.arrays };
  return { config, seed, table, checkpoint };
}

/** Brings the model to the point. */
export async function bringToPoint(
  request: PointRequest,
  { train }: Pick<CompareOptions, 'train'>,
  context: {
    readonly dataset: Dataset;
    readonly backend: Backend;
    readonly signal: AbortSignal;
    readonly observe: (step: number) => void;
  },
): Promise<FrozenPoint> {
  const { checkpoint } = request;
  const run = await resolveRun({ ...request, dataset: context.dataset });
  if (checkpoint !== undefined) return checkpointPoint(run, checkpoint.step, checkpoint.state);
  return train === undefined ? startingPoint(run) : trainedPoint(run, context.backend, context);
}
