import type { Selection } from '../backends/select.ts';
import type { Config } from '../config/schema.ts';
import { nodeFileSystem } from '../core/files.ts';
import type { FileSystem } from '../core/files.ts';
import { mapNamed } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { Shape } from '../core/shapes.ts';
import type { Dataset } from '../datasets/contract.ts';
import { chooseEstimator } from '../estimators/choose.ts';
import type { ChosenEstimator } from '../estimators/choose.ts';
import type { Estimator } from '../estimators/contract.ts';
import type { Model } from '../models/contract.ts';
import type { Optimiser } from '../optimisers/contract.ts';
import { loadOptimiser } from '../optimisers/load.ts';
import { modelOf } from '../training/model.ts';
import type { TrainingEvent } from '../training/train.ts';
import { startingState } from '../training/trainer.ts';
import type { Maker } from './checkpoint.ts';
import { seedConfig } from './directory-state.ts';
import type { WantedRun } from './directory-state.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { runDirectory } from './directory.ts';
import { configIdentity, contentIdentity, identityHash, pluginChecksums } from './identity.ts';
import type { LogConsole } from './log.ts';
import { provenance } from './provenance.ts';
import type { Provenance } from '../run-files/run-record.ts';

/** What a run needs. */
export interface RunOptions {
  readonly config: Config;
  readonly seed: number;
  readonly table: Named<Estimator>;
  readonly dataset: Dataset;
  readonly selection: Selection;
  readonly console: LogConsole;
  /** Start over, and replace what the run directory holds. */
  readonly force: boolean;
  /** Stops the run after the present step; its reason names the cause, such as SIGINT. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainingEvent) => void;
  /** What the files are written with; the real file system when left out. */
  readonly fs?: FileSystem;
}

/** One start of a run. */
export interface Start {
  readonly options: RunOptions;
  /** The configuration with this seed alone. */
  readonly config: Config;
  readonly chosen: ChosenEstimator;
  readonly model: Model;
  readonly optimiser: Optimiser;
  readonly directory: RunDirectory;
  readonly fs: FileSystem;
  readonly wanted: WantedRun;
  readonly maker: Maker;
  readonly about: Provenance;
  readonly plugins: readonly string[];
}

/** Settles everything about a start that needs no file of the run. */
export async function prepare(options: RunOptions): Promise<Start> {
  const { seed, dataset, selection, fs = nodeFileSystem } = options;
  const config = seedConfig(options.config, seed);
  const chosen = chooseEstimator(config, options.table);
  const model = await modelOf(config, dataset);
  const optimiser = await loadOptimiser(config.optimiser);
  const about = await provenance();
  const plugins = pluginChecksums(config);
  const wanted: WantedRun = {
    config,
    settings: configIdentity(config),
    contents: contentIdentity(dataset.checksums, plugins),
    backend: selection.backend.description,
    version: about.versions['vae-bench'] ?? '',
  };
  const { settings, contents, backend, version } = wanted;
  const maker = {
    config_sha256: identityHash({ ...settings, ...contents }, seed),
    ...{ backend, version },
  };
  const directory = runDirectory(config, chosen, seed);
  return {
    ...{ options, config, chosen, model, optimiser, directory, fs, wanted, maker },
    ...{ about, plugins },
  };
}

/** The shapes of everything that training resumes from. */
export function shapesOf({ options, config, chosen, model, optimiser }: Start): Named<Shape> {
  const { seed, dataset } = options;
  const state = startingState({ config, seed, chosen, model, optimiser, dataset });
  return mapNamed(state, ({ shape }) => shape);
}
