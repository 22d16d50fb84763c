import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { attributed, resolveConfig, valueAt } from '../config/resolve.ts';
import type { ResolvedExperiment } from '../config/resolve.ts';
import type { Config } from '../config/schema.ts';
import { settingAt } from '../config/settings.ts';
import { wordsOf } from '../config/words.ts';
import { ConfigError } from '../core/errors.ts';
import type { ConfigIssue } from '../core/errors.ts';
import { nameOf, shortened } from '../core/file-names.ts';
import { shownValue } from '../core/json.ts';
import type { Named } from '../core/named.ts';
import type { Estimator } from '../estimators/contract.ts';
import { assertPathFits, runDirectory } from '../runs/directory.ts';
import { assertFitTogether } from '../training/limits.ts';
import { combinations, sizeOf } from './grid.ts';
import type { Combination } from './grid.ts';
import type { Grid, Sweep } from './sweep-file.ts';
import { listSettings } from './sweep-schema.ts';

/** One run of a sweep. */
export interface SweepRun {
  /** Its folder, relative to the experiment's: `ars+-c5/seed-0`. */
  readonly directory: string;
  /** Complete, with one seed. */
  readonly config: Config;
  readonly seed: number;
  /** Samples S; 1 for estimators that do not take a number of them. */
  readonly samples: number;
  /** Evaluations of f per datapoint and step. */
  readonly evaluations: number;
}

/** Everything that a sweep file describes. */
export interface ExpandedSweep {
  readonly name: string;
  /** Folder that receives the results. */
  readonly out: string;
  readonly runs: readonly SweepRun[];
}

/** A slip such as two long lists of seeds should not fill the memory. */
const MAX_RUNS = 10_000;

const dotted = (combination: Combination): [string, unknown][] =>
  combination.map(({ path, value }) => [path.join('.'), value]);

/** `estimator arm, categories 3`. */
function shown(combination: Combination): string {
  return dotted(combination)
    .map(([path, value]) => `${path} ${typeof value === 'string' ? value : shownValue(value)}`)
    .join(', ');
}

/**
 * What a combination adds to the name of the experiment, so that runs which differ in more than their
 * id tells have different folders: `-optimiser.encoderLearningRate-0.001`.
 */
function nameSuffix(combination: Combination): string {
  return dotted(combination)
    .filter(([path]) => settingAt(path)?.inRunId !== true)
    .map(([path, value]) => `-${path}-${nameOf(value, wordsOf(path), listSettings.has(path))}`)
    .join('');
}

/** Gathers issues; one that many combinations share is listed once. */
class Issues {
  readonly #found = new Map<string, ConfigIssue & { runs: string[] }>();

  /** Runs `action`; a ConfigError becomes issues of this combination. */
  attempt<T>(combination: Combination, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const issue of error.issues) {
        const key = JSON.stringify([issue.origin, issue.path, issue.message]);
        const known = this.#found.get(key) ?? { ...issue, runs: [] };
        known.runs.push(shown(combination));
        this.#found.set(key, known);
      }
      return undefined;
    }
  }

  /**
   * @param total - how many combinations there are; what all of them share needs no list of runs.
   * @throws ConfigError when there are any.
   */
  assertNone(total: number): void {
    if (this.#found.size === 0) return;
    throw new ConfigError(
      [...this.#found.values()].map(({ runs, ...issue }) => {
        const [first = '', ...others] = runs;
        const more = others.length === 0 ? '' : `, and ${others.length} more`;
        const where = runs.length === total ? '' : ` (the run with ${first}${more})`;
        return { ...issue, message: `${issue.message}${where}` };
      }),
    );
  }
}

function excludes(condition: Grid, config: Config, seed: number): boolean {
  return condition.every(({ path, values }) =>
    path.join('.') === 'seeds'
      ? (values[0] as unknown[]).includes(seed)
      : values.some((value) => isDeepStrictEqual(value, valueAt(config, path.join('.')))),
  );
}

/** What decides the numbers of a run. */
function numbers({ config, samples }: SweepRun): unknown {
  return { ...config, samples };
}

function assertSize({ base, grids, exclude }: Sweep): void {
  const { value } = base.find(({ path: [key] }) => key === 'seeds') ?? {};
  const seeds = Array.isArray(value) ? value.length : 1;
  const sizes = [...grids, ...exclude].map(sizeOf);
  const size = Math.max(1, seeds) * sizes.reduce((sum, one) => sum + one, 0);
  if (size <= MAX_RUNS) return;
  const message = `the sweep has ${size} runs; ${MAX_RUNS} is the most`;
  throw new ConfigError([{ path: '', message }]);
}

/** One thread per run, unless the sweep says otherwise: runs side by side do best with one each. */
function withOneThread(config: Config): Config {
  return { ...config, backend: { ...config.backend, threads: config.backend.threads ?? 1 } };
}

class Expansion {
  readonly #sweep: Sweep;
  readonly #table: Named<Estimator>;
  readonly #issues = new Issues();
  readonly #runs = new Map<string, SweepRun>();
  readonly #excluded = new Set<Grid>();

  constructor(sweep: Sweep, table: Named<Estimator>) {
    this.#sweep = sweep;
    this.#table = table;
  }

  #resolve(combination: Combination): ResolvedExperiment | undefined {
    const { base } = this.#sweep;
    return this.#issues.attempt(combination, () =>
      resolveConfig([...base, ...combination], this.#table),
    );
  }

  #add(run: SweepRun): void {
    const exclusion = this.#sweep.exclude.find((one) => excludes(one, run.config, run.seed));
    if (exclusion !== undefined) {
      this.#excluded.add(exclusion);
      return;
    }
    const earlier = this.#runs.get(run.directory);
    if (earlier !== undefined && !isDeepStrictEqual(numbers(earlier), numbers(run))) {
      const message = `two different runs would have the folder ${run.directory}; give them different values of what its name shows`;
      throw new ConfigError([{ path: '', message }]);
    }
    if (earlier === undefined) this.#runs.set(run.directory, run);
  }

  #addCombination(combination: Combination): void {
    const resolved = this.#resolve(combination);
    if (resolved === undefined) return;
    this.#issues.attempt(combination, () => {
      const chosen = resolved.choose();
      attributed(resolved, () => {
        assertFitTogether(resolved.config);
      });
      const experiment = resolved.config.name;
      const config = withOneThread({
        ...resolved.config,
        name: shortened(`${experiment}${nameSuffix(combination)}`, experiment),
      });
      for (const seed of config.seeds) {
        attributed(resolved, () => {
          assertPathFits(runDirectory(config, chosen, seed));
        });
        const { path } = runDirectory(config, chosen, seed);
        const directory = relative(join(config.out, experiment), path);
        const { samples, evaluations } = chosen;
        this.#add({ directory, config: { ...config, seeds: [seed] }, seed, samples, evaluations });
      }
    });
  }

  #assertAllExcludesMatch(): void {
    const idle = this.#sweep.exclude.filter((one) => !this.#excluded.has(one));
    if (idle.length === 0) return;
    throw new ConfigError(
      idle.map((one) => {
        const { origin } = one[0] ?? {};
        const message = 'excludes no run of this sweep';
        return { path: 'exclude', message, ...(origin !== undefined && { origin }) };
      }),
    );
  }

  /** The name and the folder that all runs share. */
  #shared(): Config {
    const keep = this.#sweep.base.filter(({ path: [key] }) => key === 'name' || key === 'out');
    return resolveConfig(keep).config;
  }

  expand(): ExpandedSweep {
    assertSize(this.#sweep);
    const all = this.#sweep.grids.flatMap(combinations);
    const excluded = this.#sweep.exclude.flatMap(combinations);
    // Values in `exclude` that no run could have are mistakes, and nothing to compare runs with.
    for (const combination of excluded) this.#resolve(combination);
    this.#issues.assertNone(excluded.length);
    for (const combination of all) this.#addCombination(combination);
    this.#issues.assertNone(all.length);
    this.#assertAllExcludesMatch();
    if (this.#runs.size === 0) {
      throw new ConfigError([{ path: 'exclude', message: 'leaves no run of this sweep' }]);
    }
    const { name, out } = this.#shared();
    return { name, out, runs: [...this.#runs.values()] };
  }
}

/**
 * The runs of a sweep: every combination of its grids with every seed, without those that are excluded
 * and without repetitions, in the order of the file.
 *
 * @throws ConfigError that lists everything that is wrong with any of them, with file and line.
 */
export function expandSweep(sweep: Sweep, table: Named<Estimator>): ExpandedSweep {
  return new Expansion(sweep, table).expand();
}
