import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { seenOnStderr, startWithin, tinyRun } from '../../../support/cli/vae-bench.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';
import { readSafetensors } from '../../../support/runs/safetensors.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { softwareGpuEnv, useSoftwareGpu, whyNoSoftwareGpu } from '../../../support/software-gpu.ts';

const reason = whyNoSoftwareGpu();
const folder = sharedFolder();
const data = dataFolder(folder);
const RUN = 'quick/ars+-c3-v3/seed-0';

/** 200 steps in groups of every length that checkpoints and the clock leave. */
const settings = ['--steps', '200', '--eval-every', '50', '--save-every', '20'];

function start(out: string, ...args: string[]) {
  const given = [...tinyRun(data, out), ...settings, '--backend', 'onnx-webgpu', ...args];
  // SwiftShader compiles for long where the machine has other work.
  return startWithin(400_000, softwareGpuEnv(), ...given);
}

describe.skipIf(reason !== undefined)(
  `on a software GPU${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    beforeAll(useSoftwareGpu, 600_000);

    test('a run that SIGKILL ended resumes to the bytes of one that was left alone', async () => {
      const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
      const reference = await start(whole);
      expect(reference.stderr).not.toMatch(/terminate called|Warning|Error/);
      expect(reference.exitCode).toBe(0);
      expect(reference.stderr).toMatch(
        /Backend onnx-webgpu: ONNX Runtime [\d.]+, WebGPU, SwiftShader .*, software on the CPU/,
      );

      const child = start(killed);
      await seenOnStderr(child, /INFO: step 100:/);
      child.kill('SIGKILL');
      await child;
      expect((await start(killed)).exitCode).toBe(0);

      const [one, other] = [new RunFiles(whole, RUN), new RunFiles(killed, RUN)];
      expect(other.read('metrics.csv')).toBe(one.read('metrics.csv'));
      // The metadata of a checkpoint hold clock readings; the arrays must be the same.
      const arrays = (out: string) =>
        readSafetensors(readFileSync(join(out, RUN, 'checkpoint.safetensors'))).arrays;
      expect(arrays(killed)).toEqual(arrays(whole));
      expect(one.record.backend).toMatchObject({
        name: 'onnx-webgpu',
        description: expect.stringContaining('SwiftShader') as string,
      });
    }, 900_000);
  },
);
