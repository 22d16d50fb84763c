import { countedSeeds, measuredValues } from './counted.ts';
import type { SeedNote } from './counted.ts';
import { estimate } from './estimate.ts';
import { isMeasured } from '../metrics/table.ts';
import type { Metric } from '../metrics/table.ts';
import type { XAxis } from './x-axes.ts';
import type { SeedResult } from './results.ts';
import { RememberedByKey } from './remembered.ts';
import type { Series } from './series.ts';
import { smooth } from './smooth.ts';
import type { CsvRows } from '../run-files/csv-rows.ts';

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

/** Where each row lies on the axis: seconds differ between seeds, and may be unknown. */
function placesOf({ rows, timing }: SeedResult, axis: XAxis): Float64Array {
  switch (axis) {
    case 'steps':
      return rows.column('step');
    case 'evaluations':
      return rows.column('function_evaluations');
    case 'seconds':
      return rows.column('step').map((step) => timing.value(timing.indexOf(step), 'seconds'));
    default:
      return axis satisfies never;
  }
}

/** A seed's values, with their places. */
interface Track {
  readonly rows: CsvRows;
  readonly places: Float64Array;
  readonly values: Float64Array;
}

/** Where the row of a step lies on the axis; NaN where it is not known. */
function placeAt({ rows, timing }: SeedResult, axis: XAxis, step: number): number {
  switch (axis) {
    case 'steps':
      return rows.indexOf(step) < 0 ? Number.NaN : step;
    case 'evaluations':
      return rows.value(rows.indexOf(step), 'function_evaluations');
    case 'seconds':
      return rows.indexOf(step) < 0 ? Number.NaN : timing.value(timing.indexOf(step), 'seconds');
    default:
      return axis satisfies never;
  }
}

function trackOf(seed: SeedResult, metric: Metric, { axis, smoothing }: CurveOptions): Track {
  const { rows } = seed;
  const places = placesOf(seed, axis);
  if (smoothing === 0) return { rows, places, values: rows.column(metric) };
  const values = smooth(measuredValues(seed, metric), smoothing);
  // Rows without a measurement come first.
  const padded = new Float64Array(rows.length).fill(Number.NaN);
  padded.set(values, padded.length - values.length);
  return { rows, places, values: padded };
}

/** Where points of a curve lie on an axis, by their steps: the mean over its seeds; NaN where it is not known. */
export function placesAt(
  series: Series,
  metric: Metric,
  axis: XAxis,
  steps: readonly number[],
): number[] {
  const { seeds } = countedSeeds(series, metric);
  return steps.map((step) => {
    const there = seeds.map((seed) => placeAt(seed, axis, step));
    return estimate(there)?.mean ?? Number.NaN;
  });
}

function curveAnew(series: Series, metric: Metric, options: CurveOptions): Curve {
  const { seeds, notes } = countedSeeds(series, metric);
  const tracks = seeds.map((seed) => trackOf(seed, metric, options));
  const points: CurvePoint[] = [];
  const along = (at: readonly number[], of: 'places' | 'values') =>
    estimate(tracks.map((track, index) => track[of][at[index] ?? -1] ?? Number.NaN));
  for (const step of seeds[0]?.rows.column('step') ?? []) {
    const at = tracks.map(({ rows }) => rows.indexOf(step));
    if (at.includes(-1) || !isMeasured(metric, step)) continue;
    const x = options.axis === 'steps' ? step : (along(at, 'places')?.mean ?? Number.NaN);
    const value = along(at, 'values');
    if (value === undefined || !(x >= options.from && x <= options.to)) continue;
    const error = value.error ?? 0;
    points.push({ step, x, mean: value.mean, low: value.mean - error, high: value.mean + error });
  }
  return { points, n: seeds.length, notes };
}

const known = new RememberedByKey<Metric, Curve>();

/**
 * The mean over seeds along an axis, at the steps that all of them measured. A place in seconds is the
 * mean over seeds, too.
 */
export const curveOf = (series: Series, metric: Metric, options: CurveOptions): Curve =>
  // Figures and the page of a report show the same ones.
  options === unsmoothed
    ? known.get(metric, series.seeds, () => curveAnew(series, metric, options))
    : curveAnew(series, metric, options);
