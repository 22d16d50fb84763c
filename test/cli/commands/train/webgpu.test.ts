import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  expectUserError,
  seenOnStderr,
  startWithin,
  tinyRun,
} from '../../../support/cli/vae-bench.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';
import { readSafetensors } from '../../../support/runs/safetensors.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { hasCommand } from '../../../support/debian.ts';
import {
  lossyGpuEnv,
  softwareGpuEnv,
  installSoftwareGpu,
  whyNoSoftwareGpu,
} from '../../../support/software-gpu.ts';

const reason = whyNoSoftwareGpu();
const folder = sharedFolder();
const data = dataFolder(folder);
const RUN = 'quick/ars+-c3-v3/seed-0';

/** 200 steps in groups of every length that checkpoints and the clock leave. */
const settings = ['--steps', '200', '--eval-every', '50', '--save-every', '20'];

function startWith(env: Readonly<Record<string, string>>, out: string) {
  const given = [...tinyRun(data, out), ...settings, '--backend', 'onnx-webgpu'];
  // SwiftShader compiles for long where the machine has other work.
  return startWithin(400_000, env, ...given);
}

const start = (out: string) => startWith(softwareGpuEnv(), out);

/** The files of two runs hold the same numbers. The metadata of a checkpoint hold clock readings. */
function expectSame(one: string, other: string): void {
  const files = (out: string) => ({
    metrics: new RunFiles(out, RUN).read('metrics.csv'),
    arrays: readSafetensors(readFileSync(join(out, RUN, 'checkpoint.safetensors'))).arrays,
  });
  expect(files(one)).toEqual(files(other));
}

describe.skipIf(reason !== undefined)(
  `on a software GPU${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    const whole = join(folder, 'whole');

    beforeAll(async () => {
      await installSoftwareGpu();
      const reference = await start(whole);
      expect(reference.stderr).not.toMatch(/terminate called|Warning|Error/);
      expect(reference.exitCode).toBe(0);
      expect(reference.stderr).toMatch(
        /Backend onnx-webgpu: ONNX Runtime [\d.]+, WebGPU, SwiftShader .*, software on the CPU/,
      );
      expect(new RunFiles(whole, RUN).record.backend).toMatchObject({
        name: 'onnx-webgpu',
        description: expect.stringContaining('SwiftShader') as string,
      });
    }, 900_000);

    test('a run that SIGKILL ended resumes to the bytes of one that was left alone', async () => {
      const killed = join(folder, 'killed');
      const child = start(killed);
      await seenOnStderr(child, /INFO: step 100:/);
      child.kill('SIGKILL');
      await child;
      expect((await start(killed)).exitCode).toBe(0);
      expectSame(killed, whole);
    }, 900_000);

    test.skipIf(!hasCommand('cc'))(
      'a run whose device is lost says so, and resumes to the same bytes (needs cc)',
      async () => {
        const lost = join(folder, 'lost');
        // Some way behind the first checkpoints of its 200 steps, each of which gives the device work several times.
        const ended = await startWith(lossyGpuEnv(join(folder, 'lossy'), 1500), lost);
        expectUserError(ended, 1);
        expect(ended.stderr).toMatch(
          /^The device of the backend onnx-webgpu is lost \([^/]*\): its driver was reset/m,
        );
        const { record } = new RunFiles(lost, RUN);
        expect(record).toMatchObject({ status: 'failed' });
        expect(record.reason).toContain('The device of the backend onnx-webgpu is lost');

        const resumed = await start(lost);
        expect(resumed.stderr).toMatch(/resuming from step [1-9]\d* of 200/);
        expect(resumed.exitCode).toBe(0);
        expectSame(lost, whole);
      },
      900_000,
    );
  },
);
