import type { Selection } from '../backends/select.ts';
import { ConfigError } from '../core/errors.ts';
import { nodeFileSystem } from '../core/file-system.ts';
import type { FileSystem } from '../core/file-system.ts';
import { resolveRun } from '../training/resolved-run.ts';
import type { ResolvedRun, RunRequest } from '../training/resolved-run.ts';
import type { TrainingEvent } from '../training/train.ts';
import type { Maker } from './checkpoint-format.ts';
import type { WantedRun } from './directory-state.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { assertPathFits, runDirectory } from './directory.ts';
import { configIdentity, contentIdentity, identityHash, pluginChecksums } from './identity.ts';
import { initialFrom, readSource } from './source.ts';
import type { Initial, SourceFacts } from './source.ts';
import type { SettingsAs } from './resume-advice.ts';
import type { RunLock } from './lock.ts';
import type { LogConsole } from './log.ts';
import { provenance } from './provenance.ts';
import type { Provenance } from '../run-files/run-record.ts';

/** What a run needs. */
export interface RunOptions extends RunRequest {
  readonly selection: Selection;
  readonly console: LogConsole;
  /** Start over, and replace what the run directory holds. */
  readonly force: boolean;
  /** Stops the run after the present step; its reason names the cause, such as SIGINT. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainingEvent) => void;
  /** How messages name settings: by their flags, or by `--set` alone. */
  readonly settingsAs?: SettingsAs;
  /** The lock of the run's folder, when the caller holds it already. */
  readonly lock?: RunLock;
  /** What the files are written with; the real file system when left out. */
  readonly fs?: FileSystem;
}

/** One start of a run. */
export interface Start {
  readonly options: RunOptions;
  readonly resolved: ResolvedRun;
  readonly directory: RunDirectory;
  readonly fs: FileSystem;
  readonly wanted: WantedRun;
  readonly maker: Maker;
  readonly about: Provenance;
  readonly plugins: readonly string[];
  /**
   * The state to start with when it comes from another run's checkpoint, which is read at the first call;
   * undefined when it does not. Throws ConfigError.
   */
  readonly initial: (() => Initial) | undefined;
}

/** Reads what `init.from` names, once. */
function initialOf(fs: FileSystem, resolved: ResolvedRun): Start['initial'] {
  const { from } = resolved.config.init;
  if (from === null) return undefined;
  let initial: Initial | undefined;
  return () => (initial ??= initialFrom(fs, resolved, from));
}

/** What `init.from` names now; null when that is nothing, or is there no longer. */
export function sourceOf({ initial }: Pick<Start, 'initial'>): SourceFacts | null {
  try {
    return initial?.().source ?? null;
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

/** Settles everything about a start that needs no file of the run. */
export async function prepare(options: RunOptions): Promise<Start> {
  const { seed, dataset, selection, fs = nodeFileSystem, settingsAs = 'flags' } = options;
  const resolved = await resolveRun(options);
  const { config, chosen } = resolved;
  const about = await provenance();
  const plugins = pluginChecksums(config);
  const wanted: WantedRun = {
    config,
    contents: contentIdentity(dataset.checksums, plugins),
    backend: selection.backend.description,
    version: about.versions['vae-bench'] ?? '',
    settingsAs,
    source: () => readSource(fs, config.init.from ?? '', seed).facts,
  };
  const { contents, backend, version } = wanted;
  const maker = {
    config_sha256: identityHash(
      {
        ...configIdentity(config),
        ...contents,
        // Whose it is, run.json knows: the checkpoint may be gone when this run resumes.
        ...(config.init.from !== null && { init: 'checkpoint' }),
      },
      seed,
    ),
    backend,
    version,
  };
  const directory = runDirectory(config, chosen, seed);
  assertPathFits(directory);
  const initial = initialOf(fs, resolved);
  return { options, resolved, directory, fs, wanted, maker, about, plugins, initial };
}
