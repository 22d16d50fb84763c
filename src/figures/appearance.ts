import { palette } from '../estimators/palette.ts';
import { estimatorRows } from '../estimators/table.ts';
import type { EstimatorName, EstimatorRow } from '../estimators/table.ts';
import { markerNames } from './markers.ts';
import type { Marker } from './markers.ts';

/** How an estimator is shown. */
export interface Appearance {
  readonly title: string;
  /** Colour of its lines; estimators that differ only in their number of samples share one. */
  readonly colour: string;
  /** What its lines bear, to tell them from others of their colour; null for nothing. */
  readonly marker: Marker | null;
}

const row = (name: string): EstimatorRow | undefined =>
  Object.hasOwn(estimatorRows, name) ? estimatorRows[name as EstimatorName] : undefined;

/** The marker of estimators of the table whose colour another one has without a marker. */
const TABLE_MARKER: Marker = 'square';

const furtherMarkers = markerNames.filter((name) => name !== TABLE_MARKER);

const shared = [palette.pink, palette.violet, palette.brown, palette.grey];

/**
 * Looks of estimators that users bring along, in the order of their names. None is one of the table's: its
 * estimators have all these colours but the first.
 */
const further = furtherMarkers.flatMap((marker, at): Pick<Appearance, 'colour' | 'marker'>[] => [
  { colour: palette.magenta, marker: furtherMarkers[at - 1] ?? null },
  ...shared.map((colour) => ({ colour, marker })),
]);

/**
 * How each of these estimators is shown: the known ones alike in every figure, others by the place of
 * their name among those that are unknown.
 */
export function appearanceOf(estimator: string, all: readonly string[]): Appearance {
  const known = row(estimator);
  if (known !== undefined) {
    const marker = known.marked === true ? TABLE_MARKER : null;
    return { title: known.title, colour: palette[known.colour], marker };
  }
  const unknown = [...new Set(all)].filter((name) => row(name) === undefined).toSorted();
  const look = further[unknown.indexOf(estimator) % further.length];
  return { title: estimator, colour: look?.colour ?? palette.grey, marker: look?.marker ?? null };
}

/** Whether an estimate costs C(C−1)/2 + 1 evaluations of f rather than C: such lines are dashed. */
export function isMerged(estimator: string, categories: number, evaluations: number): boolean {
  const cost = (categories * (categories - 1)) / 2 + 1;
  return row(estimator)?.merged === true || (evaluations === cost && cost !== categories);
}
