import { randomUUID } from 'node:crypto';
import { threadId } from 'node:worker_threads';
import type { LockOwner } from '../run-files/lock-file.ts';
import { lifeOf, processFacts } from '../run-files/process.ts';

function slurmJob(env: NodeJS.ProcessEnv): LockOwner['slurm'] {
  if (env.SLURM_JOB_ID === undefined) return null;
  return {
    cluster: env.SLURM_CLUSTER_NAME ?? null,
    job: env.SLURM_JOB_ID,
    array_task: env.SLURM_ARRAY_TASK_ID ?? null,
    restart: Math.max(0, Math.trunc(Number(env.SLURM_RESTART_COUNT ?? 0)) || 0),
  };
}

/** This process as the owner of a new lock. */
export function newOwner(env: NodeJS.ProcessEnv = process.env): LockOwner {
  const { process_start, ...facts } = processFacts();
  return {
    id: randomUUID(),
    ...facts,
    thread: threadId,
    process_start,
    slurm: slurmJob(env),
    command: process.argv.slice(1).join(' '),
    since: new Date().toISOString(),
    beats: true,
  };
}

/** Whether Slurm has started the first's job again, as the second. */
function isEarlierStart(first: LockOwner['slurm'], second: LockOwner['slurm']): boolean {
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
export function isGone(owner: LockOwner, self: LockOwner): boolean {
  return isEarlierStart(owner.slurm, self.slurm) || lifeOf(owner, self) === 'gone';
}
