import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { probeInProcess } from '../../src/benchmarks/probe-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What is made of a process that runs this. */
function outcome(source: string, limit = 60) {
  const bin = join(temporaryFolder(), 'bin.mjs');
  writeFileSync(bin, source);
  return probeInProcess({ name: 'cpu', threads: 3 }, limit, bin);
}

const answer = `console.log(JSON.stringify({ probe: process.argv.slice(2) }));`;
const reasonOf = async (...args: Parameters<typeof outcome>) => {
  const attempt = await outcome(...args);
  return 'failure' in attempt ? attempt.failure.reason : attempt;
};

describe('a process that tries a backend', () => {
  test('is told which one, and may print before its answer', async () => {
    expect(await outcome(`console.log('a library says hello');${answer}`)).toEqual({
      probe: ['probe-backend', '--backend', 'cpu', '--threads', '3'],
    });
  });

  test('that hangs is ended after the time limit', async () => {
    expect(await reasonOf(`setInterval(() => undefined, 1000);`, 0.5)).toBe(
      'it did not answer within 0.5 s',
    );
  });

  test('that crashes is told by its signal, even after its answer', async () => {
    const crash = `process.stdout.write('', () => process.kill(process.pid, 'SIGABRT'));setInterval(() => 0, 1e3);`;
    expect(await reasonOf(`${answer}${crash}`)).toBe('its process was ended by SIGABRT');
  });

  test('that fails is told by what it said, without a stack', async () => {
    const bug = String.raw`console.error('This is a bug in vae-bench or in a plugin:\nError: no device.\n    at f (g.js:1:2)');process.exitCode = 1;`;
    expect(await reasonOf(bug)).toBe('its process failed: Error: no device');
  });
});
