import { join } from 'node:path';
import { z } from 'zod';
import { writeJson } from '../../../core/durable-files.ts';
import type { SweepDirectory } from '../../../run-files/sweep-directory.ts';
import { readJsonAs } from '../../../core/json.ts';
import { isActive, queue } from './commands.ts';
import type { Job } from './commands.ts';

const submissionsSchema = z.array(
  z.object({
    job: z.string(),
    /** The cluster that took it, where sbatch told. */
    cluster: z.string().optional(),
    /** What is added to the number of a task in the array to have its place in the manifest. */
    offset: z.int().default(0),
    script: z.string(),
    tasks: z.array(z.int()),
    /** ISO 8601, UTC. */
    submitted: z.string(),
  }),
);

/** The job arrays that were submitted for a sweep, oldest first. */
export type Submissions = z.output<typeof submissionsSchema>;

const fileOf = (directory: SweepDirectory): string => join(directory.slurm, 'submissions.json');

/** What was submitted for a sweep so far. */
export function readSubmissions(directory: SweepDirectory): Submissions {
  return readJsonAs(fileOf(directory), submissionsSchema) ?? [];
}

/** Adds a job array to those of a sweep. */
export function addSubmission(directory: SweepDirectory, submission: Submissions[number]): void {
  writeJson(fileOf(directory), [...readSubmissions(directory), submission]);
}

/** The states of the tasks of a submission, by their places in the manifest; see `queue`. */
export async function statesOf(
  submission: Pick<Submissions[number], 'job' | 'cluster' | 'offset'>,
): Promise<Map<number, string>> {
  const states = await queue(submission);
  return new Map([...states].map(([task, state]) => [task + submission.offset, state]));
}

/**
 * Places in the manifest of the tasks that wait or run in Slurm, with their job. Asks nothing when nothing
 * was ever submitted.
 *
 * @throws SlurmError when squeue cannot be asked.
 */
export async function queuedTasks(directory: SweepDirectory): Promise<Map<number, Job>> {
  const queued = new Map<number, Job>();
  for (const submission of readSubmissions(directory)) {
    for (const [task, state] of await statesOf(submission)) {
      if (isActive(state)) queued.set(task, submission);
    }
  }
  return queued;
}
