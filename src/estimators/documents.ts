import type { z } from 'zod';
import { markdownTable } from '../core/text.ts';
import type { Estimator } from './contract.ts';
import { estimators } from './built-in.ts';

/** Whether an estimator is biased, in a word or two. */
export function biasOf({ name, unbiased }: Estimator): string {
  if (name === 'exact') return 'exact';
  return unbiased ? 'unbiased' : 'biased';
}

/** The Markdown table of the estimators, for the README and docs/estimators.md. */
export function estimatorMarkdownTable(): string {
  const rows = Object.values(estimators).map((estimator: Estimator) => [
    `\`${estimator.name}\``,
    estimator.title,
    estimator.cost,
    biasOf(estimator),
    estimator.categories === undefined ? 'any' : String(estimator.categories),
    estimator.summary,
    estimator.reference,
  ]);
  const heading = ['name', 'title', 'evaluations of f', 'bias', 'C', 'what it is', 'reference'];
  return markdownTable([heading, ...rows]);
}

/** The Markdown table of the estimators' own settings, for docs/estimators.md. */
export function estimatorSettingsTable(): string {
  const rows = Object.values(estimators).flatMap(({ name, settings }: Estimator) => {
    const defaults = settings?.parse({}) ?? {};
    return Object.entries(settings?.shape ?? {}).map(([setting, schema]) => [
      `\`${name}\``,
      `\`${setting}\``,
      `\`${JSON.stringify(defaults[setting])}\``,
      (schema as z.ZodType).description ?? '',
    ]);
  });
  return markdownTable([['estimator', 'setting', 'default', 'meaning'], ...rows]);
}
