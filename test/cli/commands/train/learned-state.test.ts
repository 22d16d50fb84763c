import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startVaeBench, tinyRun, vaeBench } from '../../../support/cli/vae-bench.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { readSafetensors } from '../../../support/runs/safetensors.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';

const folder = sharedFolder();
const data = dataFolder(folder);

test.each([
  ['relax', ''],
  ['nvil', '-n3'],
])(
  'a run with %s that SIGKILL ended resumes what it has learned, to the byte',
  async (estimator, samples) => {
    const options = (out: string) => [
      ...tinyRun(data, join(folder, estimator, out)),
      ...['--estimator', estimator, '--backend', 'onnx', '--threads', '1'],
      ...['--steps', '2000', '--eval-every', '100', '--set', 'checkpoint.everySteps=100'],
      ...['--set', 'estimator.learningRate=0.01'],
    ];
    const run = `quick/${estimator}-c3${samples}-v3-learningRate-0.01`;
    const fileOf = (out: string, name: string) => join(folder, estimator, out, run, 'seed-0', name);
    const whole = await vaeBench(...options('whole'));
    expect(whole.exitCode, whole.stderr).toBe(0);

    const child = startVaeBench(...options('killed'));
    await vi.waitFor(() => {
      expect(existsSync(fileOf('killed', 'checkpoint.safetensors'))).toBe(true);
    }, 60_000);
    child.kill('SIGKILL');
    await child;
    const rows =
      readFileSync(fileOf('killed', 'metrics.csv'), 'utf8').trim().split('\n').length - 1;
    expect(rows).toBeLessThan(20);

    const resumed = await vaeBench(...options('killed'));
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    const read = (out: string) => readFileSync(fileOf(out, 'metrics.csv'), 'utf8');
    expect(read('killed')).toBe(read('whole'));
    // The metadata of a checkpoint hold clock readings; the arrays must be the same.
    const arrays = (out: string) =>
      readSafetensors(readFileSync(fileOf(out, 'checkpoint.safetensors'))).arrays;
    const learned = Object.keys(arrays('whole')).filter((name) =>
      name.startsWith('estimator/learned/'),
    );
    expect(learned.length).toBeGreaterThan(2);
    expect(arrays('killed')).toEqual(arrays('whole'));
  },
);
