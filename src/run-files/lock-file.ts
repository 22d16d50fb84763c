import { z } from 'zod';
import { processSchema } from './process.ts';

const slurmSchema = z.object({
  cluster: z.string().nullable(),
  job: z.string(),
  array_task: z.string().nullable(),
  /** How often Slurm has started the job again. */
  restart: z.int().nonnegative(),
});

const { pid, host, machine, boot, pid_namespace, process_start } = processSchema.required().shape;

/** What lock.json holds: the process that holds a lock. */
export const lockSchema = z.object({
  /** Of this lock, never used again. */
  id: z.uuid(),
  host,
  machine,
  boot,
  pid_namespace,
  pid,
  thread: z.int().nonnegative(),
  process_start,
  slurm: slurmSchema.nullable(),
  command: z.string(),
  since: z.string(),
  /** Whether its owner touches the file every few seconds while it lives; 0.1.0 did not. */
  beats: z.boolean().optional(),
});

export type LockOwner = Readonly<z.output<typeof lockSchema>>;
