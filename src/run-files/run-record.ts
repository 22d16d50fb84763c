import { basename } from 'node:path';
import { z } from 'zod';
import { extentSchema } from './extent.ts';
import { fieldsOf, readFields } from './reading.ts';
import type { Reading } from './reading.ts';

/** ISO 8601, UTC. */
const time = z.string().refine((text) => !Number.isNaN(Date.parse(text)));

const git = z.object({ commit: z.string(), dirty: z.boolean() }).nullable();

/** The code and the machine behind a run. */
const provenance = {
  /** Versions of node, vae-bench and every package it depends on that is installed. */
  versions: z.record(z.string(), z.string()),
  hardware: z.object({
    cpu: z.string(),
    cores: z.int(),
    memory_bytes: z.number(),
    platform: z.string(),
  }),
  /** Commit of the checkout that vae-bench runs from; null when installed as a package. */
  git,
  argv: z.array(z.string()),
  host: z.string(),
  pid: z.int(),
  /** The Slurm job that the process belongs to; null outside Slurm. */
  slurm_job: z.string().nullable(),
};

/**
 * One start of a run: the first, or one that resumed from a checkpoint. Its time orders what happened; a
 * fact that is missing must not cost the others.
 */
const startSchema = z.looseObject({
  started: time,
  /** Null when the process was killed or still runs. */
  ended: z.string().nullable().optional(),
  reason: z.string().nullable().optional(),
  from_step: z.int().optional(),
  /** Steps that this start was asked for: a later one may have extended the run. */
  steps: z.int().optional(),
  host: z.string().optional(),
  pid: z.int().optional(),
  slurm_job: z.string().nullable().optional(),
  argv: z.array(z.string()).optional(),
  git: git.optional(),
  /** Version of Node. */
  node: z.string().optional(),
  cpu: z.string().optional(),
  backend: z.string().optional(),
  /** What identifies the GPU among those of its kind; null where nothing does. */
  gpu: z.string().nullable().optional(),
});

/** What run.json holds; provenance is that of the last start. */
const runRecordSchema = z.object({
  status: z.enum(['running', 'completed', 'failed', 'interrupted']),
  /** Why it is in this status: `completed all steps`, or the message of the error. */
  reason: z.string().nullable(),
  seed: z.int(),
  /** Asked for; of a run that stopped early, those that it took. */
  steps: z.int(),
  /** Whether a run that is complete stopped before its last step, because nothing improved. */
  stopped_early: z.boolean().optional(),
  steps_done: z.int(),
  /** Of the first start. */
  started: time,
  ended: z.string().nullable(),
  starts: z.array(startSchema),
  backend: z.object({
    name: z.string().optional(),
    description: z.string(),
    threads: z.int().nullable().optional(),
    gpu: z.string().nullable().optional(),
  }),
  /** Better backends and why they were not taken, by name. */
  backends_passed_over: z.record(z.string(), z.string()),
  data: z.object({ name: z.string().optional(), sha256: z.record(z.string(), z.string()) }),
  /** What metrics.csv was when the run was complete; runs of version 0.1.0 do not have it. */
  metrics: extentSchema.optional(),
  /** SHA-256 of the plugin modules, in the order of the configuration. */
  plugins: z.array(z.string()),
  /** The checkpoint that the first parameters came from: file, SHA-256 and step; null when they were drawn. */
  init: z.object({ path: z.string(), sha256: z.string(), step: z.int() }).nullable().optional(),
  /** Words to find the run by, and a remark; earlier versions have none. */
  tags: z.array(z.string()).optional(),
  note: z.string().nullable().optional(),
  ...provenance,
});

/** A start, as run.json lists it. */
export type StartRecord = z.output<typeof startSchema>;

/** The whole of run.json. */
export type RunRecord = z.output<typeof runRecordSchema>;

/** The part of run.json that says where numbers come from. */
export type Provenance = z.output<z.ZodObject<typeof provenance>>;

/** What later starts of a run rely on. */
const needed = [
  ...(['status', 'steps', 'steps_done', 'started', 'starts'] as const),
  ...(['backend', 'data', 'plugins', 'versions'] as const),
];

/** The sound fields of run.json, for those who look on; never throws. */
export function readRunRecord(path: string): Reading<Partial<RunRecord>> {
  return readFields(path, runRecordSchema);
}

/** run.json for a later start; undefined when something that it relies on is missing or damaged. */
export function parseRunRecord(path: string, bytes: Buffer | undefined): RunRecord | undefined {
  const { value } = fieldsOf(bytes, basename(path), runRecordSchema);
  const complete = value !== undefined && needed.every((key) => value[key] !== undefined);
  return complete ? (value as RunRecord) : undefined;
}
