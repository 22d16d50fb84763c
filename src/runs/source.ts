import { isDeepStrictEqual } from 'node:util';
import { CheckpointError } from '../core/run-errors.ts';
import { ConfigError } from '../core/errors.ts';
import { FileError } from '../core/file-errors.ts';
import type { ConfigIssue } from '../core/errors.ts';
import type { FileSystem } from '../core/file-system.ts';
import { mapNamed, partition } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { InitialValue } from '../core/shapes.ts';
import { shownPath } from '../core/text.ts';
import { checkpointsFor } from '../run-files/run-directory.ts';
import type { RunRecord } from '../run-files/run-record.ts';
import type { ResolvedRun } from '../training/resolved-run.ts';
import { initialState } from '../training/state.ts';
import { readCheckpointFile } from './checkpoint.ts';

/** Where a run's first parameters came from, as run.json keeps it. */
export type SourceFacts = NonNullable<RunRecord['init']>;

/** The state that a run starts with, taken from the checkpoint of another run. */
export interface Initial {
  readonly source: SourceFacts;
  readonly state: Named<InitialValue>;
}

function refuse(message: string, cause?: unknown): never {
  throw new ConfigError([{ path: 'init.from', message }], { cause });
}

/**
 * Reads the checkpoint that `init.from` names.
 *
 * @param from - a run's folder, the folder of its seeds, or a checkpoint file.
 * @throws ConfigError when there is none, or when it is damaged.
 */
export function readSource(
  fs: FileSystem,
  from: string,
  seed: number,
): { readonly facts: SourceFacts; readonly arrays: Named<InitialValue> } {
  const files = checkpointsFor(from, seed);
  for (const path of files) {
    try {
      const found = readCheckpointFile(fs, path);
      if (found === undefined) continue;
      const { step, state, fileSha256: sha256 } = found;
      return { facts: { path, sha256, step }, arrays: state };
    } catch (error) {
      if (error instanceof CheckpointError) {
        refuse(`${shownPath(path)} cannot be used: ${error.message}`, error);
      }
      // A folder is no file, and nothing lies below a file.
      if (!(error instanceof FileError) || !/EISDIR|ENOTDIR/.test(error.reason)) throw error;
    }
  }
  return refuse(
    `finds no checkpoint: name a run's folder, the folder of its seeds or a checkpoint file; looked for ` +
      files.map((file) => shownPath(file)).join(', '),
  );
}

type Shaped = Pick<InitialValue, 'shape'>;

const shown = (value: Shaped | undefined): string =>
  value === undefined ? 'missing' : `[${value.shape.join(', ')}]`;

/** What of these arrays differs in shape, or is on one side alone. */
export function mismatches(
  path: string,
  found: Named<Shaped>,
  wanted: Named<Shaped>,
): ConfigIssue[] {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  return names
    .filter((name) => !isDeepStrictEqual(found[name]?.shape, wanted[name]?.shape))
    .map((name) => {
      const message = `${name} is ${shown(found[name])} in the checkpoint, and ${shown(wanted[name])} in this run`;
      return { path, message };
    });
}

/**
 * The first state of a run that starts from another one's checkpoint: its parameters, and with
 * `init.optimiser` what the optimiser holds. Everything else starts as usual: the moving averages behind the
 * gradient variance, the estimator's own variables, the count of the steps, and with it the schedules and the
 * random numbers.
 *
 * @throws ConfigError that names every array that does not fit, with both shapes.
 */
export function initialFrom(
  fs: FileSystem,
  { config, seed, dataset, stepSettings }: ResolvedRun,
  from: string,
): Initial {
  const { facts, arrays } = readSource(fs, from, seed);
  const usual = initialState(stepSettings, Float32Array.from(dataset.trainMean), seed);
  const ofOptimiser = `${stepSettings.optimiser.name}/`;
  const isTaken = (prefix: string) => (name: string) => name.startsWith(prefix);
  const taken = (values: Named<InitialValue>, prefix: string) =>
    partition(values, isTaken(prefix))[0];
  const prefixes = ['parameters/', ...(config.init.optimiser ? [ofOptimiser] : [])];
  const issues = prefixes.flatMap((prefix) => {
    const path = prefix === ofOptimiser ? 'init.optimiser' : 'init.from';
    const [found, wanted] = [taken(arrays, prefix), taken(usual, prefix)];
    if (
      prefix === ofOptimiser &&
      Object.keys(found).length === 0 &&
      Object.keys(wanted).length > 0
    ) {
      const message = `the checkpoint holds no state of ${stepSettings.optimiser.name}: use the optimiser of that run`;
      return [{ path, message }];
    }
    return mismatches(path, found, wanted);
  });
  if (issues.length > 0) throw new ConfigError(issues);
  const isAny = (name: string) => prefixes.some((prefix) => name.startsWith(prefix));
  return {
    source: facts,
    state: mapNamed(usual, (value, name) => (isAny(name) ? (arrays[name] ?? value) : value)),
  };
}
