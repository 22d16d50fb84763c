import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SlurmError } from '../../../core/sweep-errors.ts';

const run = promisify(execFile);

/** States of a task that is over (squeue's manual, JOB STATE CODES). */
const over: ReadonlySet<string> = new Set([
  'BOOT_FAIL',
  'CANCELLED',
  'COMPLETED',
  'DEADLINE',
  'FAILED',
  'NODE_FAIL',
  'OUT_OF_MEMORY',
  'PREEMPTED',
  'REVOKED',
  'TIMEOUT',
]);

/** Whether a task in this state waits or runs. */
export const isActive = (state: string): boolean => !over.has(state);

interface Failed {
  readonly code?: number | string;
  readonly stderr?: string;
}

/** Runs a command of Slurm. */
async function slurm(command: string, ...args: readonly string[]): Promise<string> {
  try {
    return (await run(command, args, { maxBuffer: 2 ** 26 })).stdout;
  } catch (cause) {
    const { code, stderr = '' } = cause as Failed;
    if (code === 'ENOENT') {
      throw new SlurmError(
        `${command} was not found: Slurm's commands are not installed here, or not in PATH. Start ` +
          'the sweep on a login node of the cluster, or use --launcher local.',
        { cause },
      );
    }
    const said = stderr.trim() || String(cause);
    throw new SlurmError(`${command} ${args.join(' ')} failed: ${said}`, { cause });
  }
}

/** A job, and the cluster that has it when there are several. */
export interface Job {
  readonly job: string;
  readonly cluster?: string | undefined;
}

/** What `sbatch --parsable` prints: `123`, or `123;cluster`. */
export function parseJob(output: string): Job {
  const [, job, cluster] = /^(\d+)(?:;(\S+))?$/.exec(output.trim()) ?? [];
  if (job === undefined) {
    throw new SlurmError(`sbatch printed no job number: ${JSON.stringify(output)}`);
  }
  return cluster === undefined ? { job } : { job, cluster };
}

/** The options that ask the cluster of a job. */
const clusterOf = ({ cluster }: Job): string[] => (cluster === undefined ? [] : ['-M', cluster]);

/** `scancel 12 13`; with several clusters, `scancel -M east 12; scancel -M west 13`. */
export function scancelOf(jobs: readonly Job[]): string {
  const byCluster = new Map<string, string[]>();
  for (const job of jobs) {
    const options = clusterOf(job).join(' ');
    const known = byCluster.get(options) ?? [];
    byCluster.set(options, known.includes(job.job) ? known : [...known, job.job]);
  }
  return [...byCluster]
    .map(([options, numbers]) => ['scancel', options, ...numbers].filter(Boolean).join(' '))
    .join('; ');
}

/** A number of `scontrol show config`; undefined when it is not there. */
export function parseLimit(config: string, name: string): number | undefined {
  const value = new RegExp(`^${name}\\s*=\\s*(\\d+)`, 'm').exec(config)?.[1];
  return value === undefined ? undefined : Number(value);
}

/** The cluster's MaxArraySize, above the largest number of a task; undefined when it is not told. */
export async function maxArraySize(): Promise<number | undefined> {
  try {
    return parseLimit(await slurm('scontrol', 'show', 'config'), 'MaxArraySize');
  } catch (error) {
    if (error instanceof SlurmError) return undefined;
    throw error;
  }
}

/** States by task, from the lines `123_4 RUNNING` of squeue. */
export function parseQueue(output: string): Map<number, string> {
  return new Map(
    output.split('\n').flatMap((line) => {
      const match = /^\d+_(\d+) (\S+)$/.exec(line.trim());
      return match === null ? [] : [[Number(match[1]), match[2] ?? ''] as const];
    }),
  );
}

/**
 * Submits a batch script.
 *
 * @throws SlurmError with sbatch's message.
 */
export async function submit(script: string): Promise<Job> {
  return parseJob(await slurm('sbatch', '--parsable', script));
}

/**
 * The states of a job array's tasks. Tasks that ended some minutes ago are missing, and so are all of a
 * job that Slurm has forgotten.
 *
 * @throws SlurmError when squeue cannot be asked.
 */
export async function queue(job: Job): Promise<Map<number, string>> {
  const options = ['-h', '-r', '-t', 'all', ...clusterOf(job), '-j', job.job, '-o', '%F_%K %T'];
  try {
    return parseQueue(await slurm('squeue', ...options));
  } catch (error) {
    if (error instanceof SlurmError && error.message.includes('Invalid job id')) return new Map();
    throw error;
  }
}
