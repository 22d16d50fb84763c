import { expect, test } from 'vitest';
import { parseGpus, visibleGpus } from '../../src/backends/nvidia.ts';

// As nvidia-smi --query-gpu=index,uuid,name --format=csv,noheader prints two GPUs.
const output = '0, GPU-6a1f0c2e-1111, NVIDIA H200\n1, GPU-0be7d9aa-2222, NVIDIA H200\n';

test('the GPUs of NVIDIA have indices, identifiers and names', () => {
  expect(parseGpus(output)).toEqual([
    { index: '0', uuid: 'GPU-6a1f0c2e-1111', name: 'NVIDIA H200' },
    { index: '1', uuid: 'GPU-0be7d9aa-2222', name: 'NVIDIA H200' },
  ]);
  expect(parseGpus('')).toEqual([]);
});

test.each([
  [undefined, ['0', '1']],
  ['', []],
  ['1', ['1']],
  ['1,0', ['1', '0']],
  ['GPU-0be7', ['1']],
  // CUDA sees none from the first that does not exist on.
  ['5', []],
])('CUDA_VISIBLE_DEVICES=%s leaves %j to see', (visible, expected) => {
  expect(visibleGpus(parseGpus(output), visible).map(({ index }) => index)).toEqual(expected);
});
