import type { MetricsColumn } from '../metrics/columns.ts';

/** Columns of timing.csv in their order. */
export const timingColumns = [
  'step',
  'seconds',
  'milliseconds_per_step',
  'evaluation_seconds',
  'resident_megabytes',
] as const;

export type MetricsRow = Record<MetricsColumn, number>;
export type TimingRow = Record<(typeof timingColumns)[number], number>;
