import { assertGpu, selectBackend } from '../backends/select.ts';
import type { Config } from '../config/schema.ts';
import { ConfigError } from '../core/errors.ts';
import { SweepDirectoryError } from '../core/sweep-errors.ts';
import { nodeFileSystem } from '../core/file-system.ts';
import { shownPath } from '../core/text.ts';
import { loadDataset } from '../datasets/dataset.ts';
import type { Dataset } from '../datasets/contract.ts';
import { readAnyConfig } from '../run-files/config-file.ts';
import { readPlannedRuns } from '../run-files/manifest.ts';
import type { Manifest } from '../run-files/manifest.ts';
import type { SweepDirectory } from '../run-files/sweep-directory.ts';
import { obstacleTo } from '../runs/continuation.ts';
import { shownDifference } from '../runs/identity.ts';
import { resumeAdvice } from '../runs/resume-advice.ts';
import { readSource } from '../runs/source.ts';
import { assertEnoughImages } from '../training/limits.ts';
import { costOf } from './cost.ts';
import type { Cost } from './cost.ts';
import type { SweepRun } from './expand.ts';
import { isWritten, manifestOf } from './manifest.ts';
import { readRunStatus } from './run-status.ts';
import type { RunStatus } from './run-status.ts';

/** A run of a sweep with its number, its cost and what its folder says. */
export interface PlannedRun extends SweepRun {
  /** Its place in the manifest. */
  readonly index: number;
  readonly cost: Cost;
  readonly status: RunStatus;
}

/** A sweep that may start. */
export interface Plan {
  readonly directory: SweepDirectory;
  readonly manifest: Manifest;
  readonly runs: readonly PlannedRun[];
  /** The images of a run. */
  readonly datasetOf: (config: Config) => Dataset;
}

/** Calls `make` once per different key. */
function remembered<T>(make: (config: Config) => T, key: (config: Config) => unknown) {
  const known = new Map<string, T>();
  return (config: Config): T => {
    const text = JSON.stringify(key(config));
    const value = known.get(text) ?? make(config);
    known.set(text, value);
    return value;
  };
}

/** The data sets of the runs, each read once; all runs must find enough images there. */
function datasetsOf(runs: readonly SweepRun[]): (config: Config) => Dataset {
  const datasetOf = remembered(
    ({ data }) => loadDataset(data),
    ({ data }) => data,
  );
  const check = remembered(
    (config) => {
      assertEnoughImages(config, datasetOf(config));
    },
    ({ data, batchSize, evaluation }) => [data, batchSize, evaluation],
  );
  for (const { config, directory } of runs) {
    try {
      check(config);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      throw new ConfigError(
        error.issues.map((issue) => ({ ...issue, message: `${issue.message} (${directory})` })),
        { cause: error },
      );
    }
  }
  return datasetOf;
}

/** The checkpoints that runs which have not started are to start from must be there. */
function assertSources(runs: readonly PlannedRun[]): void {
  const issues = runs.flatMap(({ config, seed, directory, status }) => {
    try {
      const { from } = config.init;
      if (from !== null && status.state === 'waiting') readSource(nodeFileSystem, from, seed);
      return [];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.issues.map((issue) => ({
        ...issue,
        message: `${issue.message} (${directory})`,
      }));
    }
  });
  if (issues.length > 0) throw new ConfigError(issues);
}

/** Runs whose folder holds a run of another configuration, which a sweep must not replace. */
function assertNoConflict(directory: SweepDirectory, runs: readonly PlannedRun[]): void {
  const others = runs.flatMap(({ directory: run, config, status }) => {
    const found = readAnyConfig(directory.run(run).config);
    const began = found !== undefined || status.steps !== null;
    const obstacle = began ? obstacleTo(found, config) : undefined;
    return obstacle === undefined ? [] : [{ run, config, found, ...obstacle }];
  });
  const [first] = others;
  if (first === undefined) return;
  const more = others.length === 1 ? '' : ` (and ${others.length - 1} more)`;
  const { run, config, found, problem, differences } = first;
  const advice = resumeAdvice(differences, { there: found, now: config }, 'set').join(', and ');
  const remedy = found === undefined || advice === '' ? '' : `To go on with it, ${advice}. `;
  const lines = found === undefined ? [] : differences.map(shownDifference);
  throw new SweepDirectoryError(
    `${shownPath(directory.run(run).path)}${more}`,
    found === undefined ? 'holds a run of another configuration' : problem,
    [
      `${remedy}Otherwise give the sweep another name or --out, or remove what is there.`,
      ...lines,
    ].join('\n  '),
  );
}

/**
 * The numbers of tasks that wait or run must keep their meaning. Those tasks are of the manifest that is there,
 * which may have no run in common with the new one.
 */
function assertNotInUse(directory: SweepDirectory, manifest: Manifest, now: number): void {
  if (isWritten(directory, manifest)) return;
  const { value: there = [] } = readPlannedRuns(directory.manifest);
  const running = there.find(
    (run) => readRunStatus(directory.run(run.directory), now, run.config).state === 'running',
  );
  if (running === undefined) return;
  throw new SweepDirectoryError(
    shownPath(directory.path),
    `holds a sweep that is running (${running.directory}), and this one has other runs`,
    'Wait until it has ended, stop it, or give this one another name.',
  );
}

/**
 * Finds out what is there of a sweep, and whether all of it can run: data, sizes, folders.
 *
 * @throws ConfigError, DatasetError, SweepDirectoryError before anything was started or written.
 */
export function planSweep(
  directory: SweepDirectory,
  runs: readonly SweepRun[],
  now = Date.now(),
): Plan {
  const manifest = manifestOf(directory.name, runs);
  const datasetOf = datasetsOf(runs);
  const planned = runs.map((run, index) => ({
    ...run,
    index,
    cost: costOf(run, datasetOf(run.config)),
    status: readRunStatus(directory.run(run.directory), now, run.config),
  }));
  assertSources(planned);
  assertNoConflict(directory, planned);
  assertNotInUse(directory, manifest, now);
  return { directory, manifest, runs: planned, datasetOf };
}

/**
 * Checks that every backend that is asked for by name works on this machine, and has the GPU that is asked for.
 *
 * @throws BackendUnavailableError.
 */
export async function assertBackends(runs: readonly SweepRun[]): Promise<void> {
  const asked = runs.map(({ config: { backend } }) => [backend.name, backend.gpu] as const);
  for (const [name, gpu] of new Map(asked.map((one) => [one.join(' '), one])).values()) {
    if (name === 'auto') continue;
    if (gpu !== null) await assertGpu(name, gpu);
    // Not on that GPU: the environment of this process is that of the runs.
    await selectBackend({ name, threads: 1 });
  }
}

/** The most threads that a run of the plan has. */
export const threadsOf = ({ runs }: Plan): number =>
  Math.max(...runs.map(({ config }) => config.backend.threads ?? 1));

/** The runs that are to be started: longest first, so that the last ones to end are short. */
export function pendingRuns(
  { runs }: Plan,
  { retryFailed }: { retryFailed: boolean },
): PlannedRun[] {
  // A damaged run may be mended by resuming it; what cannot be is an error that names it.
  const states = [
    ...['waiting', 'extend', 'interrupted', 'silent', 'stopped', 'damaged'],
    ...(retryFailed ? ['failed'] : []),
  ];
  return runs
    .filter(({ status }) => states.includes(status.state))
    .sort((one, other) => other.cost.work - one.cost.work || one.index - other.index);
}
