import type { ComparedPart, Comparison } from '../run-files/comparison-file.ts';
import { appearanceOf, isMerged } from './appearance.ts';
import { distinctLooks } from './looks.ts';
import type { Look } from './looks.ts';

/** A value with its 95 % interval. */
type Interval = ComparedPart['variance'];

/** An estimator of a comparison on one part of the gradient, as figures show it. */
export interface ComparedPoint extends Look {
  /** Its title, which no other of the comparison has. */
  readonly label: string;
  /** By its definition. */
  readonly unbiased: boolean;
  /** Above 0. */
  readonly variance: Interval;
  /** ‖bias‖ / ‖∇‖. */
  readonly bias: Interval;
  /** Whether it has a bias as far as the draws can tell; otherwise `bias.high` is what it may be at most. */
  readonly found: boolean;
}

/** Longer titles, as plugins may have, would leave no room for a figure. */
const MAX_LABEL = 40;

/** Titles that are short, and differ. */
function labelsOf(titles: readonly string[]): string[] {
  const taken = new Map<string, number>();
  return titles.map((title) => {
    const short = title.length > MAX_LABEL ? `${title.slice(0, MAX_LABEL - 1)}…` : title;
    const before = taken.get(short) ?? 0;
    taken.set(short, before + 1);
    return before === 0 ? short : `${short} (${before + 1})`;
  });
}

/**
 * The estimators of a comparison on one part of the gradient, the smallest variance first. Those without any
 * variance are left out: a logarithmic axis cannot show them.
 */
export function comparedPoints({ estimators, point }: Comparison, part: string): ComparedPoint[] {
  const names = estimators.map(({ name }) => name);
  const labels = labelsOf(estimators.map(({ title }) => title));
  const points = estimators.flatMap((estimator, at) => {
    const found = estimator.parts.find((one) => one.part === part);
    if (found === undefined || !(found.variance.value > 0)) return [];
    const { name, unbiased, evaluations } = estimator;
    const { colour, marker } = appearanceOf(name, names);
    return {
      ...{ label: labels[at] ?? name, unbiased, colour, marker },
      merged: isMerged(name, point.categories, evaluations),
      variance: found.variance,
      bias: found.relative_bias,
      found: found.bias_found,
    };
  });
  const [looks = []] = distinctLooks([points], ({ label }) => label);
  return looks.toSorted((one, other) => one.variance.value - other.variance.value);
}

/** Titles of the estimators without any variance on a part of the gradient. */
export const withoutVariance = ({ estimators }: Comparison, part: string): string[] =>
  estimators.flatMap(({ title, parts }) =>
    parts.some((one) => one.part === part && !(one.variance.value > 0)) ? [title] : [],
  );
