import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SweepDirectoryError } from '../../src/core/sweep-errors.ts';
import { SweepDirectory } from '../../src/run-files/sweep-directory.ts';
import { manifestOf, writeManifest } from '../../src/sweeps/manifest.ts';
import { expectUserError, tinyRun, vaeBench } from '../support/cli/vae-bench.ts';
import { faultyFileSystem } from '../support/runs/faulty-file-system.ts';
import { dataFolder } from '../support/runs/small-data.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { SweepFolder, tinySweep } from '../support/sweeps/sweep-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROMISE = /kept|same command/;

test.each([
  ['EROFS', 'mkdir', /cannot be written to \(EROFS\)\. The file system is read-only.*--out/],
  ['EACCES', 'mkdir', /cannot be written to \(EACCES\)\. Check who may write there.*--out/],
  ['ENOSPC', 'write', /cannot be written to \(ENOSPC\)\. The disk is full: free some space/],
])('the manifest of a sweep that meets %s names folder, cause and remedy', (code, at, message) => {
  const folder = join(temporaryFolder(), 'deep', 'tiny');
  const failing = faultyFileSystem(({ name }) => (name === at ? code : undefined));
  const write = () => {
    writeManifest(new SweepDirectory(folder), manifestOf('tiny', []), failing);
  };
  expect(write).toThrow(SweepDirectoryError);
  expect(write).toThrow(message);
  expect(write).toThrow(folder);
  expect(write).not.toThrow(PROMISE);
});

const mountable =
  process.getuid?.() === 0 && !execaSync('unshare', ['--mount', 'true'], { reject: false }).failed;
const note = mountable ? '' : ' (skipped: needs root, to mount one)';

describe.skipIf(!mountable)(`on a read-only file system${note}`, () => {
  const folder = sharedFolder();
  const data = dataFolder(folder);
  const complete = new SweepFolder(folder, tinySweep(data, { grid: { estimator: ['ars'] } }));
  const mount = (...options: string[]) =>
    execaSync('mount', [...options, complete.out], { reject: false });

  beforeAll(async () => {
    expect((await complete.sweep()).exitCode).toBe(0);
    mount('--bind', complete.out);
    mount('-o', 'remount,bind,ro');
  });

  afterAll(() => {
    execaSync('umount', [complete.out], { reject: false });
  });

  test('a sweep that is complete is left alone', async () => {
    expect((await complete.sweep()).exitCode).toBe(0);
  });

  test.each([
    ['of another name', ['--set', 'name=other'], 'results/other'],
    ['with runs that are missing', ['--set', 'grid.estimator=["ars","arsm"]'], 'results/tiny'],
  ])('a sweep %s names folder, cause and remedy', async (_, flags, place) => {
    const ended = await complete.sweep(...flags);
    expectUserError(ended, 2);
    expect(ended.stderr).toContain(`${place} cannot be written to (EROFS)`);
    expect(ended.stderr).toContain(
      'The file system is read-only: choose another folder with --out.',
    );
    expect(ended.stderr).not.toMatch(PROMISE);
  });

  test.each([
    ['a run', () => [...tinyRun(data, complete.out), '--name', 'single']],
    ['a figure', () => ['plot', complete.out, '-o', join(complete.out, 'figure.svg')]],
    ['a report', () => ['report', complete.out, '-o', join(complete.out, 'report.html')]],
  ])('%s promises nothing', async (_, args) => {
    const ended = await vaeBench(...args());
    expectUserError(ended, 1);
    expect(ended.stderr).toMatch(/\(EROFS\)\. The file system is read-only: .*--out\.$/m);
    expect(ended.stderr).not.toMatch(PROMISE);
  });
});
