import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';
import { z } from 'zod';

const slurmSchema = z.object({
  cluster: z.string().nullable(),
  job: z.string(),
  array_task: z.string().nullable(),
  /** How often Slurm has started the job again. */
  restart: z.int().nonnegative(),
});

/** The process that holds a lock, with what tells it from every other process. */
export const ownerSchema = z.object({
  /** Of this lock, never used again. */
  id: z.uuid(),
  host: z.string(),
  /** Hash of the machine's own identifier. */
  machine: z.string().nullable(),
  /** Changes with every start of the machine. */
  boot: z.string().nullable(),
  /** Process ids mean something within one namespace: containers have their own. */
  pid_namespace: z.string().nullable(),
  pid: z.int().positive(),
  thread: z.int().nonnegative(),
  /** Start time of the process, in the kernel's ticks: guards against a pid that is used again. */
  process_start: z.string().nullable(),
  slurm: slurmSchema.nullable(),
  command: z.string(),
  since: z.string(),
});

export type Owner = Readonly<z.infer<typeof ownerSchema>>;

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

const firstLine = (file: string): string => readFileSync(file, 'utf8').trim();

/** The machine's identifier is confidential (man machine-id); its hash serves as well. */
function machine(): string | null {
  const id = orNull(() => firstLine('/etc/machine-id'));
  if (id === null || id === '') return null;
  return createHash('sha256').update(`vae-bench ${id}`).digest('hex').slice(0, 16);
}

/** State and start time of a process of this machine, where the kernel tells them. */
function processStat(pid: number): { state: string; start: string } | null {
  const text = orNull(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The second field, the command in parentheses, may hold anything. Fields are counted from 3 on
  // (man proc_pid_stat): state is the 3rd and starttime the 22nd.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  const [state, start] = [fields[0], fields[22 - 3]];
  return state === undefined || start === undefined ? null : { state, start };
}

function slurmJob(env: NodeJS.ProcessEnv): Owner['slurm'] {
  if (env.SLURM_JOB_ID === undefined) return null;
  return {
    cluster: env.SLURM_CLUSTER_NAME ?? null,
    job: env.SLURM_JOB_ID,
    array_task: env.SLURM_ARRAY_TASK_ID ?? null,
    restart: Math.max(0, Math.trunc(Number(env.SLURM_RESTART_COUNT ?? 0)) || 0),
  };
}

/** This process as the owner of a new lock. */
export function thisProcess(env: NodeJS.ProcessEnv = process.env): Owner {
  return {
    id: randomUUID(),
    host: hostname(),
    machine: machine(),
    boot: orNull(() => firstLine('/proc/sys/kernel/random/boot_id')),
    pid_namespace: orNull(() => readlinkSync('/proc/self/ns/pid')),
    pid: process.pid,
    thread: threadId,
    process_start: processStat(process.pid)?.start ?? null,
    slurm: slurmJob(env),
    command: process.argv.slice(1).join(' '),
    since: new Date().toISOString(),
  };
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a process of this machine, in this namespace, has ended. */
function hasEnded({ pid, process_start: start }: Owner): boolean {
  if (start === null) return !processExists(pid);
  const stat = processStat(pid);
  // Z and X: killed, and waiting for a parent that has not asked for it yet.
  return stat?.start !== start || stat.state === 'Z' || stat.state === 'X';
}

/** Whether Slurm has started the first's job again, as the second. */
function isEarlierStart(first: Owner['slurm'], second: Owner['slurm']): boolean {
  if (first === null || second === null) return false;
  const sameJob =
    first.cluster === second.cluster &&
    first.job === second.job &&
    first.array_task === second.array_task;
  return sameJob && first.restart < second.restart;
}

/**
 * Whether the owner of a lock is certainly gone: its process has ended, its machine was started anew,
 * or Slurm has started its job again since. What another host's process does cannot be known.
 */
export function isGone(owner: Owner, self: Owner): boolean {
  if (isEarlierStart(owner.slurm, self.slurm)) return true;
  if (owner.host !== self.host || owner.machine !== self.machine) return false;
  if (owner.boot !== self.boot) return owner.machine !== null && owner.boot !== null;
  return owner.pid_namespace === self.pid_namespace && hasEnded(owner);
}
