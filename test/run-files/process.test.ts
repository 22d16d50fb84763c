import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { lifeOf, processFacts } from '../../src/run-files/process.ts';
import type { ProcessFacts } from '../../src/run-files/process.ts';

// Not every machine tells who it is and when it was started.
const self = { ...processFacts(), machine: 'm', boot: 'b' };
const { pid: endedPid } = spawnSync(process.execPath, ['-e', '']);

describe('a process', () => {
  test.each<[string, ProcessFacts, string]>([
    ['that asks', self, 'alive'],
    ['that has ended', { ...self, pid: endedPid }, 'gone'],
    ['of another host', { ...self, host: 'elsewhere' }, 'unknown'],
    ['of another machine of the same name', { ...self, machine: 'other' }, 'unknown'],
    ['from before the machine was started', { ...self, boot: 'earlier' }, 'gone'],
    ['of a machine that does not tell its starts', { ...self, boot: null }, 'unknown'],
    ['of another container', { ...self, pid_namespace: 'pid:[1]' }, 'unknown'],
    // Written by a version that knew no other facts.
    ['with no more than a pid', { pid: process.pid, host: self.host }, 'alive'],
    ['with no more than a pid, and ended,', { pid: endedPid, host: self.host }, 'gone'],
  ])('%s', (_, facts, life) => {
    expect(lifeOf(facts, self)).toBe(life);
  });

  test.runIf(self.process_start !== null)(
    'that has the number of an earlier one is another',
    () => {
      expect(lifeOf({ ...self, process_start: '1' }, self)).toBe('gone');
    },
  );
});
