import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { lowerings } from '../../../../src/backends/onnx/table.ts';
import { untraced } from '../../../../src/backends/onnx/untraced.ts';
import { views } from '../../../../src/backends/onnx/views.ts';
import { exclusions } from './exclusions.ts';
import { refusedKernel } from './refused.ts';
import { kernelDocument } from './report.ts';
import type { SuiteReport } from './report.ts';
import { withSuite } from './run-suite.ts';
import { readResults } from './webgpu/results.ts';

const excluded = exclusions.flatMap(({ specs }) => specs);

test('every kernel of TensorFlow.js is recorded, or refused for a reason, and not both', () => {
  const listed = [lowerings, views, untraced].flatMap((table) => Object.keys(table)).sort();
  const all = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName);
  expect(listed).toEqual([...new Set(all)].sort());
});

test('every exclusion has a reason and specs, each once', () => {
  for (const { reason, specs } of exclusions) {
    expect(reason).toMatch(/^[A-Z].*\.$/);
    expect(specs.length).toBeGreaterThan(0);
  }
  expect(new Set(excluded).size).toBe(excluded.length);
});

describe('TensorFlow.js’s own suite on onnx', () => {
  let report: SuiteReport;

  beforeAll(async () => {
    report = await withSuite(async (suite) => ({
      specs: await suite.run({ device: 'cpu' }),
      defined: await suite.count(),
    }));
  }, 300_000);

  test('passes but for what is excluded', () => {
    const failed = report.specs.filter(
      (spec) => spec.status === 'failed' && refusedKernel(spec) === undefined,
    );
    const unexpected = failed.filter(({ name }) => !excluded.includes(name));
    expect(unexpected.map(({ name, messages }) => ({ name, message: messages[0] }))).toEqual([]);
  });

  test('fails every spec that is excluded', () => {
    const failing = new Set(
      report.specs.filter(({ status }) => status === 'failed').map(({ name }) => name),
    );
    expect(excluded.filter((name) => !failing.has(name))).toEqual([]);
  });

  test('excludes no spec for a kernel that the spec does not run', () => {
    const wrong = exclusions.flatMap(({ kernel, specs }) =>
      report.specs
        .filter(
          ({ name, kernels }) =>
            specs.includes(name) && kernel !== null && !kernels.includes(kernel),
        )
        .map(({ name }) => [kernel, name]),
    );
    expect(wrong).toEqual([]);
  });

  test('passes specs of no recorded kernel that results.json of WebGPU does not have', () => {
    const passed = report.specs.filter(({ status }) => status === 'passed');
    const recorded = passed.flatMap(({ kernels }) => kernels).filter((name) => name in lowerings);
    const { passedByKernel } = readResults();
    expect([...new Set(recorded)].filter((name) => !(name in passedByKernel))).toEqual([]);
  });

  test('gives docs/onnx-kernels.md', async () => {
    await expect(await kernelDocument(report, readResults())).toMatchFileSnapshot(
      '../../../../docs/onnx-kernels.md',
    );
  });
});
