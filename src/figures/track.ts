import { contrastOf, effectOf } from './effect.ts';
import type { Effect } from './effect.ts';
import { isMeasured } from '../metrics/table.ts';
import type { Metric } from '../metrics/table.ts';
import type { SeedResult } from './results.ts';
import type { Series } from './series.ts';

/** What the seeds of a series measured of one metric. */
export interface Tracks {
  /** Ascending. */
  readonly steps: readonly number[];
  /** By seed, a value for each of the steps; null where there is none. */
  readonly seeds: Readonly<Record<string, readonly (number | null)[]>>;
}

/** What pairs of seeds say at one step. */
export interface PairedPoint extends Effect {
  readonly step: number;
}

/** Seeds whose files are sound; the others make no pair. */
const soundSeeds = ({ seeds }: Series) => seeds.filter(({ problem }) => problem === null);

/** The steps that a seed of a series has measured, ascending. */
export function stepsOf(series: Series): number[] {
  const steps = new Set<number>();
  for (const { rows } of soundSeeds(series))
    for (const step of rows.column('step')) steps.add(step);
  return [...steps].toSorted((one, other) => one - other);
}

/** What a seed measured at a step; NaN where it has nothing to compare. */
export const valueAt = ({ rows }: SeedResult, step: number, metric: Metric): number =>
  isMeasured(metric, step) ? rows.value(rows.indexOf(step), metric) : Number.NaN;

/** What the sound seeds of a series measured at these steps. */
export function tracksOf(
  series: Series,
  metric: Metric,
  steps: readonly number[] = stepsOf(series),
): Tracks {
  const track = (seed: SeedResult) =>
    steps.map((step) => {
      const value = valueAt(seed, step, metric);
      return Number.isFinite(value) ? value : null;
    });
  const tracks = soundSeeds(series).map((seed) => [seed.seed, track(seed)] as const);
  return { steps, seeds: Object.fromEntries(tracks) };
}

/** The seeds that both have. */
export const commonSeeds = (one: Tracks, other: Tracks): string[] =>
  Object.keys(one.seeds).filter((seed) => Object.hasOwn(other.seeds, seed));

/**
 * How one series compares with another at every step that a pair of seeds has in common, by the pairs that have
 * it: their number may fall where some have not got that far.
 */
export function pairedAlong(one: Tracks, other: Tracks, metric: Metric): PairedPoint[] {
  const seeds = commonSeeds(one, other);
  const places = new Map(other.steps.map((step, at) => [step, at]));
  return one.steps.flatMap((step, at): PairedPoint[] => {
    const there = places.get(step);
    if (there === undefined) return [];
    const contrasts = seeds
      .map((seed) =>
        contrastOf(
          metric,
          one.seeds[seed]?.[at] ?? Number.NaN,
          other.seeds[seed]?.[there] ?? Number.NaN,
        ),
      )
      .filter((value) => Number.isFinite(value));
    return contrasts.length === 0 ? [] : [{ step, ...effectOf(metric, contrasts) }];
  });
}

/** Steps that a page keeps, about, and the last one. */
const MOST = 64;

/** The distance of most neighbours among ascending steps. */
function usualDistance(steps: readonly number[]): number {
  const distances = steps.slice(1).map((step, at) => step - (steps[at] ?? 0));
  return distances.toSorted((one, other) => one - other)[distances.length >> 1] ?? 1;
}

/**
 * Fewer steps of long runs, for a page: the first in each of so many intervals that runs of different lengths still
 * have steps in common, and the last one.
 */
export function fewerSteps(steps: readonly number[]): readonly number[] {
  if (steps.length <= MOST) return steps;
  const width = usualDistance(steps) * 2 ** Math.ceil(Math.log2(steps.length / MOST));
  const interval = (step: number) => Math.floor(step / width);
  return steps.filter(
    (step, at) => interval(step) !== interval(steps[at - 1] ?? -1) || at === steps.length - 1,
  );
}
