import { selectBackend } from '../../../backends/select.ts';
import { configListing } from '../../../config/documents.ts';
import { withOrigins } from '../../../config/resolve.ts';
import type { Config } from '../../../config/schema.ts';
import { ConfigError } from '../../../core/errors.ts';
import { DivergedError, SeedsFailedError } from '../../../core/run-errors.ts';
import { shownPath, textTable } from '../../../core/text.ts';
import { loadDataset } from '../../../datasets/dataset.ts';
import { formatMetric } from '../../../metrics/format.ts';
import { metricNames, metrics } from '../../../metrics/table.ts';
import type { Measurement } from '../../../metrics/table.ts';
import { run } from '../../../runs/run.ts';
import type { RunOptions, RunResult } from '../../../runs/run.ts';
import { announce } from '../../terminal/announce.ts';
import { resolveOptions } from './experiment.ts';
import type { Experiment } from './experiment.ts';
import type { TrainOptions } from './command.ts';
import { print, tell, warn } from '../../terminal/output.ts';
import { showProgress } from '../../terminal/progress.ts';
import { Interruption } from '../../terminal/signals.ts';

/**
 * Checks what the schema cannot: the estimator's limits, and that --samples has a meaning. Files may
 * hold `samples` for any estimator: one file serves several.
 */
function check({ resolved }: Experiment): void {
  const { estimator } = resolved.choose();
  if (estimator.leastSamples !== undefined || !resolved.origin('samples').startsWith('--')) return;
  const { name, cost } = estimator;
  const message = `${name} takes no number of samples: it always evaluates f ${cost} times`;
  throw new ConfigError([{ path: 'samples', message, origin: resolved.origin('samples') }]);
}

function summary(config: Config, { directory, final, annotated, notices }: RunResult): string {
  const folder = shownPath(directory.path);
  if (final === null) {
    const recorded = annotated ? 'Its tags and note are recorded.\n' : '';
    const missing = notices.map((notice) => `${notice}\n`).join('');
    return `Already complete: ${folder}\n${recorded}${missing}Use --force to run it again.\n`;
  }
  const { trainImages, testImages, samples } = config.evaluation;
  const first = (count: number | null) => (count === null ? 'all' : `the first ${count}`);
  const scopes: Partial<Record<Measurement, string>> = {
    train: `, 1 sample, ${first(trainImages)} images`,
    test: `, ${samples} samples, ${first(testImages)} images`,
  };
  return `${textTable([
    ...metricNames.map((name) => {
      const { title, unit, measurement } = metrics[name];
      return [title, formatMetric(name, final[name]), `${unit}${scopes[measurement] ?? ''}`];
    }),
    ['steps', String(final.step), `${final.epoch.toFixed(2)} epochs`],
  ])}\nFiles in ${folder}\n`;
}

async function trainSeed(
  options: Omit<RunOptions, 'console' | 'signal'>,
  interruption: Interruption,
): Promise<void> {
  const { steps, evaluation } = options.config;
  const display = showProgress(steps, evaluation.every);
  interruption.hooks = {
    restore: () => {
      display.stop();
    },
    say: display.console.write,
  };
  try {
    const result = await run({
      ...options,
      console: display.console,
      signal: interruption.signal,
      onEvent: (event) => {
        display.observe(event);
      },
    });
    display.stop();
    tell(summary(options.config, result));
  } finally {
    display.stop();
  }
}

/**
 * Trains every seed of the configuration, one after the other. A seed that diverges does not keep the
 * others from running; the command fails at the end.
 */
export async function train(options: TrainOptions): Promise<void> {
  const experiment = await resolveOptions(options);
  check(experiment);
  const { resolved } = experiment;
  if (options.printConfig) {
    await print(`${configListing(resolved)}\n`);
    return;
  }
  const interruption = new Interruption();
  await interruption.watch();
  try {
    await trainSeeds(experiment, options.force, interruption);
  } finally {
    interruption.release();
  }
}

async function trainSeeds(
  { resolved, table }: Experiment,
  force: boolean,
  interruption: Interruption,
): Promise<void> {
  const { config } = resolved;
  const dataset = loadDataset(config.data);
  const selection = await selectBackend(config.backend);
  announce(selection, config.backend.threads);
  const failures: { seed: number; error: DivergedError }[] = [];
  for (const seed of config.seeds) {
    try {
      await trainSeed({ config, seed, table, dataset, selection, force }, interruption);
    } catch (error) {
      if (!(error instanceof DivergedError)) {
        throw error instanceof ConfigError ? withOrigins(error, resolved) : error;
      }
      failures.push({ seed, error });
      if (config.seeds.length > 1) warn(`Seed ${seed} failed: ${error.message}\n`);
    }
  }
  const [first] = failures;
  if (first !== undefined && config.seeds.length === 1) throw first.error;
  if (first !== undefined) {
    throw new SeedsFailedError(
      failures.map(({ seed }) => seed),
      config.seeds.length,
    );
  }
}
