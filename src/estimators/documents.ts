import type { z } from 'zod';
import { markdownTable } from '../core/text.ts';
import { families } from './contract.ts';
import type { Estimator } from './contract.ts';
import { estimators } from './built-in.ts';

/** Whether an estimator is biased, in a word or two. */
export function biasOf({ name, unbiased }: Estimator): string {
  if (name === 'exact') return 'exact';
  return unbiased ? 'unbiased' : 'biased';
}

/** What an estimate costs, as a formula: `2 + 1 derivative`. */
export function costOf({ cost, derivativeCost }: Estimator): string {
  if (derivativeCost === undefined) return cost;
  return `${cost} + ${derivativeCost} derivative${derivativeCost === '1' ? '' : 's'}`;
}

/** The estimators by family, those of users last; within a family in the order of the table. */
export function byFamily(all: readonly Estimator[]): [family: string, members: Estimator[]][] {
  const groups = [...families, undefined].map((family): [string, Estimator[]] => [
    family ?? 'of plugins',
    all.filter((estimator) => estimator.family === family),
  ]);
  return groups.filter(([, members]) => members.length > 0);
}

/** The Markdown table of the estimators, for the README and docs/estimators.md. */
export function estimatorMarkdownTable(): string {
  const grouped = byFamily(Object.values(estimators)).flatMap(([, members]) => members);
  const rows = grouped.map((estimator) => [
    `\`${estimator.name}\``,
    estimator.title,
    costOf(estimator),
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
