import { resolve } from 'node:path';
import { z } from 'zod';
import { selectBackend } from '../backends/select.ts';
import { count } from '../core/fields.ts';
import { configSchema } from '../config/schema.ts';
import { BiasError, ConfigError } from '../core/errors.ts';
import { simultaneousThreshold } from '../core/statistics.ts';
import { textTable } from '../core/text.ts';
import { chooseEstimator } from '../estimators/choose.ts';
import { loadEstimators } from '../estimators/plugins.ts';
import { MAX_TABLE_SIZE, randomProblem } from '../estimators/problem.ts';
import { verifyEstimator } from '../estimators/verify.ts';
import type { Verification } from '../estimators/verify.ts';

/** Probability that an unbiased estimator passes. */
const CONFIDENCE = 0.999;

const whole = (least: number) =>
  z
    .string()
    .regex(/^\d+$/, { error: 'must be a whole number' })
    .transform(Number)
    .pipe(count(least));

const optionsSchema = z
  .object({
    estimator: z.string(),
    categories: whole(2),
    variables: whole(1),
    samples: whole(1).optional(),
    draws: whole(100),
    seed: whole(0),
    backend: configSchema.shape.backend.unwrap().shape.name,
    plugin: z.array(z.string()).default([]),
  })
  .refine(({ categories, variables }) => categories ** variables <= MAX_TABLE_SIZE, {
    path: ['variables'],
    error: `C^V must be at most ${MAX_TABLE_SIZE}; use fewer variables or categories`,
  });

function parse(raw: unknown): z.output<typeof optionsSchema> {
  const result = optionsSchema.safeParse(raw);
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map(({ path, message }) => ({ path: `--${path.join('.')}`, message })),
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
export async function verify(raw: unknown): Promise<void> {
  const options = parse(raw);
  const { categories, variables, draws, seed } = options;
  const table = await loadEstimators(options.plugin.map((file) => resolve(file)));
  const samples = options.samples ?? 'ars';
  const chosen = chooseEstimator(
    { estimator: options.estimator, samples, categories, variables },
    table,
  );
  const { backend } = await selectBackend({ name: options.backend, threads: null });
  const problem = randomProblem(seed, variables, categories);
  const result = await verifyEstimator(chosen.estimator, problem, backend, {
    seed,
    draws,
    samples: chosen.samples,
  });
  const threshold = simultaneousThreshold(CONFIDENCE, variables * categories);
  // Draws that are not numbers pass no comparison.
  const biased = !(result.worst <= threshold);
  const { title, unbiased } = chosen.estimator;
  const claim = unbiased ? 'claims to be unbiased' : 'is listed as biased';
  const verdict = biased ? 'biased' : 'no bias found';
  process.stdout.write(
    `${title} on a random problem: V = ${variables}, C = ${categories}, seed ${seed}, ` +
      `${result.draws} draws, ${backend.name}\n\n${components(result, categories)}\n\n` +
      `Largest deviation: ${result.worst.toFixed(2)} standard errors; ${threshold.toFixed(2)} is the ` +
      `threshold that an unbiased estimator stays below with probability ${CONFIDENCE}.\n` +
      `Verdict: ${verdict}. The estimator ${claim}.\n`,
  );
  if (biased && unbiased) throw new BiasError(chosen.estimator.name, result.worst);
}
