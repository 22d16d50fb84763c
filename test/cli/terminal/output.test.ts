import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../src/core/package.ts';
import { pluginSource } from '../../support/cli/plugin-source.ts';
import {
  hasTerminal,
  shellCommand,
  startShellOnTerminal,
  terminalNote,
} from '../../support/cli/terminal.ts';
import { bin, tinyRun, vaeBench } from '../../support/cli/vae-bench.ts';
import { RunFiles } from '../../support/runs/run-files.ts';
import { dataFolder } from '../../support/runs/small-data.ts';
import { sharedFolder } from '../../support/shared-folder.ts';
import { SweepFolder, tinySweep } from '../../support/sweeps/sweep-process.ts';

const folder = sharedFolder();
const data = dataFolder(folder);
const out = join(folder, 'results');
const endless = ['--steps', '1000000', '--eval-every', '5'];

/** Runs a shell's command; the exit code of vae-bench, which is a part of it, is what it prints on fd 3. */
async function inShell(command: string): Promise<{ code: number; stderr: string }> {
  const { stdio, stderr } = await execa('sh', ['-c', command], {
    cwd: packageRoot,
    reject: false,
    timeout: 60_000,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  return { code: Number(stdio[3]), stderr };
}

/** The command with its exit code on fd 3. */
const telling = (command: string): string => `{ ${command}; echo $? >&3; }`;

const fullDisk = existsSync('/dev/full');
const fullNote = fullDisk ? '' : ' (skipped: there is no /dev/full)';

const printing: readonly (readonly string[])[] = [
  ['--help'],
  ['--version'],
  ['sweep', '--help'],
  ['--print-config'],
  ['estimators'],
  ['verify', '--estimator', 'ars', '--draws', '100', '--backend', 'cpu'],
  ['completion', 'bash'],
  ['complete', ''],
  ['status', out],
  ['status', out, '--json'],
  ['status', out, '--watch'],
  ['table', out],
  ['findings', out],
];

beforeAll(async () => {
  expect((await vaeBench(...tinyRun(data, out))).exitCode).toBe(0);
});

describe.concurrent('a command that only prints', () => {
  test.each(printing.map((args) => [args.join(' '), args] as const))(
    'ends quietly when nobody reads it: %s',
    async (_, args) => {
      expect(await inShell(`${telling(shellCommand(...args))} | true`)).toEqual({
        code: 0,
        stderr: '',
      });
    },
  );

  test.runIf(fullDisk).each(printing.map((args) => [args.join(' '), args] as const))(
    `fails with a message when the disk is full: %s${fullNote}`,
    async (_, args) => {
      const { code, stderr } = await inShell(telling(`${shellCommand(...args)} > /dev/full`));
      expect(code).toBe(1);
      expect(stderr).toBe(
        'Standard output cannot be written (ENOSPC). The disk is full: free some space.',
      );
    },
  );

  test('has the exit code of its error, though the message has no place to go', async () => {
    const ended = await inShell(`${telling(`${shellCommand('status', 'nowhere')} 2>&1`)} | true`);
    expect(ended.code).toBe(2);
  });

  test('writes all files that it was asked for, though nobody reads their names', async () => {
    const files = ['a.svg', 'b.svg'].map((name) => join(folder, name));
    const args = ['plot', out, ...files.flatMap((file) => ['-o', file])];
    expect((await inShell(`${telling(shellCommand(...args))} | true`)).code).toBe(0);
    expect(files.map((file) => existsSync(file))).toEqual([true, true]);
  });
});

describe.concurrent('a run', () => {
  test.each([
    ['nobody reads', (command: string) => `${telling(`${command} 2>&1`)} | true`],
    ['its reader leaves', (command: string) => `${telling(`${command} 2>&1`)} | head -n 3`],
    ['its streams are closed', (command: string) => telling(`${command} >&- 2>&-`)],
    [
      `the disk of its log is full${fullNote}`,
      (command: string) => telling(`${command} > /dev/full 2>&1`),
    ],
  ])('completes when %s', async (name, command) => {
    if (name.includes('full') && !fullDisk) return;
    const place = join(folder, name.replaceAll(' ', '-'));
    expect((await inShell(command(shellCommand(...tinyRun(data, place))))).code).toBe(0);
    expect(new RunFiles(place, 'quick/ars+-c3-v3/seed-0').record.status).toBe('completed');
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGUSR2', 75],
  ] as const)(
    'that gets %s after its reader has left writes its checkpoint',
    async (signal, code) => {
      const place = join(folder, `unread-${signal}`);
      const plugin = join(folder, `${signal}.mjs`);
      const gradient = `({ logits }) => {
      steps += 1;
      if (steps === 3) process.kill(process.pid, '${signal}');
      return { gradient: logits.mul(0) };
    }`;
      writeFileSync(plugin, `let steps = -2;\n${pluginSource({ gradient })}`);
      const args = ['--plugin', plugin, '--estimator', 'plugged', '--eval-every', '1'];
      const command = shellCommand(...tinyRun(data, place), ...endless, ...args);
      expect((await inShell(`${telling(`${command} 2>&1`)} | true`)).code).toBe(code);
      const files = new RunFiles(place, 'quick/plugged-c3-v3/seed-0');
      expect(files.record).toMatchObject({ status: 'interrupted', steps_done: 3 });
      expect(existsSync(files.file('checkpoint.safetensors'))).toBe(true);
    },
  );

  test.skipIf(!hasTerminal)(
    `that is stopped by Ctrl-C together with tee writes its checkpoint${terminalNote}`,
    async () => {
      const place = join(folder, 'tee');
      const log = join(folder, 'tee.log');
      const code = join(folder, 'tee.code');
      const command = `${shellCommand(...tinyRun(data, place), ...endless)} 2>&1; echo $? > ${code}`;
      // The shell itself must live to note the exit code.
      const child = startShellOnTerminal(`trap : INT; (trap : INT; ${command}) | tee ${log}`);
      let pressed = false;
      child.stdout.on('data', (chunk: Buffer) => {
        if (pressed || !chunk.toString().includes('step 10:')) return;
        pressed = true;
        child.stdin.end('\u0003');
      });
      await child;
      expect(readFileSync(code, 'utf8')).toBe('130\n');
      // tee died first.
      expect(readFileSync(log, 'utf8')).not.toContain('Stopped by');
      const files = new RunFiles(place, 'quick/ars+-c3-v3/seed-0');
      expect(files.record.status).toBe('interrupted');
      expect(files.record.reason).toMatch(/the same command resumes from there/);
    },
  );
});

describe.concurrent('a sweep', () => {
  test.each([
    ['nobody reads it', '2>&1', '| true'],
    [`its log has no room${fullNote}`, '> /dev/full 2>&1', ''],
  ])('completes when %s', async (name, redirection, pipe) => {
    if (name.includes('room') && !fullDisk) return;
    const path = join(folder, name.replaceAll(' ', '-'));
    dataFolder(folder, name.replaceAll(' ', '-'));
    const sweep = new SweepFolder(path, tinySweep(data, { grid: { estimator: ['ars', 'arsm'] } }));
    const command = shellCommand(...sweep.arguments);
    expect((await inShell(`${telling(`${command} ${redirection}`)} ${pipe}`)).code).toBe(0);
    for (const run of ['ars-c3-v3/seed-0', 'arsm-c3-v3/seed-0']) {
      expect(new RunFiles(sweep.run(run)).record.status).toBe('completed');
    }
  });
});

test.runIf(fullDisk)('watch serves on when its address cannot be printed', async () => {
  const port = 20_000 + (process.pid % 20_000);
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [bin, 'watch', out, '--port', String(port)], {
    stdio: ['ignore', full, full],
  });
  const ended = once(child, 'exit');
  closeSync(full);
  const page = async (): Promise<string> => {
    for (;;) {
      try {
        return await (await fetch(`http://127.0.0.1:${port}/`)).text();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  expect(await page()).toContain('<html');
  child.kill('SIGTERM');
  expect(await ended).toEqual([143, null]);
});
