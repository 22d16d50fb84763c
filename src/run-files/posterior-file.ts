import { z } from 'zod';
import { readFields } from './reading.ts';
import type { Reading } from './reading.ts';

const perCategory = z.array(z.number()).readonly();

const variableSchema = z.object({
  /** Mean entropy of q(z_v | x), in nats, as all that follows. */
  entropy: z.number(),
  /** Mean KL(q(z_v | x) ‖ p(z_v)). */
  kl: z.number(),
  /** Of x and z_v under q. */
  mutual_information: z.number(),
  /** The mean posterior. */
  probabilities: perCategory,
  /** Shares of the images whose most probable category it is. */
  most_probable: perCategory,
  /** Categories that are unused. */
  unused: z.array(z.int()).readonly(),
});

/** What posterior.json holds: how the posterior of a run's checkpoint uses its categories. */
const posteriorSchema = z.object({
  /** Of the checkpoint, as its SHA-256. */
  step: z.int(),
  checkpoint_sha256: z.string(),
  /** What computed it, and the version of vae-bench. */
  backend: z.string(),
  version: z.string(),
  images: z.object({ data: z.string(), part: z.literal('test'), count: z.int() }),
  categories: z.int(),
  /** Sums over the variables, in nats. */
  entropy: z.number(),
  kl: z.number(),
  mutual_information: z.number(),
  /** Of all V · C categories. */
  unused_categories: z.int(),
  /** Variables that tell less than 0.01 nats of the images. */
  unused_variables: z.array(z.int()),
  variables: z.array(variableSchema).readonly(),
  /** What samples.png shows: the seed of its samples, its images, and the variable whose categories it varies. */
  picture: z.object({ seed: z.int(), images: z.int(), variable: z.int() }),
});

export type PosteriorRecord = z.output<typeof posteriorSchema>;

/** A run's posterior.json, for those who look on; never throws. All of it must be sound. */
export function readPosterior(path: string): Reading<PosteriorRecord> {
  const { value, damage } = readFields(path, posteriorSchema);
  return { value: damage === null ? (value as PosteriorRecord | undefined) : undefined, damage };
}
