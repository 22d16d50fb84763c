import { expect, test } from 'vitest';
import { nvidiaGpu, parseGpus, visibleGpus } from '../../src/backends/nvidia.ts';

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

test.each([
  [1, '1'],
  ['0', '0'],
  ['GPU-0be7', '1'],
])('--gpu %s takes GPU %s', (which, index) => {
  expect(nvidiaGpu(parseGpus(output), which)).toMatchObject({ index });
});

test.each([
  [2, 'there is no GPU 2'],
  ['GPU-f', 'there is no GPU GPU-f'],
  ['GPU-', '2 GPUs begin with GPU-'],
])('--gpu %s takes none: %s', (which, message) => {
  const remedy =
    '--gpu takes the index or the beginning of the UUID of one of these: ' +
    '0 (NVIDIA H200, GPU-6a1f0c2e-1111), 1 (NVIDIA H200, GPU-0be7d9aa-2222).';
  expect(() => nvidiaGpu(parseGpus(output), which)).toThrow(
    expect.objectContaining({ message, remedy }) as Error,
  );
});

test('what CUDA_VISIBLE_DEVICES hides cannot be taken', () => {
  expect(() => nvidiaGpu(visibleGpus(parseGpus(output), '0'), 1)).toThrow('there is no GPU 1');
  expect(() => nvidiaGpu([], 0)).toThrow('nvidia-smi lists no GPU');
});
