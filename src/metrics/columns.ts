import { counterNames, counters } from './counters.ts';
import type { Counter } from './counters.ts';
import { metricNames, metrics } from './table.ts';
import type { Metric } from './table.ts';

/** A column of metrics.csv. */
export type MetricsColumn = Counter | Metric;

/** Those of the first version, in its order: columns that came later stand behind them. */
export const firstColumns = [
  'step',
  'epoch',
  'function_evaluations',
  'train_elbo',
  'test_bound',
  'grad_variance',
] as MetricsColumn[];

/** The columns of metrics.csv in their order. */
export const metricsColumns: readonly MetricsColumn[] = [
  ...new Set([...firstColumns, ...counterNames, ...metricNames]),
];

/** Unit and meaning of every column of metrics.csv. */
export const columnFacts = { ...counters, ...metrics } as const;
