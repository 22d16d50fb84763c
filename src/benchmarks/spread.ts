import { quantile } from 'simple-statistics';

/** Median and quartiles of measured times. */
export interface Spread {
  readonly median: number;
  readonly lower_quartile: number;
  readonly upper_quartile: number;
}

/** @param values - at least one. */
export function spreadOf(values: readonly number[]): Spread {
  return {
    median: quantile([...values], 0.5),
    lower_quartile: quantile([...values], 0.25),
    upper_quartile: quantile([...values], 0.75),
  };
}
