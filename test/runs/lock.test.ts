import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RunLockedError } from '../../src/core/run-errors.ts';
import { nodeFileSystem } from '../../src/core/file-system.ts';
import type { FileSystem } from '../../src/core/file-system.ts';
import { acquireLock } from '../../src/runs/lock.ts';
import type { LockOwner } from '../../src/run-files/lock-file.ts';
import { RunDirectory } from '../../src/run-files/run-directory.ts';
import { isGone, newOwner } from '../../src/runs/lock-owner.ts';
import { faultyFileSystem } from '../support/runs/faulty-file-system.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const lockIn = (files: FileSystem, folder: string, by = newOwner()) =>
  acquireLock(files, new RunDirectory(folder), by);

const self = newOwner();
const fs = nodeFileSystem;

/** The pid of a process that has ended, and been asked for by its parent. */
const endedPid = spawnSync(process.execPath, ['-e', '']).pid;

const ended = (): LockOwner => ({ ...newOwner(), pid: endedPid, process_start: '1' });

function lockOf(owner: LockOwner): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'lock.json'), JSON.stringify(owner));
  return folder;
}

const ownerIn = (folder: string): LockOwner =>
  JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8')) as LockOwner;

function refusal(folder: string, by = newOwner()): RunLockedError {
  try {
    lockIn(fs, folder, by).release();
  } catch (error) {
    expect(error).toBeInstanceOf(RunLockedError);
    return error as RunLockedError;
  }
  throw new Error('The lock was not respected.');
}

describe('a lock', () => {
  test('names its owner while it is held, and goes with its release', () => {
    const folder = temporaryFolder();
    const lock = lockIn(fs, folder);
    expect(lock.takenFrom).toBeNull();
    expect(ownerIn(folder)).toMatchObject({ pid: process.pid, host: self.host });
    expect(readdirSync(folder)).toEqual(['lock.json']);
    lock.release();
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is respected by its own process', () => {
    const folder = temporaryFolder();
    const lock = lockIn(fs, folder);
    expect(refusal(folder).message).toContain(`process ${process.pid} on ${self.host}`);
    lock.release();
    lockIn(fs, folder).release();
  });

  test('that a failure of this process left is taken over', () => {
    const left = newOwner();
    const folder = lockOf(left);
    const lock = lockIn(fs, folder);
    expect(lock.takenFrom?.id).toBe(left.id);
    lock.release();
  });

  test('of a process that has ended is taken over', () => {
    const owner = ended();
    const folder = lockOf(owner);
    const lock = lockIn(fs, folder);
    expect(lock.takenFrom).toEqual(owner);
    expect(ownerIn(folder).pid).toBe(process.pid);
    expect(readdirSync(folder)).toEqual(['lock.json']);
    lock.release();
  });

  test('of a process that lives is respected, and says what to do', () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    onTestFinished(() => {
      child.kill();
    });
    const text = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
    const start = text.slice(text.lastIndexOf(')') + 2).split(' ')[19]!;
    const owner = { ...newOwner(), pid: child.pid!, process_start: start };
    expect(refusal(lockOf(owner)).message).toMatch(/Wait for it to end.*--force does not override/);
    // The same pid, started at another time, is another process.
    const reused = { ...owner, process_start: String(Number(start) - 1) };
    lockIn(fs, lockOf(reused)).release();
  });

  test('of another host is respected: what it does cannot be known', () => {
    const folder = lockOf({ ...ended(), host: 'elsewhere' });
    const { message } = refusal(folder);
    expect(message).toContain(`process ${endedPid} on elsewhere`);
    expect(message).toContain(`remove ${join(folder, 'lock.json')}`);
  });

  test('is left alone by those who are refused', () => {
    const folder = lockOf({ ...ended(), host: 'elsewhere' });
    const before = readFileSync(join(folder, 'lock.json'), 'utf8');
    refusal(folder);
    expect(readFileSync(join(folder, 'lock.json'), 'utf8')).toBe(before);
    expect(readdirSync(folder)).toEqual(['lock.json']);
  });

  test.each(['', '{', '{"pid": 1}', 'null'])('that reads %j is an error that names it', (text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'lock.json'), text);
    expect(refusal(folder).message).toMatch(/cannot be read, .*lock\.json\. Remove that file/);
  });

  test('works where the file system has no links', () => {
    const folder = temporaryFolder();
    const withoutLinks = faultyFileSystem(({ name }) => (name === 'link' ? 'EPERM' : undefined));
    const lock = lockIn(withoutLinks, folder);
    expect(ownerIn(folder).pid).toBe(process.pid);
    refusal(folder);
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('clears up after processes that were killed while they took it over', () => {
    const [first, second] = [ended(), ended()];
    const folder = lockOf(first);
    writeFileSync(join(folder, `lock.after-${first.id}.json`), JSON.stringify(second));
    writeFileSync(join(folder, 'lock.json.0123abcd.tmp'), JSON.stringify(ended()));
    const lock = lockIn(fs, folder);
    expect(lock.takenFrom?.id).toBe(second.id);
    expect(readdirSync(folder)).toEqual(['lock.json']);
    lock.release();
  });
});

describe('whether an owner is gone', () => {
  test.each<[boolean, string, Partial<LockOwner>]>([
    [false, 'this process', {}],
    [true, 'a process that has ended', { pid: endedPid }],
    [true, 'a process with this pid, before', { process_start: '1' }],
    [true, 'this machine before its last start', { boot: 'earlier' }],
    [false, 'another machine of the same name', { machine: 'other', boot: 'other', pid: endedPid }],
    [false, 'a machine without an identifier', { machine: null, boot: 'other', pid: endedPid }],
    [false, 'another container', { pid_namespace: 'pid:[1]', pid: endedPid }],
    [false, 'another host', { host: 'elsewhere', pid: endedPid }],
  ])('%s: %s', (gone, _, change) => {
    // A machine without /etc/machine-id would make "before its last start" unknowable.
    const here = { ...self, machine: 'this one' };
    expect(isGone({ ...here, ...change }, here)).toBe(gone);
  });

  test('where the kernel does not tell start times, by its pid', () => {
    expect(isGone({ ...self, process_start: null }, self)).toBe(false);
    expect(isGone({ ...self, process_start: null, pid: endedPid }, self)).toBe(true);
  });

  test('a zombie is', async () => {
    // The shell's child ends; the shell is replaced by sleep, which does not ask for it.
    const parent = spawn('sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 60']);
    onTestFinished(() => {
      parent.kill();
    });
    const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
    const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    while (stat()[0] !== 'Z') await new Promise((resolve) => setTimeout(resolve, 5));
    expect(isGone({ ...self, pid, process_start: stat()[19]! }, self)).toBe(true);
  });

  const slurm = (job: string, restart: number, task: string | null = null) => ({
    ...{ cluster: 'c', job, array_task: task, restart },
  });

  test.each([
    [true, slurm('7', 0), slurm('7', 1)],
    [true, slurm('7', 0, '3'), slurm('7', 2, '3')],
    [false, slurm('7', 1), slurm('7', 1)],
    [false, slurm('7', 1), slurm('7', 0)],
    [false, slurm('7', 0), slurm('8', 1)],
    [false, slurm('7', 0, '3'), slurm('7', 1, '4')],
    [false, null, slurm('7', 1)],
    [false, slurm('7', 0), null],
  ])('%s on another host, for a job that Slurm has started again', (gone, theirs, ours) => {
    const owner = { ...self, host: 'elsewhere', slurm: theirs };
    expect(isGone(owner, { ...self, slurm: ours })).toBe(gone);
  });

  test('Slurm’s job is read from its environment', () => {
    const env = {
      ...{ SLURM_CLUSTER_NAME: 'c', SLURM_JOB_ID: '7', SLURM_ARRAY_TASK_ID: '3' },
      SLURM_RESTART_COUNT: '2',
    };
    expect(newOwner(env).slurm).toEqual(slurm('7', 2, '3'));
    expect(newOwner({}).slurm).toBeNull();
  });
});

describe('of two processes that see the same stale lock, one takes it over', () => {
  /** A file system on which the other acquires the lock just before one of the operations. */
  function overtaken(folder: string, at: number): string {
    let others: { release: () => void } | undefined;
    let inside = false;
    const slow = faultyFileSystem(({ number }) => {
      if (number === at && !inside) {
        inside = true;
        try {
          others = lockIn(fs, folder);
        } catch (error) {
          if (!(error instanceof RunLockedError)) throw error;
        }
        inside = false;
      }
      return undefined;
    });
    let own: { release: () => void } | undefined;
    try {
      own = lockIn(slow, folder);
    } catch (error) {
      expect(error).toBeInstanceOf(RunLockedError);
    }
    const winners = [own, others].filter((lock) => lock !== undefined);
    expect(winners).toHaveLength(1);
    expect(existsSync(join(folder, 'lock.json'))).toBe(true);
    winners[0]!.release();
    expect(readdirSync(folder)).toEqual([]);
    return own === undefined ? 'overtaken' : 'first';
  }

  test.each(['stale', 'none'])('wherever it is overtaken (lock before: %s)', (before) => {
    const outcomes = new Set<string>();
    const make = () => (before === 'stale' ? lockOf(ended()) : temporaryFolder());
    const undisturbed = faultyFileSystem(() => undefined);
    const lock = lockIn(undisturbed, make());
    const operations = undisturbed.count;
    lock.release();
    for (let at = 1; at <= operations; at += 1) outcomes.add(overtaken(make(), at));
    expect(outcomes).toEqual(new Set(['overtaken', 'first']));
  });
});

test('an error of the file system is told as such', () => {
  const failing = faultyFileSystem(({ name }) => (name === 'link' ? 'EIO' : undefined));
  expect(() => lockIn(failing, temporaryFolder())).toThrow(/lock\.json cannot be written \(EIO\)/);
});
