import { expect } from 'vitest';
import { metricNames, metrics } from '../../../src/metrics/table.ts';
import { readEvents } from './event-files.ts';
import type { RunFiles } from './run-files.ts';

/** The rows of the CSV files as TensorBoard should find them. */
function expectedEvents(files: RunFiles): object[] {
  const started = Date.parse(files.record.started) / 1000;
  const times = new Map(files.rows('timing.csv').map((row) => [row.step, row]));
  return files.rows('metrics.csv').map((row) => {
    const {
      seconds,
      milliseconds_per_step: perStep,
      evaluation_seconds: evaluation,
    } = times.get(row.step)!;
    return {
      wallTime: started + seconds!,
      step: row.step,
      values: {
        ...Object.fromEntries(
          // One gradient has no variance: the cell is empty.
          metricNames
            .filter((name) => name !== 'grad_variance' || row.step! > 1)
            .map((name) => [metrics[name].tag, Math.fround(row[name]!)]),
        ),
        'timing/milliseconds_per_step': Math.fround(perStep!),
        'timing/evaluation_seconds': Math.fround(evaluation!),
      },
    };
  });
}

/** The event files of a run hold every row of metrics.csv once, in order, and nothing else. */
export function expectTrueEvents(files: RunFiles): void {
  const wallTime = Date.parse(files.record.started) / 1000;
  expect(readEvents(files.path)).toEqual({
    torn: 0,
    events: [
      { wallTime, step: 0, fileVersion: 'brain.Event:2' },
      { wallTime, step: 0, sessionStatus: 1 },
      ...expectedEvents(files),
    ],
  });
}
