import { z } from 'zod';
import { readFields } from './reading.ts';
import type { Reading } from './reading.ts';

const estimated = z.object({ value: z.number(), low: z.number(), high: z.number() });

const part = z.object({
  /** `encoder`, which is all of it; a layer of it; or `logits`, of single images. */
  part: z.string(),
  /** How many components it has. */
  components: z.number(),
  /** Of the estimator at a fixed batch, summed over components. */
  variance: estimated,
  /** ‖bias‖², with the noise of estimator and reference taken off: below 0 at times, its interval from 0 on. */
  bias_squared: estimated,
  /** ‖bias‖ / ‖∇‖. */
  relative_bias: estimated,
  /** Between the estimator's mean and the gradient; null where noise hides the gradient. */
  cosine: z.number().nullable(),
  /** The ends of its interval: any cosine, in files that have none. */
  cosine_low: z.number().default(-1),
  cosine_high: z.number().default(1),
  bias_found: z.boolean(),
});

const estimator = z.object({
  label: z.string(),
  title: z.string(),
  name: z.string(),
  unbiased: z.boolean(),
  samples: z.number(),
  settings: z.record(z.string(), z.unknown()),
  /** Of f, per image. */
  evaluations: z.number(),
  derivatives: z.number(),
  /** Of each batch. */
  draws: z.number(),
  /** The unbiased estimator whose draws with the same uniforms its bias was told with. */
  twin: z.string().nullable().default(null),
  parts: z.array(part),
});

const reference = z.object({
  part: z.string(),
  /** ‖∇‖². */
  gradient_squared: z.number(),
  /** Of the exact gradient, between random batches. */
  batch_variance: estimated,
});

const optionsSchema = z.object({
  seed: z.number(),
  batches: z.number(),
  draws: z.number(),
  precision: z.number().nullable(),
  bias_precision: z.number().nullable().default(null),
  warm_up: z.number(),
  reference: z.string().default('reinforce-loo'),
  reference_samples: z.number(),
  reference_draws: z.number(),
  between_batches: z.number(),
});

const pointSchema = z.object({
  /** Of the parameters. */
  sha256: z.string(),
  step: z.number(),
  /** That trained until there. */
  estimator: z.string(),
  categories: z.number(),
  variables: z.number(),
  batch_size: z.number(),
  seed: z.number(),
});

/** What compare.json holds: everything that does not depend on the machine's speed. */
export const comparisonSchema = z.object({
  version: z.string(),
  backend: z.string(),
  /** SHA-256 of everything that decides a number, except which estimators are compared. */
  identity: z.string(),
  point: pointSchema,
  options: optionsSchema,
  reference: z.array(reference),
  estimators: z.array(estimator),
});

export type Comparison = z.output<typeof comparisonSchema>;
export type ComparedEstimator = z.output<typeof estimator>;
export type ComparedPart = z.output<typeof part>;
export type ReferencePart = z.output<typeof reference>;
export type ComparisonOptions = z.output<typeof optionsSchema>;

/** What compare-timing.json holds. */
const timingSchema = z.object({
  /** Milliseconds of one evaluation of f for a batch, and what a derivative costs beside it; null when not measured. */
  evaluation: z.number().nullable(),
  derivative_cost: z.number().nullable(),
  /** Median milliseconds of a draw, by label. */
  draws: z.record(z.string(), z.number()),
});

export type ComparisonTiming = z.output<typeof timingSchema>;

/** Nothing is known: before anything was timed, and where compare-timing.json is missing or damaged. */
export const NO_TIMING: ComparisonTiming = { evaluation: null, derivative_cost: null, draws: {} };

/** A compare.json, whole or not at all; never throws. */
export function readComparison(path: string): Reading<Comparison> {
  const { value, damage } = readFields(path, comparisonSchema);
  return { value: damage === null ? (value as Comparison | undefined) : undefined, damage };
}

/** A compare-timing.json likewise; without one nothing is known of times. */
export function readComparisonTiming(
  path: string,
): Reading<ComparisonTiming> & { readonly value: ComparisonTiming } {
  const { value, damage } = readFields(path, timingSchema);
  const isWhole = damage === null && value !== undefined;
  return { value: isWhole ? (value as ComparisonTiming) : NO_TIMING, damage };
}
