import { expect, test } from 'vitest';
import { parseVulkanLog } from '../../src/backends/vulkan-log.ts';

// What loader 1.3.239 prints with VK_LOADER_DEBUG=driver while WebGPU starts: it lists devices more than once.
const drivers = [
  'DRIVER:           Found ICD manifest file /etc/vulkan/icd.d/nvidia_icd.json, version "1.0.0"',
  'DRIVER:           Found ICD manifest file /usr/share/vulkan/icd.d/lvp_icd.x86_64.json, version "1.0.0"',
];
const order = (heading: string, suffix = '  ') => [
  'INFO | DRIVER:    linux_read_sorted_physical_devices:',
  'INFO | DRIVER:         Original order:',
  'INFO | DRIVER:               [0] llvmpipe (LLVM 15.0.6, 256 bits)',
  'INFO | DRIVER:               [1] NVIDIA H200',
  `INFO | DRIVER:         ${heading}:`,
  `INFO | DRIVER:               [0] NVIDIA H200${suffix}`,
  'INFO | DRIVER:               [1] llvmpipe (LLVM 15.0.6, 256 bits)  ',
  'DEBUG | DRIVER:   Copying old device 0 into new device 0',
];
const opening = [
  'DRIVER:                ||',
  'DRIVER:              <Device>',
  'DRIVER:                  Using "NVIDIA H200" with driver: "libGLX_nvidia.so.0"',
];

test.each([
  ['Sorted order', '  '],
  ['Sorted order', '  [default]'],
  // As other versions of the loader say it.
  ['linux_read_sorted_physical_devices:  Order set to', '  [default]'],
])('the devices below "%s", in order, the one that is opened, and the drivers', (...heading) => {
  const log = [...drivers, ...order(...heading), ...drivers, ...order(...heading), ...opening];
  expect(parseVulkanLog(log.join('\n'))).toEqual({
    devices: ['NVIDIA H200', 'llvmpipe (LLVM 15.0.6, 256 bits)'],
    opened: 'NVIDIA H200',
    drivers: ['/etc/vulkan/icd.d/nvidia_icd.json', '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json'],
  });
});

test('a loader that says nothing leaves nothing known', () => {
  expect(parseVulkanLog('')).toEqual({ devices: [], opened: undefined, drivers: [] });
});
