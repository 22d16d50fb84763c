import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import {
  expectUserError,
  seenOnStderr,
  startVaeBench,
  tinyRun,
  vaeBench,
} from '../../support/cli/vae-bench.ts';
import {
  hasTerminal,
  shellCommand,
  startShellOnTerminal,
  terminalNote,
} from '../../support/cli/terminal.ts';
import { sharedFolder } from '../../support/shared-folder.ts';
import { pluginSource } from '../../support/cli/plugin-source.ts';
import { RunFiles } from '../../support/runs/run-files.ts';
import { readSafetensors } from '../../support/runs/safetensors.ts';
import { dataFolder } from '../../support/runs/small-data.ts';

const folder = sharedFolder();
const data = dataFolder(folder);
/** Never reached. */
const endless = ['--steps', '1000000', '--eval-every', '5'];

function expectStopped(files: RunFiles, signal: string): void {
  const { record } = files;
  expect(record.status).toBe('interrupted');
  expect(record.reason).toMatch(
    new RegExp(
      `^Stopped by ${signal} after step ${record.steps_done}; the same command resumes from there`,
    ),
  );
  expect(record.ended).not.toBeNull();
  const steps = files.rows('metrics.csv').map((row) => row.step!);
  expect(steps.length).toBeGreaterThan(0);
  expect(steps).toEqual(steps.map((_, at) => 5 * (at + 1)));
  expect(steps.at(-1)).toBeLessThanOrEqual(record.steps_done);
  expect(files.log.at(-1)).toMatchObject({ err: { type: 'InterruptedError' } });
}

describe.concurrent('a signal', () => {
  test('SIGINT stops the run with exit code 130; until then a pipe gets heartbeats', async () => {
    const out = join(folder, 'sigint');
    const child = startVaeBench(...tinyRun(data, out), ...endless);
    await seenOnStderr(
      child,
      /(?=[^]*INFO: step 5:)[^]*^step \d+\/1000000 \| bound -\d+\.\d\d nats \| \d+(\.\d\d)? steps\/s \| ETA (\d+[a-z]+ ?)+\n/m,
    );
    child.kill('SIGINT');
    const ended = await child;
    expectUserError(ended, 130);
    expect(ended.stderr).toMatch(/^Stopped by SIGINT after step \d+;/m);
    expect(ended.stdout).toBe('');
    expectStopped(new RunFiles(out, 'quick/ars+-c3-v3/seed-0'), 'SIGINT');
  });

  test('SIGTERM stops the run with exit code 143 and starts no further seed', async () => {
    const out = join(folder, 'sigterm');
    const args = [...tinyRun(data, out), ...endless, '--seeds', '0-1'];
    const child = startVaeBench(...args);
    await seenOnStderr(child, /INFO: step 5:/);
    child.kill('SIGTERM');
    expectUserError(await child, 143);
    const files = new RunFiles(out, 'quick/ars+-c3-v3/seed-0');
    expectStopped(files, 'SIGTERM');
    expect(existsSync(join(out, 'quick/ars+-c3-v3/seed-1'))).toBe(false);

    const checkpoint = readSafetensors(readFileSync(files.file('checkpoint.safetensors')));
    expect(Number(checkpoint.metadata.step)).toBe(files.record.steps_done);
  });

  test('SIGHUP stops the run with exit code 129', async () => {
    const out = join(folder, 'sighup');
    const child = startVaeBench(...tinyRun(data, out), ...endless);
    await seenOnStderr(child, /INFO: step 5:/);
    child.kill('SIGHUP');
    expectUserError(await child, 129);
    expectStopped(new RunFiles(out, 'quick/ars+-c3-v3/seed-0'), 'SIGHUP');
  });

  test.each(['SIGUSR1', 'SIGUSR2'] as const)(
    '%s stops the run with the exit code that asks for another start',
    async (signal) => {
      const out = join(folder, signal);
      const args = [...tinyRun(data, out), ...endless];
      const child = startVaeBench(...args);
      await seenOnStderr(child, /INFO: step 5:/);
      child.kill(signal);
      const ended = await child;
      expectUserError(ended, 75);
      expect(ended.stderr).toContain(`${signal}: stopping after this step with a checkpoint`);
      expect(ended.stderr).not.toContain('Debugger');
      const files = new RunFiles(out, 'quick/ars+-c3-v3/seed-0');
      expectStopped(files, signal);
      expect(existsSync(files.file('lock.json'))).toBe(false);

      const again = startVaeBench(...args);
      const from = files.record.steps_done;
      const resumed = `INFO: resuming from step ${from.toLocaleString('en')} of 1,000,000\n`;
      await seenOnStderr(again, new RegExp(`${resumed}[^]*?INFO: step`));
      again.kill('SIGTERM');
      expectUserError(await again, 143);
      const { starts } = files.record;
      expect(
        starts.map(({ from_step, reason }) => [from_step, reason?.split(' after')[0]]),
      ).toEqual([
        [0, `Stopped by ${signal}`],
        [from, 'Stopped by SIGTERM'],
      ]);
    },
  );

  test('SIGTERM after SIGUSR2 does not cut the checkpoint short', async () => {
    const out = join(folder, 'both');
    const plugin = join(folder, 'limited.mjs');
    writeFileSync(
      plugin,
      `let steps = -2;\n${pluginSource({
        name: '"limited"',
        gradient: `({ logits }) => {
          steps += 1;
          if (steps === 3) for (const name of ['SIGUSR2', 'SIGTERM']) process.kill(process.pid, name);
          return { gradient: logits.mul(0) };
        }`,
      })}`,
    );
    const args = ['--plugin', plugin, '--estimator', 'limited', '--eval-every', '1'];
    const ended = await vaeBench(...tinyRun(data, out), ...endless, ...args);
    expectUserError(ended, 75);
    const files = new RunFiles(out, 'quick/limited-c3-v3/seed-0');
    expect(files.record).toMatchObject({ status: 'interrupted', steps_done: 3 });
  });

  test('that comes twice at once is one: launchers pass on what the terminal sends, too', async () => {
    const out = join(folder, 'double');
    const plugin = join(folder, 'double.mjs');
    writeFileSync(
      plugin,
      `let steps = -2;\n${pluginSource({
        gradient: `({ logits }) => {
          steps += 1;
          if (steps === 3) for (const _ of [1, 2]) process.kill(process.pid, 'SIGTERM');
          return { gradient: logits.mul(0) };
        }`,
      })}`,
    );
    const args = ['--plugin', plugin, '--estimator', 'plugged', '--eval-every', '1'];
    const ended = await vaeBench(...tinyRun(data, out), ...endless, ...args);
    expectUserError(ended, 143);
    const files = new RunFiles(out, 'quick/plugged-c3-v3/seed-0');
    expect(files.record).toMatchObject({ status: 'interrupted', steps_done: 3 });
  });

  test('twice ends the process at once, even in the middle of a step; the rows stay', async () => {
    const out = join(folder, 'twice');
    const plugin = join(folder, 'stubborn.mjs');
    writeFileSync(
      plugin,
      `let steps = -2;\n${pluginSource({
        gradient: `({ logits }) => {
          steps += 1;
          if (steps === 3) process.stderr.write('a step without end\\n');
          while (steps === 3);
          return { gradient: logits.mul(0) };
        }`,
      })}`,
    );
    const args = ['--plugin', plugin, '--estimator', 'plugged', '--eval-every', '1'];
    const child = startVaeBench(...tinyRun(data, out), ...endless, ...args);
    await seenOnStderr(child, /a step without end/);
    const promised = seenOnStderr(child, /a further \^C stops at once/);
    child.kill('SIGINT');
    await promised;
    child.kill('SIGINT');
    const ended = await child;
    expect(ended.signal).toBe('SIGINT');
    expect(ended.timedOut).toBe(false);
    expect(ended.stderr).not.toContain('Stopped by');
    const files = new RunFiles(out, 'quick/plugged-c3-v3/seed-0');
    expect(files.record.status).toBe('running');
    expect(files.rows('metrics.csv')).toMatchObject([{ step: 1 }, { step: 2 }]);
  });
});

test('SIGUSR1 opens no debugger in a command that runs nothing', async () => {
  const plugin = join(folder, 'signalling.mjs');
  writeFileSync(plugin, `process.kill(process.pid, 'SIGUSR1');\n${pluginSource()}`);
  const ended = await startVaeBench('estimators', '--plugin', plugin);
  expect(ended.stderr).not.toContain('Debugger');
});

describe.skipIf(!hasTerminal)(`a terminal that is closed${terminalNote}`, () => {
  /** Starts a run on a terminal and closes the terminal when the run has measured something. */
  async function closedOn(out: string, command: (vaeBench: string) => string): Promise<RunFiles> {
    const terminal = startShellOnTerminal(command(shellCommand(...tinyRun(data, out), ...endless)));
    const files = new RunFiles(out, 'quick/ars+-c3-v3/seed-0');
    await vi.waitFor(() => {
      expect(files.rows('metrics.csv').length).toBeGreaterThan(0);
    }, 30_000);
    terminal.kill('SIGKILL');
    await terminal;
    return files;
  }

  test('stops the run with a checkpoint and the exit code of the hangup', async () => {
    // The shell passes the hangup on, as shells do that are used by hand, and waits for the run.
    const files = await closedOn(
      join(folder, 'closed'),
      (run) =>
        `trap 'kill -HUP $!' HUP; ${run} & wait $!; wait $!; echo $? >'${join(folder, 'code')}'`,
    );
    await vi.waitFor(() => {
      expectStopped(files, 'SIGHUP');
      expect(readFileSync(join(folder, 'code'), 'utf8')).toBe('129\n');
    }, 30_000);
    expect(existsSync(files.file('checkpoint.safetensors'))).toBe(true);
  });

  test.runIf(process.platform === 'linux')('leaves a run alone that nohup started', async () => {
    const files = await closedOn(join(folder, 'nohup'), (run) => `cd ${folder} && nohup ${run}`);
    const { pid } = files.record;
    const rows = files.rows('metrics.csv').length;
    await vi.waitFor(() => {
      expect(files.rows('metrics.csv').length).toBeGreaterThan(rows + 20);
    }, 30_000);
    process.kill(pid, 'SIGTERM');
    await vi.waitFor(() => {
      expectStopped(files, 'SIGTERM');
    }, 30_000);
  });
});
