import { expect, test, vi } from 'vitest';
import { findAdapter, reasonIn, vulkanName } from '../../src/backends/adapter.ts';
import { useSoftwareGpu, whyNoSoftwareGpu } from '../support/software-gpu.ts';

const reason = whyNoSoftwareGpu();

test('the adapter is the one that Vulkan’s loader sorts first', () => {
  // As the loader 1.3.239 prints it with VK_LOADER_DEBUG=driver.
  const log = [
    'INFO | DRIVER:    linux_read_sorted_physical_devices:',
    'INFO | DRIVER:         Original order:',
    'INFO | DRIVER:               [0] llvmpipe (LLVM 15.0.6, 256 bits)',
    'INFO | DRIVER:               [1] NVIDIA H200',
    'INFO | DRIVER:         Sorted order:',
    'INFO | DRIVER:               [0] NVIDIA H200  ',
    'INFO | DRIVER:               [1] llvmpipe (LLVM 15.0.6, 256 bits)  ',
  ].join('\n');
  expect(vulkanName(log)).toBe('NVIDIA H200');
  expect(vulkanName('')).toBeUndefined();
});

test.each([
  [
    'Warning: vkCreateInstance: Found no drivers!\nFailed to get a WebGPU adapter: No supported adapters\n\n',
    'there is no adapter: no GPU is here, or its Vulkan driver is missing',
  ],
  [
    'driver noise\nFailed to get a WebGPU device: Out of memory\n',
    'Failed to get a WebGPU device: Out of memory',
  ],
  ['', 'its driver ended the process that tried it'],
])('the reason in %j', (output, expected) => {
  expect(reasonIn(output)).toBe(expected);
});

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
