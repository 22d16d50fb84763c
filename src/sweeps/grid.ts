import type { Entry } from '../config/entries.ts';
import { entriesOf } from './sweep-file.ts';
import type { Grid } from './sweep-file.ts';

/** What one run sets beside the base configuration. */
export type Combination = readonly Entry[];

/** How many combinations a grid has. */
export function sizeOf(grid: Grid): number {
  return grid.reduce((size, { values }) => size * values.length, 1);
}

/**
 * Every combination of a grid's values, the last setting changing fastest. The grid without settings
 * has one combination, which sets nothing.
 */
export function combinations(grid: Grid): Combination[] {
  return grid.reduce<Combination[]>(
    (sofar, axis) =>
      sofar.flatMap((combination) =>
        axis.values.map((value, at) => [
          ...combination,
          ...entriesOf(axis, value),
          ...(axis.beside ?? []).flatMap((other) => entriesOf(other, other.values[at])),
        ]),
      ),
    [[]],
  );
}
