import { expect, test, vi } from 'vitest';
import { findAdapter } from '../../src/backends/adapter.ts';
import { useSoftwareGpu, whyNoSoftwareGpu } from '../support/software-gpu.ts';

const reason = whyNoSoftwareGpu();

test('a machine without a driver has no adapter', async () => {
  vi.stubEnv('VK_DRIVER_FILES', '/nowhere.json');
  vi.stubEnv('VK_ICD_FILENAMES', '/nowhere.json');
  await expect(findAdapter({ always: true })).rejects.toThrow(/no adapter|libvulkan|WebGPU/);
  vi.unstubAllEnvs();
});

test.skipIf(reason !== undefined)(
  `SwiftShader is named and known as software${reason === undefined ? '' : ` (${reason})`}`,
  async () => {
    await useSoftwareGpu();
    const adapter = await findAdapter({ always: true });
    expect(adapter).toEqual({
      name: expect.stringMatching(/^SwiftShader /) as string,
      software: true,
    });
  },
  600_000,
);
