import type { MetricsRow, TimingRow } from '../columns.ts';
import type { Scalars } from './event.ts';

/** Columns of metrics.csv that TensorBoard shows. */
const shownMetrics = ['train_elbo', 'test_bound', 'grad_variance'] as const;
/** Columns of timing.csv that TensorBoard shows, in a group of their own. */
const shownTimes = ['milliseconds_per_step', 'evaluation_seconds'] as const;

const timingTag = (column: string): string => `timing/${column}`;

/** The tags of a row, in their order; docs/results.md lists them. */
export const scalarTags: readonly string[] = [...shownMetrics, ...shownTimes.map(timingTag)];

/**
 * What TensorBoard shows of a row. Its time is a function of what the files keep, the start of the run plus
 * the running time: a resumed run can write the row again with the same bytes, and TensorBoard's relative
 * time leaves out the pauses between starts.
 *
 * @param started - of the first start, in seconds since 1970.
 * @param timing - the row of timing.csv; without it, its tags are left out, and the time is that of the start.
 */
export function scalarsOf(started: number, metrics: MetricsRow, timing?: TimingRow): Scalars {
  const measured = shownMetrics.map((column) => [column, metrics[column]] as const);
  const times = timing && shownTimes.map((column) => [timingTag(column), timing[column]] as const);
  return {
    wallTime: started + (timing?.seconds ?? 0),
    step: metrics.step,
    values: Object.fromEntries([...measured, ...(times ?? [])]),
  };
}
