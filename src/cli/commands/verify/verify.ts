import { resolve } from 'node:path';
import { selectBackend } from '../../../backends/select.ts';
import { mergeEntries, nest } from '../../../config/entries.ts';
import { BiasError } from '../../../core/estimator-errors.ts';
import { ConfigError, UsageError } from '../../../core/errors.ts';
import { simultaneousThreshold } from '../../../core/statistics.ts';
import { textTable } from '../../../core/text.ts';
import { chooseEstimator } from '../../../estimators/choose.ts';
import { loadEstimators } from '../../../estimators/plugins.ts';
import { MAX_TABLE_SIZE, randomProblem } from '../../../estimators/problem.ts';
import { SETTINGS_PATH } from '../../../estimators/settings.ts';
import { verifyEstimator } from '../../../estimators/verify.ts';
import type { Verification } from '../../../estimators/verify.ts';
import { print } from '../../terminal/output.ts';
import type { SettingValues } from '../../../estimators/contract.ts';
import { GivenSettings } from '../../options/settings.ts';
import type { VerifyOptions } from './command.ts';

/**
 * The settings of the estimator that `--set` gives.
 *
 * @throws ConfigError for one that is none of an estimator, or has no value.
 */
function ownSettings(given: readonly string[]): SettingValues {
  const settings = new GivenSettings();
  for (const argument of given) settings.addSet(argument);
  const others = settings.entries.filter(({ path: [first] }) => first !== SETTINGS_PATH);
  const issues = others.map(({ path, origin }) => ({
    path: path.join('.'),
    origin,
    message: 'verify has the settings of the estimator alone: --set estimator.<setting>=<value>',
  }));
  if (settings.issues.length + issues.length > 0) {
    throw new ConfigError([...settings.issues, ...issues]);
  }
  return (nest(mergeEntries(settings.entries))[SETTINGS_PATH] ?? {}) as SettingValues;
}

/** Probability that an unbiased estimator passes. */
const CONFIDENCE = 0.999;

/** @throws UsageError when there is too much to enumerate. */
function assertEnumerable({ categories, variables }: VerifyOptions): void {
  if (categories ** variables <= MAX_TABLE_SIZE) return;
  throw new UsageError(
    `--variables ${variables} is too many for --categories ${categories}: C^V must be at most ${MAX_TABLE_SIZE}.`,
  );
}

function components(result: Verification, categories: number): string {
  const cell = (values: Float64Array, at: number) => (values[at] ?? Number.NaN).toFixed(6);
  const rows = Array.from(result.exact, (_, at) => [
    String(Math.floor(at / categories)),
    String(at % categories),
    cell(result.exact, at),
    cell(result.mean, at),
    cell(result.standardError, at),
    (result.deviations[at] ?? Number.NaN).toFixed(2),
  ]);
  return textTable([['v', 'c', 'exact', 'mean of draws', 'standard error', 'deviation'], ...rows]);
}

/**
 * Prints an estimator's draws against enumeration. The process fails when an estimator that claims to
 * be unbiased is not.
 */
export async function verify(options: VerifyOptions): Promise<void> {
  assertEnumerable(options);
  const { categories, variables, draws, seed } = options;
  const table = await loadEstimators(options.plugin.map((file) => resolve(file)));
  const samples = options.samples ?? 'ars';
  const estimatorSettings = ownSettings(options.set);
  const chosen = chooseEstimator(
    { estimator: options.estimator, estimatorSettings, samples, categories, variables },
    table,
  );
  const { backend } = await selectBackend({
    name: options.backend,
    threads: null,
    gpu: options.gpu,
  });
  const problem = randomProblem(seed, variables, categories);
  const result = await verifyEstimator(chosen.estimator, problem, backend, {
    seed,
    draws,
    samples: chosen.samples,
    settings: chosen.estimator.values,
  });
  const threshold = simultaneousThreshold(CONFIDENCE, variables * categories);
  const biased = result.worst > threshold;
  const { title, unbiased } = chosen.estimator;
  const claim = unbiased ? 'claims to be unbiased' : 'is listed as biased';
  const verdict = biased ? 'biased' : 'no bias found';
  await print(
    `${title} on a random problem: V = ${variables}, C = ${categories}, seed ${seed}, ` +
      `${result.draws} draws, ${backend.name}\n\n${components(result, categories)}\n\n` +
      `Largest deviation: ${result.worst.toFixed(2)} standard errors; ${threshold.toFixed(2)} is the ` +
      `threshold that an unbiased estimator stays below with probability ${CONFIDENCE}.\n` +
      `Verdict: ${verdict}. The estimator ${claim}.\n`,
  );
  if (biased && unbiased) throw new BiasError(chosen.estimator.name, result.worst);
}
