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

type Look = Pick<Appearance, 'colour' | 'marker'>;

const ofTable: readonly Look[] = Object.values<EstimatorRow>(estimatorRows).map((known) => ({
  colour: palette[known.colour],
  marker: known.marker ?? null,
}));

/** Colours of estimators that users bring along. */
const colours = [palette.magenta, palette.pink, palette.violet, palette.brown, palette.grey];

/** By colour: the looks that no estimator of the table has. */
const freeLooks = colours.map((colour) =>
  [null, ...markerNames.toReversed()]
    .map((marker): Look => ({ colour, marker }))
    .filter(
      (look) => !ofTable.some((one) => one.colour === look.colour && one.marker === look.marker),
    ),
);

/** Looks of estimators that users bring along, in the order of their names: one of each colour, and so on. */
const further = Array.from({ length: markerNames.length + 1 }, (_, round) =>
  freeLooks.flatMap((looks) => looks[round] ?? []),
).flat();

/**
 * How each of these estimators is shown: the known ones alike in every figure, others by the place of
 * their name among those that are unknown.
 */
export function appearanceOf(estimator: string, all: readonly string[]): Appearance {
  const known = row(estimator);
  if (known !== undefined) {
    return { title: known.title, colour: palette[known.colour], marker: known.marker ?? null };
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
