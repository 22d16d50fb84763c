import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { isSeedFolder, RunDirectory } from '../../src/run-files/run-directory.ts';
import { SweepDirectory } from '../../src/run-files/sweep-directory.ts';

test('an event file is named by the start of its run, in seconds of ten digits', () => {
  const directory = new RunDirectory('run');
  expect(directory.eventFile(1795572993.9)).toBe('run/events.out.tfevents.1795572993.vae-bench');
  expect(directory.eventFile(1)).toBe('run/events.out.tfevents.0000000001.vae-bench');
  const names = [basename(directory.eventFile(5)), 'events.out.tfevents.5.other', 'metrics.csv'];
  expect(directory.eventFilesAmong(names)).toEqual([directory.eventFile(5)]);
  expect(directory.eventDraft).not.toContain('tfevents');
});

test('a folder has the name of a run when it is that of a seed', () => {
  const names = ['a/seed-0', 'seed-17', 'seed-', 'seed-1x', 'ars-c3', 'seed-0/copy'];
  expect(names.map(isSeedFolder)).toEqual([true, true, false, false, false, false]);
});

test('what an interrupted acquisition of the lock leaves is told from the lock', () => {
  const run = new RunDirectory('run');
  const after = basename(run.lockAfter('0b9c2f4e-1111-4222-8333-444455556666'));
  const names = ['lock.json', 'lock.json.0123abcd.tmp', after, 'run.json.0123abcd.tmp'];
  expect(run.lockLeftoversAmong(names)).toEqual(['run/lock.json.0123abcd.tmp', `run/${after}`]);
});

test('a sweep is named by its folder or its manifest, and holds its runs', () => {
  const [folder, manifest] = [
    SweepDirectory.named('out/s'),
    SweepDirectory.named('out/s/sweep.json'),
  ];
  expect(manifest.path).toBe(folder.path);
  expect(folder.name).toBe('s');
  expect(folder.run('../s-more/ars-c3/seed-0').task).toBe(
    `${folder.out}/s-more/ars-c3/seed-0/task.json`,
  );
});
