import { existsSync, statSync } from 'node:fs';
import prettyMilliseconds from 'pretty-ms';
import { z } from 'zod';
import { lifeOf, processSchema } from './process.ts';
import type { ProcessFacts } from './process.ts';
import { readFields } from './reading.ts';
import type { RunDirectory } from './run-directory.ts';
import { readTask } from './task-record.ts';

/** Whether some process works on a run, and how that is known. */
export interface Liveness {
  /** `alive` and `dead` are certain; `heard` and `silent` are what the files tell of a process out of sight. */
  readonly state: 'alive' | 'heard' | 'silent' | 'dead';
  /** `process 12 on node-7 exists`. */
  readonly evidence: string;
}

/** Milliseconds after which a process that should give signs of life counts as silent. */
const SILENCE = 5 * 60_000;
/** The same for one that writes only when it has measured something. */
const LONG_SILENCE = 60 * 60_000;

/** `process 123 on node-7`. */
const shown = ({ pid, host }: ProcessFacts): string => `process ${pid} on ${host}`;

/** What the process table says; undefined when it knows nothing of that process. */
function byProcess(facts: ProcessFacts): Liveness | undefined {
  const life = lifeOf(facts);
  if (life === 'unknown') return undefined;
  return life === 'alive'
    ? { state: 'alive', evidence: `${shown(facts)} exists` }
    : { state: 'dead', evidence: `${shown(facts)} is gone` };
}

function bySilence(since: number, now: number, limit: number, who: string): Liveness {
  const silence = Math.max(0, now - since);
  const time = prettyMilliseconds(silence, { compact: true });
  return silence < limit
    ? { state: 'heard', evidence: `${who} gave a sign of life ${time} ago` }
    : { state: 'silent', evidence: `no sign of life from ${who} for ${time}` };
}

/** Time of the last write to any of these files, in milliseconds; 0 when there is none. */
function lastWrite(...files: readonly string[]): number {
  const times = files.map((file) => {
    try {
      return statSync(file).mtimeMs;
    } catch {
      return 0;
    }
  });
  return Math.max(...times);
}

const holderSchema = z.object({ ...processSchema.shape, beats: z.boolean().optional() });

type Holder = z.output<typeof holderSchema>;

/** The process that holds a run's lock, if any. */
function lockHolder(run: RunDirectory): Holder | undefined {
  const { value, damage } = readFields(run.lock, holderSchema);
  return damage === null ? (value as Holder | undefined) : undefined;
}

/**
 * Looks for the process of a run whose files say that it runs. On this machine, the process table
 * knows; for other machines, signs of life in the shared file system must do.
 *
 * @param now - milliseconds since 1970.
 */
export function livenessOf(run: RunDirectory, now: number): Liveness {
  const holder = lockHolder(run);
  const byLock = holder && byProcess(holder);
  // A run may have been started by hand after the sweep's task had died.
  if (byLock?.state === 'alive') return byLock;
  const { value: task } = readTask(run.task);
  if (task?.ended === null) {
    const known = byProcess(task);
    if (known !== undefined) return known;
    // It holds the lock for as long as it lives; a user may have removed that, as messages advise.
    return existsSync(run.lock)
      ? bySilence(Date.parse(task.beat), now, SILENCE, shown(task))
      : { state: 'dead', evidence: `${shown(task)} no longer holds the lock` };
  }
  if (byLock !== undefined) return byLock;
  if (holder?.beats === true) return bySilence(lastWrite(run.lock), now, SILENCE, shown(holder));
  const { record, log, metrics, checkpoint } = run;
  const written = lastWrite(record, log, metrics, checkpoint);
  return bySilence(written, now, LONG_SILENCE, 'its files');
}
