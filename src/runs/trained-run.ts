import { configSchema } from '../config/schema.ts';
import type { Config } from '../config/schema.ts';
import { CheckpointError, RunDirectoryError } from '../core/run-errors.ts';
import { nodeFileSystem } from '../core/file-system.ts';
import { mapNamed, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { shownPath } from '../core/text.ts';
import type { Dataset } from '../datasets/contract.ts';
import { loadDataset } from '../datasets/dataset.ts';
import { pixelsPerImage } from '../datasets/images.ts';
import type { Model } from '../models/contract.ts';
import { loadModel } from '../models/load.ts';
import { parameterShapes } from '../models/parameters.ts';
import { readAnyConfig } from '../run-files/config-file.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { readCheckpointFile } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint-format.ts';
import { AGAIN } from './resume-advice.ts';
import { assertSameData } from './same-data.ts';
import { mismatches } from './source.ts';

/** A run as its folder has it: the model with the parameters of its last checkpoint, and its data. */
export interface TrainedRun {
  readonly config: Config;
  readonly seed: number;
  readonly dataset: Dataset;
  readonly model: Model;
  /** By name, without `parameters/`. */
  readonly parameters: Named<Float32Array<ArrayBuffer>>;
  /** Steps that the parameters have been trained for. */
  readonly step: number;
  /** SHA-256 of the checkpoint's file. */
  readonly sha256: string;
}

/** @throws RunDirectoryError when there is none, or none of this version. */
function configOf(directory: RunDirectory): Config {
  const found = readAnyConfig(directory.config);
  if (found === undefined) {
    const remedy = 'Name the folder of a run, such as results/figure1/ars+-c10/seed-0.';
    throw new RunDirectoryError(
      shownPath(directory.path),
      'has no config.json that can be read',
      remedy,
    );
  }
  const { success, data, error } = configSchema.safeParse(found);
  if (success) return data;
  const { path = [], message = '' } = error.issues[0] ?? {};
  throw new RunDirectoryError(
    shownPath(directory.path),
    `has a config.json that this version does not take (${path.join('.')}: ${message})`,
    'Use the version of vae-bench that run.json names.',
  );
}

/** @throws RunDirectoryError when it is missing or damaged. */
function checkpointOf(directory: RunDirectory) {
  const refuse = (problem: string): never => {
    throw new RunDirectoryError(shownPath(directory.path), problem, AGAIN);
  };
  try {
    const found = readCheckpointFile(nodeFileSystem, directory.checkpoint);
    return found ?? refuse('holds no checkpoint.safetensors');
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    return refuse(`holds a checkpoint.safetensors that cannot be used: ${error.message}`);
  }
}

/** @throws RunDirectoryError that names an array that does not fit. */
function assertFits(directory: RunDirectory, model: Model, state: Checkpoint['state']): void {
  const wanted = mapNamed(parameterShapes(model), (shape) => ({ shape: [...shape] }));
  const [issue] = mismatches('model', stripPrefix(state, 'parameters'), wanted);
  if (issue === undefined) return;
  throw new RunDirectoryError(
    shownPath(directory.path),
    `holds a checkpoint of another model than its config.json: ${issue.message}`,
    'Were its files mixed up? Take the folder as its run left it.',
  );
}

/** Where the images of runs come from. */
export interface ImageSource {
  /** Where they are now; where config.json says when left out. */
  readonly directory?: string | undefined;
  readonly load?: typeof loadDataset;
}

/**
 * Reads the model that a run has trained so far. Nothing of the run is changed, and it may be going on.
 *
 * @throws RunDirectoryError when config.json, run.json or the checkpoint is missing, damaged or of another model;
 *   DatasetError when the images are not there, or not those that the run was trained on.
 */
export async function readTrainedRun(
  directory: RunDirectory,
  { directory: place, load = loadDataset }: ImageSource = {},
): Promise<TrainedRun> {
  const config = configOf(directory);
  const { step, state, fileSha256: sha256 } = checkpointOf(directory);
  const data = { ...config.data, ...(place !== undefined && { directory: place }) };
  const dataset = load(data);
  assertSameData(dataset, directory, { ...config, data });
  const { variables, categories } = config;
  const sizes = { pixels: pixelsPerImage(dataset.train), variables, categories };
  const model = await loadModel(config.model, sizes);
  assertFits(directory, model, state);
  const parameters = mapNamed(stripPrefix(state, 'parameters'), ({ values }) => values);
  return { config, seed: config.seeds[0] ?? 0, dataset, model, parameters, step, sha256 };
}
