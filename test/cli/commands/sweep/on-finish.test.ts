import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectUserError, seenOnStderr } from '../../../support/cli/vae-bench.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { pluginThat, SweepFolder, tinySweep } from '../../../support/sweeps/sweep-process.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const data = dataFolder(sharedFolder());

const sweepOf = (changes: object) =>
  new SweepFolder(
    temporaryFolder(),
    tinySweep(data, { grid: { estimator: ['ars', 'arsm'] }, ...changes }),
  );

const command =
  'echo "$VAE_BENCH_KIND $VAE_BENCH_STATUS $VAE_BENCH_RUNS_COMPLETED/$VAE_BENCH_RUNS"';

/** What the command of the sweep printed. */
const saidBy = ({ stderr }: { readonly stderr: string }): string[] =>
  [...stderr.matchAll(/^on finish: (sweep .*)$/gm)].map(([, line]) => line!);

describe('a sweep with --on-finish', () => {
  test('runs the command once, at its end, and not when there is nothing to run', async () => {
    const sweep = sweepOf({});
    const ended = await sweep.sweep('--on-finish', command);
    expect(ended.exitCode).toBe(0);
    expect(saidBy(ended)).toEqual(['sweep completed 2/2']);
    const log = readFileSync(join(sweep.out, 'tiny', 'on-finish.log'), 'utf8');
    expect(log).toMatch(/^\d{4}-\S+Z sweep completed 2\/2$/m);
    expect(saidBy(await sweep.sweep('--on-finish', command))).toEqual([]);
  });

  test('keeps its exit code when a run fails, and when the command does', async () => {
    const folder = temporaryFolder();
    const plugins = [pluginThat(folder, 'thrower', 'throw new Error("no")')];
    const sweep = sweepOf({ plugins, grid: { estimator: ['ars', 'thrower'] } });
    const ended = await sweep.sweep('--on-finish', `${command}; exit 9`);
    expect(ended.exitCode).toBe(3);
    expect(saidBy(ended)).toEqual(['sweep failed 1/2']);
    expect(ended.stderr).toContain('on finish: the command failed: it ended with exit code 9');
  });

  test('runs it when ^C stopped the sweep', async () => {
    const sweep = sweepOf({ steps: 1_000_000, evaluation: { every: 1_000_000, samples: 5 } });
    const child = sweep.start('--jobs', '1', '--on-finish', command);
    await seenOnStderr(child, /started/);
    child.kill('SIGINT');
    const ended = await child;
    expect(ended.exitCode).toBe(130);
    expect(saidBy(ended)).toEqual(['sweep interrupted 0/2']);
  });

  test('is not confused with what each run does by itself', async () => {
    const sweep = sweepOf({ onFinish: { command: 'echo in the file' } });
    const ended = await sweep.sweep(
      '--on-run-finish',
      'touch "$VAE_BENCH_FOLDER/$VAE_BENCH_STATUS"',
    );
    expect(ended.stderr).not.toContain('on finish');
    for (const run of ['ars-c3-v3/seed-0', 'arsm-c3-v3/seed-0']) {
      expect(existsSync(join(sweep.run(run), 'completed'))).toBe(true);
    }
  });

  test('has no meaning where nobody waits for the end', async () => {
    const ended = await sweepOf({}).sweep('--launcher', 'slurm', '--on-finish', command);
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(/^--on-finish has no meaning where nobody waits/);
  });
});
