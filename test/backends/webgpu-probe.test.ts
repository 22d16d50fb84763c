import { expect, test } from 'vitest';
import { reasonIn } from '../../src/backends/webgpu-probe.ts';

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
