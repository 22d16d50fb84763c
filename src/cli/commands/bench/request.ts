import type { GpuChoice } from '../../../backends/gpu.ts';
import type { BackendName } from '../../../backends/select.ts';
import { defaultThreads } from '../../../benchmarks/engines.ts';
import type { Entry } from '../../../config/entries.ts';
import { parseValue } from '../../../config/flags.ts';
import { pluginFiles, resolveConfig } from '../../../config/resolve.ts';
import type { Config } from '../../../config/schema.ts';
import { ConfigError } from '../../../core/errors.ts';
import type { ConfigIssue } from '../../../core/errors.ts';
import type { Named } from '../../../core/named.ts';
import type { Estimator } from '../../../estimators/contract.ts';
import { loadEstimators } from '../../../estimators/plugins.ts';
import type { BenchOptions } from './command.ts';

/** What a benchmark is asked to measure. */
export interface BenchRequest {
  /** One per estimator and number of categories. */
  readonly configs: readonly Config[];
  readonly backends: readonly (BackendName | 'auto')[];
  readonly threads: readonly number[];
  readonly gpu: GpuChoice;
  readonly table: Named<Estimator>;
}

/** One value of an option. */
const entry = (flag: string, path: string, value: unknown): Entry => ({
  path: path.split('.'),
  value,
  origin: flag,
});

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
export async function benchRequest(options: BenchOptions): Promise<BenchRequest> {
  const { steps, testImages, settings } = options;
  const shared = [
    entry('--steps', 'steps', steps === undefined ? 50 : parseValue(steps)),
    ...(testImages === undefined
      ? []
      : [entry('--test-images', 'evaluation.testImages', parseValue(testImages))]),
    ...settings.entries,
  ];
  const table = await loadEstimators(pluginFiles(shared));

  const names = (flag: string, path: string, words: readonly string[]) =>
    words.map((word) => entry(flag, path, word));
  const numbers = (flag: string, path: string, words: readonly (number | string)[]) =>
    words.map((word) => entry(flag, path, typeof word === 'string' ? parseValue(word) : word));
  const models = combinations([
    names('--estimator', 'estimator', options.estimator ?? ['reinforce-loo', 'ars+', 'arsm+']),
    numbers('--categories', 'categories', options.categories ?? [10]),
  ]);
  const engines = combinations([
    names('--backend', 'backend.name', options.backend ?? ['auto']),
    numbers('--threads', 'backend.threads', options.threads ?? defaultThreads()),
  ]);

  const issues: ConfigIssue[] = [...settings.issues];
  const checked = (entries: readonly Entry[]): Config[] => {
    try {
      const resolved = resolveConfig([...shared, ...entries], table);
      // Its limits are the command line's fault, too.
      resolved.choose();
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
    gpu: perEngine[0]?.backend.gpu ?? null,
    table,
  };
}
