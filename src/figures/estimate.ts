import { mean, sampleStandardDeviation } from 'simple-statistics';
import { studentThreshold } from '../core/statistics.ts';
import { countedSeeds, valueOf } from './counted.ts';
import type { Counted } from './counted.ts';
import { metrics } from './metrics.ts';
import type { Metric } from './metrics.ts';
import type { Series } from './series.ts';

/** A mean over seeds. */
export interface Estimate {
  readonly mean: number;
  /** One standard error, s/√n; null of one seed. */
  readonly error: number | null;
  readonly n: number;
}

/** Sample mean and its standard error; undefined of nothing. */
export function estimate(values: readonly number[]): Estimate | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const error = n < 2 ? null : sampleStandardDeviation([...values]) / Math.sqrt(n);
  return { mean: mean([...values]), error, n };
}

/** Ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The confidence of every interval. */
const CONFIDENCE = 0.95;

/** Student's interval for the mean; null of one seed. */
export function intervalOf({ mean: centre, error, n }: Estimate): Interval | null {
  if (error === null) return null;
  const reach = studentThreshold(CONFIDENCE, n - 1) * error;
  return { low: centre - reach, high: centre + reach };
}

/** What the seeds of a series come to in one metric. */
export interface Summary extends Counted {
  readonly final: Estimate | undefined;
  /** Of each seed's best value; seeds may have it at different steps. */
  readonly best: Estimate | undefined;
}

/** Final and best values of one metric over the seeds of a series. */
export function summarise(series: Series, metric: Metric): Summary {
  const counted = countedSeeds(series, metric);
  const values = counted.seeds.map(({ rows }) => rows.map((row) => valueOf(row, metric)));
  const bestOf = (all: readonly number[]) =>
    metrics[metric].higherIsBetter ? Math.max(...all) : Math.min(...all);
  return {
    ...counted,
    final: estimate(values.map((all) => all.at(-1) ?? Number.NaN)),
    best: estimate(values.map(bestOf)),
  };
}
