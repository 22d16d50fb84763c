import { once } from 'node:events';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { asVariables, runShell, secondsAtEnd } from '../../src/processes/shell.ts';
import { exists } from '../support/sweeps/sweep-process.ts';

/** Runs a command to its end. */
async function ran(command: string, options: object = {}) {
  const lines: string[] = [];
  const problem = await runShell(command, {
    ...{ env: {}, seconds: 60 },
    onLine: (line) => lines.push(line),
    ...options,
  });
  return { lines, problem };
}

describe('runShell', () => {
  test('gives what the command prints, line by line, with its variables', async () => {
    const env = asVariables({ reason: 'a "b"\n$c', steps_done: 3, note: null });
    const command = 'echo "$VAE_BENCH_REASON"; echo "[$VAE_BENCH_NOTE]" >&2; printf 3';
    const { lines, problem } = await ran(command, { env });
    expect(problem).toBeNull();
    expect(lines.toSorted()).toEqual(['$c', '3', '[]', 'a "b"']);
  });

  test.each([
    ['exit 3', 'it ended with exit code 3'],
    ['kill -9 $$', 'it was ended by SIGKILL'],
    ['no-such-command-anywhere', 'it ended with exit code 127'],
  ])('says how `%s` failed', async (command, problem) => {
    expect(await ran(command)).toMatchObject({ problem });
  });

  test('ends a command that takes too long, with all that it has started', async () => {
    const { lines, problem } = await ran('sleep 1000 & echo $!; wait', { seconds: 0.5 });
    expect(problem).toBe('it was ended after 0.5 seconds');
    expect(exists(Number(lines[0]))).toBe(false);
  });

  test('ends a command when the signal aborts, also one that does not listen', async () => {
    const controller = new AbortController();
    const { problem } = await ran(`trap '' TERM; echo ready; while :; do sleep 0.1; done`, {
      signal: controller.signal,
      onLine: () => {
        controller.abort('SIGINT');
      },
    });
    expect(problem).toBe('it was ended by SIGINT');
  });

  test('ends the command, with all that it has started, when its own process is killed', async () => {
    const script = `
      import { runShell } from ${JSON.stringify(join(packageRoot, 'dist', 'processes', 'shell.js'))};
      await runShell('sleep 1000 & echo $!; wait', { env: {}, seconds: 60, onLine: console.log });`;
    const parent = execa(process.execPath, ['--input-type=module', '--eval', script], {
      reject: false,
    });
    const printed = (await once(parent.stdout, 'data')) as readonly Buffer[];
    const pid = Number(String(printed[0]));
    expect(exists(pid)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => {
      expect(exists(pid)).toBe(false);
    }, 30_000);
  });

  test('does not wait for what the command leaves in the background', async () => {
    const { lines, problem } = await ran('sleep 1000 & echo $!');
    expect(problem).toBeNull();
    process.kill(Number(lines[0]));
  });

  test('survives variables that no environment takes', async () => {
    const env = { VAE_BENCH_REASON: `a\0b${'c'.repeat(300_000)}` };
    expect(await ran('echo ${#VAE_BENCH_REASON}', { env })).toEqual({
      lines: ['16000'],
      problem: null,
    });
  });
});

test('a command at the end of what a signal stopped has 30 seconds at most', () => {
  expect(secondsAtEnd(600, undefined)).toBe(600);
  expect(secondsAtEnd(600, AbortSignal.abort())).toBe(30);
  expect(secondsAtEnd(5, AbortSignal.abort())).toBe(5);
});
