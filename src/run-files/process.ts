import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

/**
 * What tells a process from every other one. A fact that the kernel does not tell is null; one that an
 * earlier version of vae-bench did not write is missing.
 */
export const processSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** Hash of the machine's own identifier. */
  machine: z.string().nullable().optional(),
  /** Changes with every start of the machine. */
  boot: z.string().nullable().optional(),
  /** Process ids mean something within one namespace: containers have their own. */
  pid_namespace: z.string().nullable().optional(),
  /** Start time of the process, in the kernel's ticks: guards against a pid that is used again. */
  process_start: z.string().nullable().optional(),
});

export type ProcessFacts = Readonly<z.output<typeof processSchema>>;

/** Facts of which none is missing. */
export type KnownFacts = {
  readonly [Fact in keyof ProcessFacts]-?: Exclude<ProcessFacts[Fact], undefined>;
};

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

const here = () => ({
  host: hostname(),
  machine: machine(),
  boot: orNull(() => firstLine('/proc/sys/kernel/random/boot_id')),
  pid_namespace: orNull(() => readlinkSync('/proc/self/ns/pid')),
});

/** It stays the same while this process lives. */
let known: ReturnType<typeof here> | undefined;

/** The facts of a process of this machine. */
export function processFacts(pid: number = process.pid): KnownFacts {
  known ??= here();
  return { pid, ...known, process_start: processStat(pid)?.start ?? null };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It exists, and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Z and X: ended, but its parent has not asked for the exit code yet. */
const isOver = (state: string): boolean => state === 'Z' || state === 'X';

/** Whether a process of this machine, in this namespace, is there. */
function isThere({ pid, process_start: start }: ProcessFacts): boolean {
  const stat = processStat(pid);
  if (stat !== null && isOver(stat.state)) return false;
  if (start === null || start === undefined) return exists(pid);
  return stat?.start === start;
}

const isKnown = (fact: string | null | undefined): boolean => fact !== undefined && fact !== null;

/** Whether two facts differ; one that was not written agrees with any. */
const differ = (one: string | null | undefined, other: string | null | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other;

/**
 * Whether a process lives, as far as this machine knows: `gone` is certain, since it has ended or its
 * machine was started anew. What another machine's or container's processes do is `unknown`.
 *
 * @param self - the process that asks.
 */
export function lifeOf(
  facts: ProcessFacts,
  self: ProcessFacts = processFacts(),
): 'alive' | 'gone' | 'unknown' {
  if (facts.host !== self.host || differ(facts.machine, self.machine)) return 'unknown';
  if (differ(facts.boot, self.boot)) {
    return isKnown(facts.machine) && isKnown(facts.boot) ? 'gone' : 'unknown';
  }
  if (differ(facts.pid_namespace, self.pid_namespace)) return 'unknown';
  return isThere(facts) ? 'alive' : 'gone';
}
