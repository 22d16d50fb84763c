import { z } from 'zod';
import { processSchema } from './process.ts';
import { readFields } from './reading.ts';
import type { Reading } from './reading.ts';

const progressSchema = z.object({
  step: z.number(),
  /** Recent mean of the batches' single-sample ELBO, in nats. */
  bound: z.number().nullable(),
  steps_per_second: z.number(),
  remaining_seconds: z.number().nullable(),
  /** Share of the present measurement that is done, in [0, 1]; null between measurements, and in older files. */
  measured: z.number().nullable().default(null),
});

/** How far a run is between two rows of metrics.csv. */
export type TaskProgress = z.output<typeof progressSchema>;

const { pid, host, ...facts } = processSchema.shape;

const taskSchema = z.object({
  launcher: z.string(),
  pid,
  host,
  ...facts,
  /** Slurm's name of the task, such as `123_4`. */
  job: z.string().nullable(),
  /** ISO 8601, UTC, as all times here. */
  started: z.string(),
  /** The last sign of life. */
  beat: z.string(),
  ended: z.string().nullable(),
  progress: progressSchema.nullable(),
  exit_code: z.int().nullable(),
  signal: z.string().nullable(),
  reason: z.string().nullable(),
});

/** What task.json holds: the process that runs a run of a sweep, or was the last to. */
export type TaskRecord = z.output<typeof taskSchema>;

/** A run's task.json, for those who look on; never throws. All of it must be sound. */
export function readTask(path: string): Reading<TaskRecord> {
  const { value, damage } = readFields(path, taskSchema);
  return { value: damage === null ? (value as TaskRecord | undefined) : undefined, damage };
}
