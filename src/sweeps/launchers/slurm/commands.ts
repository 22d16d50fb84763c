import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SlurmError } from '../../../core/errors.ts';

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

/** The job's number in what `sbatch --parsable` prints: `123`, or `123;cluster`. */
export function parseJobId(output: string): string {
  const id = /^(\d+)(;.*)?$/.exec(output.trim())?.[1];
  if (id === undefined) {
    throw new SlurmError(`sbatch printed no job number: ${JSON.stringify(output)}`);
  }
  return id;
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
 * @returns the job's number.
 * @throws SlurmError with sbatch's message.
 */
export async function submit(script: string): Promise<string> {
  return parseJobId(await slurm('sbatch', '--parsable', script));
}

/**
 * The states of a job array's tasks. Tasks that ended some minutes ago are missing, and so are all of a
 * job that Slurm has forgotten.
 *
 * @throws SlurmError when squeue cannot be asked.
 */
export async function queue(job: string): Promise<Map<number, string>> {
  try {
    return parseQueue(await slurm('squeue', '-h', '-r', '-t', 'all', '-j', job, '-o', '%F_%K %T'));
  } catch (error) {
    if (error instanceof SlurmError && error.message.includes('Invalid job id')) return new Map();
    throw error;
  }
}
