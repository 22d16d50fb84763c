import { MAIN_METRIC } from '../metrics/table.ts';
import type { Metric } from '../metrics/table.ts';
import type { KeptColumns } from '../run-files/run-reader.ts';

/**
 * What has to be kept of the rows of runs to show these metrics along any axis, and how far the runs are: the main
 * metric says whether one stopped early.
 */
export const columnsFor = (metrics: readonly Metric[]): KeptColumns => ({
  metrics: ['function_evaluations', MAIN_METRIC, ...metrics],
  timing: ['seconds'],
});
