import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { finder } from '../../src/backends/vulkan-gpus.ts';
import { parseVulkanLog } from '../../src/backends/vulkan-log.ts';
import { probeWebGpu } from '../../src/backends/webgpu-probe.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import {
  renamedDriver,
  softwareDriver,
  softwareGpuEnv,
  useSoftwareGpu,
  whyNoSoftwareGpu,
} from '../support/software-gpu.ts';

const reason = whyNoSoftwareGpu();
const folder = sharedFolder();

/** Lets this process see these drivers, and no others. */
function see(...drivers: readonly string[]): void {
  for (const [name, value] of Object.entries(softwareGpuEnv(...drivers))) vi.stubEnv(name, value);
}

const opened = async (env: Readonly<Record<string, string>>) =>
  parseVulkanLog(await probeWebGpu(env)).opened;

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.skipIf(reason !== undefined)(
  `with several software GPUs${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    let second = '';
    let third = '';

    beforeAll(async () => {
      await useSoftwareGpu();
      second = renamedDriver(join(folder, 'second'), 'Second');
      third = renamedDriver(join(folder, 'third'), 'Third_');
    }, 600_000);

    test('WebGPU takes the one whose index is asked for, whichever way round they are', async () => {
      const unasked: (string | undefined)[] = [];
      for (const drivers of [
        [softwareDriver, second, third],
        [third, second, softwareDriver],
      ]) {
        see(...drivers);
        unasked.push(await opened({}));
        const gpus = [await finder.choose(0), await finder.choose('1'), await finder.choose(2)];
        const names = gpus.map(({ name }) => name);
        expect(names.toSorted()).toEqual([
          'SwiftShader Device (Subzero)',
          'SwiftShader Second (Subzero)',
          'SwiftShader Third_ (Subzero)',
        ]);
        for (const { name, env } of gpus) expect(await opened(env)).toBe(name);
        expect(await finder.list()).toEqual(gpus);
      }
      // Without help, WebGPU takes another one of them each time.
      expect(new Set(unasked).size).toBe(2);
    });

    test('one that is not there is an error that lists those that are', async () => {
      see(second);
      await expect(finder.choose(1)).rejects.toMatchObject({
        message: 'there is no GPU 1',
        remedy: expect.stringContaining('0 (SwiftShader Second (Subzero))') as string,
      });
      await expect(finder.choose('GPU-6a1f')).rejects.toThrow('there is no GPU GPU-6a1f');
    });

    test('two of one name cannot be told apart: the first can be had, the second is an error', async () => {
      const twin = renamedDriver(join(folder, 'twin'), 'Second');
      see(second, twin);
      expect(await finder.choose(0)).toEqual({ name: 'SwiftShader Second (Subzero)', env: {} });
      await expect(finder.choose(1)).rejects.toThrow(
        'Vulkan cannot tell GPU 1 from another one of its name, SwiftShader Second (Subzero)',
      );
      expect(await finder.list()).toHaveLength(1);
    });
  },
);
