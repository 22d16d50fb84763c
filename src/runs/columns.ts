/** Columns of metrics.csv in their order; docs/results.md gives their meaning and units. */
export const metricsColumns = [
  'step',
  'epoch',
  'function_evaluations',
  'train_elbo',
  'test_bound',
  'grad_variance',
] as const;

/** Columns of timing.csv in their order. */
export const timingColumns = [
  'step',
  'seconds',
  'milliseconds_per_step',
  'evaluation_seconds',
  'resident_megabytes',
] as const;

export type MetricsRow = Record<(typeof metricsColumns)[number], number>;
export type TimingRow = Record<(typeof timingColumns)[number], number>;
