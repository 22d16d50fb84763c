import type { Parameters, ReferenceVae } from './reference-vae.ts';

/** How the posterior uses a variable's categories. */
interface ReferenceUse {
  readonly entropy: number;
  readonly kl: number;
  readonly information: number;
  readonly probabilities: readonly number[];
  readonly mostProbable: readonly number[];
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** By the definitions, over the distributions of all images at once; shares no code with the product. */
export function posteriorUseOf(
  reference: ReferenceVae,
  parameters: Parameters,
  images: readonly (readonly number[])[],
): ReferenceUse[] {
  const posteriors = images.map((image) => reference.logPosterior(parameters, image));
  const logits = [...parameters['prior/logits']!];
  return posteriors[0]!.map((row, v) => {
    const prior = logits.slice(v * row.length, (v + 1) * row.length).map(Math.exp);
    const total = prior.reduce((sum, weight) => sum + weight, 0);
    const q = posteriors.map((rows) => rows[v]!.map(Math.exp));
    const probabilities = row.map((_, c) => meanOf(q.map((one) => one[c]!)));
    const over = (term: (p: number, c: number) => number) =>
      meanOf(q.map((one) => one.reduce((sum, p, c) => sum + p * term(p, c), 0)));
    return {
      entropy: over((p) => -Math.log(p)),
      kl: over((p, c) => Math.log(p / (prior[c]! / total))),
      information: over((p, c) => Math.log(p / probabilities[c]!)),
      probabilities,
      mostProbable: row.map((_, c) => meanOf(q.map((one) => Number(one[c] === Math.max(...one))))),
    };
  });
}
