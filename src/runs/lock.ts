import { utimesSync } from 'node:fs';
import { FileError } from '../core/file-errors.ts';
import { RunLockedError } from '../core/run-errors.ts';
import { namesIn } from '../core/folders.ts';
import { onFile, quietly, systemCode } from '../core/file-system.ts';
import { readIfThere, removeIfThere } from '../core/files.ts';
import { writeTemporary } from '../core/durable-files.ts';
import type { FileSystem } from '../core/file-system.ts';
import { lockSchema } from '../run-files/lock-file.ts';
import type { LockOwner } from '../run-files/lock-file.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { isGone, newOwner } from './lock-owner.ts';

/** A lock is some hundred bytes; the command line may be long. */
const MAX_LOCK_BYTES = 2 ** 20;
/** How often, and after how many milliseconds, a lock that another process is making is read again. */
const READINGS = 40;
const BETWEEN_READINGS = 25;
/** Milliseconds between signs of life. */
const BEAT = 5000;
/** Every round is lost to another process, so this many are never needed. */
const ROUNDS = 1000;

/** The locks that this thread holds or wants: one of its own that is not here was left by a failure. */
const held = new Set<string>();

/** A run directory's lock that this process holds. */
export interface RunLock {
  /** The process that left its lock behind, and was taken over from; null when there was none. */
  readonly takenFrom: LockOwner | null;
  release(): void;
}

function pauseFor(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function readOwner(fs: FileSystem, run: RunDirectory, file: string): LockOwner | undefined {
  for (let reading = 0; reading < READINGS; reading += 1) {
    const text = readIfThere(fs, file, MAX_LOCK_BYTES)?.toString();
    if (text === undefined) return undefined;
    try {
      return lockSchema.parse(JSON.parse(text));
    } catch {
      // Where the file system has no links, a new lock is empty for a moment.
      pauseFor(BETWEEN_READINGS);
    }
  }
  throw new RunLockedError(
    run.path,
    `has a lock that cannot be read, ${file}`,
    'Remove that file if no other process runs there.',
  );
}

/** The lock and those that have followed it; the last one counts. */
function chainOf(fs: FileSystem, run: RunDirectory): LockOwner[] {
  const chain: LockOwner[] = [];
  let next = readOwner(fs, run, run.lock);
  while (next !== undefined && !chain.some(({ id }) => id === next?.id)) {
    chain.push(next);
    next = readOwner(fs, run, run.lockAfter(next.id));
  }
  return chain;
}

/** What link(2) says on a file system without links. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV']);

/** Makes `file` with the contents of `source` if it is not there; false when it is. */
function make(fs: FileSystem, source: string, file: string): boolean {
  try {
    fs.linkSync(source, file);
    return true;
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (code === 'EEXIST') return false;
    if (!NO_LINKS.has(code)) throw error;
  }
  try {
    const fd = fs.openSync(file, 'wx');
    try {
      fs.writeSync(fd, fs.readFileSync(source));
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function refuse(run: RunDirectory, owner: LockOwner, self: LockOwner): never {
  const { pid, host, since, command } = owner;
  const same = host === self.host;
  const here = same && owner.pid_namespace === self.pid_namespace;
  const who = same ? 'in its container' : `on ${host}`;
  throw new RunLockedError(
    run.path,
    `is being written by process ${pid} on ${host} since ${since} (${command})`,
    here
      ? 'Wait for it to end, or stop it; --force does not override it.'
      : `Whether it still runs can be seen ${who} alone: if it does not, remove ${run.lock}.`,
  );
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function isStale(owner: LockOwner, self: LockOwner): boolean {
  const ours =
    owner.pid === self.pid &&
    owner.thread === self.thread &&
    owner.process_start === self.process_start &&
    owner.boot === self.boot &&
    owner.host === self.host;
  return ours ? !held.has(owner.id) : isGone(owner, self);
}

/**
 * Puts `source`, which describes `self`, at the end of the chain of locks.
 *
 * A stale lock is never removed by those who want it: two of them could see the same one, and the
 * slower would remove the faster one's new lock. Instead, exactly one can make the file that follows
 * it, and that one counts only while the chain leads there from lock.json. The winner then renames its
 * file to lock.json.
 */
function enter(
  fs: FileSystem,
  run: RunDirectory,
  source: string,
  self: LockOwner,
): LockOwner | null {
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = chainOf(fs, run);
    const last = before.at(-1);
    if (last !== undefined && !isStale(last, self)) refuse(run, last, self);
    const file = last === undefined ? run.lock : run.lockAfter(last.id);
    const made = make(fs, source, file);
    try {
      if (chainOf(fs, run).at(-1)?.id === self.id) {
        if (last !== undefined) fs.renameSync(file, run.lock);
        return last ?? null;
      }
    } catch (error) {
      quietly(() => {
        if (made) fs.unlinkSync(file);
      });
      throw error;
    }
    if (made) removeIfThere(fs, file);
  }
  throw new RunLockedError(run.path, 'is wanted by too many processes', 'Try again.');
}

/** Removes what processes that were killed while they acquired the lock have left. */
function removeLeftovers(fs: FileSystem, run: RunDirectory, self: LockOwner): void {
  for (const file of run.lockLeftoversAmong(namesIn(fs, run.path))) {
    const text = readIfThere(fs, file, MAX_LOCK_BYTES)?.toString() ?? '';
    const owner = lockSchema.safeParse(orUndefined(() => JSON.parse(text) as unknown));
    if (owner.success && owner.data.id !== self.id && isStale(owner.data, self)) {
      removeIfThere(fs, file);
    }
  }
}

/** A sign of life for those who cannot see this process; a full disk or a removed file is no reason to end. */
function touch(file: string): void {
  quietly(() => {
    const now = new Date();
    utimesSync(file, now, now);
  });
}

/**
 * Makes this process the one writer of a run directory. The lock of a process that is gone is taken
 * over; it goes with the process's normal end.
 *
 * @throws RunLockedError when another process holds it or may hold it; FileError.
 */
export function acquireLock(
  fs: FileSystem,
  run: RunDirectory,
  self: LockOwner = newOwner(),
): RunLock {
  const { lock: head } = run;
  held.add(self.id);
  let takenFrom: LockOwner | null;
  try {
    takenFrom = onFile(head, 'written', () => {
      const source = writeTemporary(fs, head, Buffer.from(`${JSON.stringify(self, null, 2)}\n`));
      try {
        return enter(fs, run, source, self);
      } finally {
        quietly(() => {
          fs.unlinkSync(source);
        });
      }
    });
  } catch (error) {
    held.delete(self.id);
    throw error;
  }
  const beat = setInterval(() => {
    touch(head);
  }, BEAT);
  beat.unref();
  const release = (): void => {
    clearInterval(beat);
    process.off('exit', release);
    if (!held.delete(self.id)) return;
    try {
      if (readOwner(fs, run, head)?.id === self.id) fs.unlinkSync(head);
    } catch (error) {
      // What keeps it from being removed has been reported, or will be by the next start.
      if (systemCode(error) === undefined && !(error instanceof FileError)) throw error;
    }
  };
  process.on('exit', release);
  quietly(() => {
    removeLeftovers(fs, run, self);
  });
  return { takenFrom, release };
}
