import { palette } from '../estimators/palette.ts';
import { estimatorRows } from '../estimators/table.ts';
import type { EstimatorName, EstimatorRow } from '../estimators/table.ts';

/** How an estimator is shown. */
export interface Appearance {
  readonly title: string;
  /** Colour of its lines; estimators that differ only in their number of samples share one. */
  readonly colour: string;
}

const row = (name: string): EstimatorRow | undefined =>
  Object.hasOwn(estimatorRows, name) ? estimatorRows[name as EstimatorName] : undefined;

/** Colours of estimators that users bring along, in the order of their names. */
const further = [palette.magenta, palette.pink, palette.violet, palette.brown, palette.grey];

/**
 * How each of these estimators is shown: the known ones alike in every figure, others by the place of
 * their name among those that are unknown.
 */
export function appearanceOf(estimator: string, all: readonly string[]): Appearance {
  const known = row(estimator);
  if (known !== undefined) return { title: known.title, colour: palette[known.colour] };
  const unknown = [...new Set(all)].filter((name) => row(name) === undefined).toSorted();
  const colour = further[unknown.indexOf(estimator) % further.length] ?? palette.grey;
  return { title: estimator, colour };
}

/** Whether an estimate costs C(C−1)/2 + 1 evaluations of f rather than C: such lines are dashed. */
export function isMerged(estimator: string, categories: number, evaluations: number): boolean {
  const cost = (categories * (categories - 1)) / 2 + 1;
  return row(estimator)?.merged === true || (evaluations === cost && cost !== categories);
}
