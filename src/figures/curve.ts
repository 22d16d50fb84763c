import { countedSeeds, stepOf, valueOf } from './counted.ts';
import type { SeedNote } from './counted.ts';
import { estimate } from './estimate.ts';
import type { Metric } from '../metrics/table.ts';
import type { XAxis } from './x-axes.ts';
import type { SeedResult } from './results.ts';
import type { CsvRow } from '../run-files/csv.ts';
import type { Series } from './series.ts';

/** How curves are drawn. */
export interface CurveOptions {
  readonly axis: XAxis;
  /** First and last place on the axis, in its unit. */
  readonly from: number;
  readonly to: number;
  /**
   * Weight of the past in an exponential moving average along each seed's rows, in [0, 1); 0 smooths
   * nothing.
   */
  readonly smoothing: number;
}

export const unsmoothed: CurveOptions = {
  axis: 'steps',
  from: Number.NEGATIVE_INFINITY,
  to: Number.POSITIVE_INFINITY,
  smoothing: 0,
};

/** A point of a curve: mean over seeds, and the mean one standard error lower and higher. */
export interface CurvePoint {
  readonly step: number;
  /** Place on the axis, in its unit. */
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A metric of a series along an axis. */
export interface Curve {
  readonly points: readonly CurvePoint[];
  /** Seeds in the mean, the same ones at every point. */
  readonly n: number;
  readonly notes: readonly SeedNote[];
}

/** Exponential moving averages, freed of their start at zero. */
function smooth(values: readonly number[], weight: number): number[] {
  let sum = 0;
  let mass = 0;
  return values.map((value) => {
    sum = weight * sum + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return sum / mass;
  });
}

/** Where a row lies on the axis: seconds differ between seeds, and may be unknown. */
function placeOf(row: CsvRow, { timing }: SeedResult, axis: XAxis): number {
  const step = stepOf(row);
  switch (axis) {
    case 'steps':
      return step;
    case 'evaluations':
      return row.function_evaluations ?? Number.NaN;
    case 'seconds':
      return timing.get(step)?.seconds ?? Number.NaN;
    default:
      return axis satisfies never;
  }
}

/** A seed's values by step, with their places. */
function tracks(seed: SeedResult, metric: Metric, { axis, smoothing }: CurveOptions) {
  const values = seed.rows.map((row) => valueOf(row, metric));
  const shown = smoothing > 0 ? smooth(values, smoothing) : values;
  return new Map(
    seed.rows.map((row, at) => [
      stepOf(row),
      { x: placeOf(row, seed, axis), value: shown[at] ?? Number.NaN },
    ]),
  );
}

/**
 * The mean over seeds along an axis, at the steps that all of them measured. A place in seconds is the
 * mean over seeds, too.
 */
export function curveOf(series: Series, metric: Metric, options: CurveOptions): Curve {
  const { seeds, notes } = countedSeeds(series, metric);
  const all = seeds.map((seed) => tracks(seed, metric, options));
  const points = [...(all[0]?.keys() ?? [])].flatMap((step): CurvePoint[] => {
    const there = all.flatMap((track) => track.get(step) ?? []);
    if (there.length < all.length) return [];
    const { mean: x = Number.NaN } = estimate(there.map((point) => point.x)) ?? {};
    const value = estimate(there.map((point) => point.value));
    if (value === undefined || !(x >= options.from && x <= options.to)) return [];
    const error = value.error ?? 0;
    return [{ step, x, mean: value.mean, low: value.mean - error, high: value.mean + error }];
  });
  return { points, n: seeds.length, notes };
}
