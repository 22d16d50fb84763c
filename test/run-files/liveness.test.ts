import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { livenessOf } from '../../src/run-files/liveness.ts';
import { processFacts } from '../../src/run-files/process.ts';
import { RunDirectory } from '../../src/run-files/run-directory.ts';
import { startingTask } from '../../src/sweeps/task-keeper.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** This process, in another container of this machine, and on another machine. */
const contained = { ...processFacts(), pid_namespace: 'pid:[1]' };
const remote = { ...processFacts(), host: 'node-7' };

/** What is known after some minutes of a run with these files. */
function after(minutes: number, { task, lock }: { task?: object; lock?: object }) {
  const folder = temporaryFolder();
  if (lock !== undefined) writeFileSync(join(folder, 'lock.json'), JSON.stringify(lock));
  const record = { ...startingTask(process.pid), ...task };
  if (task !== undefined) writeFileSync(join(folder, 'task.json'), JSON.stringify(record));
  const { state, evidence } = livenessOf(new RunDirectory(folder), Date.now() + 60_000 * minutes);
  return [state, evidence];
}

const here = `process ${process.pid} on ${hostname()}`;
const there = `process ${process.pid} on node-7`;

test.each<[string, Parameters<typeof after>, [string, string]]>([
  ['in sight', [60, { lock: processFacts() }], ['alive', `${here} exists`]],
  [
    'whose number another process has now',
    [0, { lock: { ...processFacts(), process_start: '1' } }],
    ['dead', `${here} is gone`],
  ],
  [
    'in another container, with a sign of life',
    [4, { task: contained, lock: contained }],
    ['heard', `${here} gave a sign of life 4m ago`],
  ],
  [
    'in another container, without',
    [12, { task: contained, lock: contained }],
    ['silent', `no sign of life from ${here} for 12m`],
  ],
  [
    'on another machine, whose lock a user has removed',
    [1, { task: remote }],
    ['dead', `${there} no longer holds the lock`],
  ],
  [
    'that was started by hand on another machine, and touches its lock',
    [4.1, { lock: { ...remote, beats: true } }],
    ['heard', `${there} gave a sign of life 4m ago`],
  ],
  [
    'that touches its lock no more',
    // Not 12 sharp: file systems round times.
    [12.1, { lock: { ...remote, beats: true } }],
    ['silent', `no sign of life from ${there} for 12m`],
  ],
])('of a process %s', (_, [minutes, files], expected) => {
  expect(after(minutes, files)).toEqual(expected);
});
