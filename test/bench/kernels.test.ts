import { expect, test } from 'vitest';
import { devices } from '../../dist/backends/onnx/devices.js';
import { countStep } from '../../bench/kernels/count-step.ts';

test.each([
  ['reinforce-loo', { plain: 271.2, flat: 166.6, moved: 803_200, read: 8 }],
  ['ars+', { plain: 376.2, flat: 271.6, moved: 804_800, read: 8 }],
  ['arsm+', { plain: 335.2, flat: 230.6, moved: 803_200, read: 8 }],
])(
  'a step of %s starts as many kernels on WebGPU as docs/performance.md says',
  async (estimator, expected) => {
    const settings = { estimator, categories: 10, samples: 'ars' };
    expect(await countStep(settings, devices.webgpu)).toEqual(expected);
  },
);
