import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import prettyMilliseconds from 'pretty-ms';
import { z } from 'zod';
import { readJsonAs } from '../core/json.ts';
import { readTask } from './task-record.ts';

/** Whether some process works on a run, and how that is known. */
export interface Liveness {
  readonly alive: boolean;
  /** `process 123 on node-7 is gone`. */
  readonly evidence: string;
}

/** Milliseconds after which a process that should give signs of life counts as gone. */
const SILENCE = 5 * 60_000;
/** The same for one that writes only when it has measured something. */
const LONG_SILENCE = 60 * 60_000;

/** The part of a run's lock that tells who holds it. */
const lockSchema = z.object({ pid: z.int(), host: z.string() });

/** Where the kernel tells: ended, but nobody has asked for its exit code yet. */
function isZombie(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The state follows the command in parentheses, which may hold anything (man proc_pid_stat).
    return /^[ZX]/.test(text.slice(text.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    // It exists, and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function byProcess(pid: number, host: string): Liveness {
  const alive = processExists(pid);
  return { alive, evidence: `process ${pid} on ${host} ${alive ? 'exists' : 'is gone'}` };
}

function bySilence(last: number, now: number, limit: number, who: string): Liveness {
  const silence = Math.max(0, now - last);
  const shown = prettyMilliseconds(silence, { compact: true });
  return { alive: silence < limit, evidence: `the last sign of life from ${who} is ${shown} old` };
}

/** Time of the last write to one of a run's files, in milliseconds. */
function lastWrite(run: string): number {
  const times = ['run.json', 'log.jsonl', 'metrics.csv', 'checkpoint.safetensors'].map((name) => {
    try {
      return statSync(join(run, name)).mtimeMs;
    } catch {
      return 0;
    }
  });
  return Math.max(...times);
}

/**
 * Looks for the process of a run whose files say that it runs. On this machine, the process table
 * knows; for other machines, signs of life in the shared file system must do.
 *
 * @param now - milliseconds since 1970.
 */
export function livenessOf(run: string, now: number): Liveness {
  const task = readTask(run);
  if (task?.ended === null) {
    const { pid, host, beat } = task;
    return host === hostname()
      ? byProcess(pid, host)
      : bySilence(Date.parse(beat), now, SILENCE, `process ${pid} on ${host}`);
  }
  const lock = readJsonAs(join(run, 'lock.json'), lockSchema);
  if (lock?.host === hostname()) return byProcess(lock.pid, lock.host);
  return bySilence(lastWrite(run), now, LONG_SILENCE, 'its files');
}
