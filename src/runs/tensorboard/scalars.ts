import { isMeasured, metricNames, metrics } from '../../metrics/table.ts';
import type { CsvRow } from '../../run-files/csv-rows.ts';
import type { TimingRow } from '../columns.ts';
import type { Scalars } from './event.ts';

/** Columns of timing.csv that TensorBoard shows, in a group of their own. */
const shownTimes = ['milliseconds_per_step', 'evaluation_seconds'] as const;

const timingTag = (column: string): string => `timing/${column}`;

/** The tags of a row, in their order; docs/results.md lists them. */
export const scalarTags: readonly string[] = [
  ...metricNames.map((name) => metrics[name].tag),
  ...shownTimes.map(timingTag),
];

/**
 * What TensorBoard shows of a row. Its time is a function of what the files keep, the start of the run plus
 * the running time: a resumed run can write the row again with the same bytes, and TensorBoard's relative
 * time leaves out the pauses between starts.
 *
 * @param started - of the first start, in seconds since 1970.
 * @param row - of metrics.csv; a metric that an earlier version did not measure is left out.
 * @param timing - the row of timing.csv; without it, its tags are left out, and the time is that of the start.
 */
export function scalarsOf(started: number, row: CsvRow, timing?: TimingRow): Scalars {
  const measured = metricNames.flatMap((name) => {
    const value = row[name];
    return value === undefined || !isMeasured(name, row.step ?? 0)
      ? []
      : [[metrics[name].tag, value] as const];
  });
  const times = timing && shownTimes.map((column) => [timingTag(column), timing[column]] as const);
  return {
    wallTime: started + (timing?.seconds ?? 0),
    step: row.step ?? Number.NaN,
    values: Object.fromEntries([...measured, ...(times ?? [])]),
  };
}
