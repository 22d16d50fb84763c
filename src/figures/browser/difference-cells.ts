import type { ShownMetric } from '../../metrics/table.ts';
import type { Cells } from '../tables/table.ts';
import type { Pair } from './difference-plotted.ts';

const columns = [
  ...['where', 'metric', 'one', 'other', 'step', 'n'],
  ...['kind', 'effect', 'se', 'low', 'high'],
];

/** Differences of one panel. */
interface Compared {
  /** The panel, and its folder where several stand side by side. */
  readonly place: string;
  readonly pairs: ReadonlyMap<ShownMetric, readonly Pair[]>;
}

/** The values of charts of differences as a table for programs. */
export const differenceCells = (all: readonly Compared[]): Cells => ({
  columns,
  cells: all.flatMap(({ place, pairs: byMetric }) =>
    [...byMetric].flatMap(([metric, pairs]) =>
      pairs.flatMap(({ one, other, points }) =>
        points.map(({ step, n, kind, effect, error, interval }) => [
          ...[place, metric, one.label, other.label, step, n, kind, effect, error],
          ...[interval?.low ?? null, interval?.high ?? null],
        ]),
      ),
    ),
  ),
});
