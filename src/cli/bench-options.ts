import type { BackendName } from '../backends/select.ts';
import { defaultThreads } from '../benchmarks/engines.ts';
import type { Entry } from '../config/entries.ts';
import { parseValue } from '../config/flags.ts';
import { pluginFiles, resolveConfig, withOrigins } from '../config/resolve.ts';
import type { Config } from '../config/schema.ts';
import { ConfigError } from '../core/errors.ts';
import type { ConfigIssue } from '../core/errors.ts';
import type { Named } from '../core/named.ts';
import { chooseEstimator } from '../estimators/choose.ts';
import type { Estimator } from '../estimators/contract.ts';
import { loadEstimators } from '../estimators/plugins.ts';
import { collectOptions } from './experiment.ts';
import type { OptionValues } from './experiment.ts';

/** What a benchmark is asked to measure. */
export interface BenchRequest {
  /** One per estimator and number of categories. */
  readonly configs: readonly Config[];
  readonly backends: readonly (BackendName | 'auto')[];
  readonly threads: readonly number[];
  readonly table: Named<Estimator>;
}

/** The values of a list flag, which may be repeated and may hold commas. */
function list(argument: unknown, otherwise: readonly string[]): readonly string[] {
  if (!Array.isArray(argument)) return otherwise;
  const words = argument.flatMap((part) => String(part).split(','));
  return [...new Set(words.map((word) => word.trim()))];
}

/** One value of a list flag. */
const entry = (flag: string, path: string, value: unknown): Entry => ({
  path: path.split('.'),
  value,
  origin: flag,
});

const defaults = [
  { path: ['steps'], value: 50, origin: 'default' },
] as const satisfies readonly Entry[];

/** Every combination of one value of each list. */
function combinations(lists: readonly (readonly Entry[])[]): Entry[][] {
  return lists.reduce<Entry[][]>(
    (rows, values) => rows.flatMap((row) => values.map((value) => [...row, value])),
    [[]],
  );
}

/**
 * The configurations that the command line describes.
 *
 * @throws ConfigError that lists everything that is wrong; PluginError.
 */
export async function benchRequest(options: OptionValues): Promise<BenchRequest> {
  const { estimator, categories, backend, threads, testImages, ...single } = options;
  const collector = collectOptions(single);
  if (typeof testImages === 'string') {
    const images = entry('--test-images', 'evaluation.testImages', parseValue(testImages));
    collector.add('--test-images', 'evaluation.testImages', () => [images]);
  }
  const shared = [...defaults, ...collector.entries];
  const table = await loadEstimators(pluginFiles(shared));

  const words = (flag: string, path: string, argument: unknown, otherwise: readonly string[]) =>
    list(argument, otherwise).map((word) => entry(flag, path, word));
  const numbers = (flag: string, path: string, argument: unknown, otherwise: readonly number[]) =>
    list(argument, otherwise.map(String)).map((word) => entry(flag, path, parseValue(word)));
  const models = combinations([
    words('--estimator', 'estimator', estimator, ['reinforce-loo', 'ars+', 'arsm+']),
    numbers('--categories', 'categories', categories, [10]),
  ]);
  const engines = combinations([
    words('--backend', 'backend.name', backend, ['auto']),
    numbers('--threads', 'backend.threads', threads, defaultThreads()),
  ]);

  const issues: ConfigIssue[] = [...collector.issues];
  const checked = (entries: readonly Entry[]): Config[] => {
    try {
      const resolved = resolveConfig([...shared, ...entries], table);
      try {
        chooseEstimator(resolved.config, table);
      } catch (error) {
        throw error instanceof ConfigError ? withOrigins(error, resolved) : error;
      }
      return [resolved.config];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      issues.push(...error.issues);
      return [];
    }
  };
  const [firstModel = []] = models;
  const configs = models.flatMap(checked);
  const perEngine = engines.flatMap((engine) => checked([...firstModel, ...engine]));
  if (issues.length > 0) {
    throw new ConfigError([...new Map(issues.map((it) => [JSON.stringify(it), it])).values()]);
  }
  return {
    configs,
    backends: [...new Set(perEngine.map((config) => config.backend.name))],
    threads: [...new Set(perEngine.flatMap((config) => config.backend.threads ?? []))],
    table,
  };
}
