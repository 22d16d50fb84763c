import { format, resolveConfig } from 'prettier';
import { beforeAll, describe, expect, test } from 'vitest';
import { useSoftwareGpu, whyNoSoftwareGpu } from '../../../../support/software-gpu.ts';
import { exclusions } from '../exclusions.ts';
import { refusedKernel } from '../refused.ts';
import { withSuite } from '../run-suite.ts';
import type { SpecReport } from '../specs.ts';
import { webGpuExclusions } from './exclusions.ts';
import { excludedOnWebGpu, readResults, resultsFile, resultsOf } from './results.ts';

const reason = whyNoSoftwareGpu();
/** `npm run generate:webgpu` asks for all specs, which take minutes; else those of the sample run. */
const isWhole = process.env.WEBGPU_SUITE === 'whole';

test('every exclusion has a reason and specs, none of which is excluded on the CPU', () => {
  const names = webGpuExclusions.flatMap(({ specs }) => specs);
  expect(new Set(names).size).toBe(names.length);
  const onCpu = exclusions.flatMap(({ specs }) => specs);
  expect(names.filter((name) => onCpu.includes(name))).toEqual([]);
  for (const { reason: why, specs } of webGpuExclusions) {
    expect(why).toMatch(/^[A-Z].*\.$/);
    expect(specs.length).toBeGreaterThan(0);
  }
});

describe.skipIf(reason !== undefined)(
  `TensorFlow.js’s own suite on a software GPU, ${isWhole ? 'all of it' : 'a sample'}${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    let specs: readonly SpecReport[];

    beforeAll(async () => {
      await useSoftwareGpu();
      const only = isWhole ? {} : { only: readResults().sample };
      specs = await withSuite((suite) => suite.run({ device: 'webgpu', ...only }));
    }, 3_600_000);

    test('passes but for what is excluded', () => {
      const failed = specs.filter(
        (spec) => spec.status === 'failed' && refusedKernel(spec) === undefined,
      );
      const unexpected = failed.filter(({ name }) => !excludedOnWebGpu.has(name));
      expect(unexpected.map(({ name, messages }) => ({ name, message: messages[0] }))).toEqual([]);
    });

    test('fails every spec that is excluded', () => {
      const passing = specs.filter(
        ({ name, status }) => excludedOnWebGpu.has(name) && status !== 'failed',
      );
      expect(passing.map(({ name }) => name)).toEqual([]);
      const ran = new Set(specs.map(({ name }) => name));
      const missing = webGpuExclusions
        .flatMap((each) => each.specs)
        .filter((name) => !ran.has(name));
      expect(missing).toEqual([]);
    });

    test('excludes no spec for a kernel that the spec does not run', () => {
      const wrong = webGpuExclusions.filter(({ kernel, specs: names }) =>
        specs.some(({ name, kernels }) => names.includes(name) && !kernels.includes(kernel ?? '')),
      );
      expect(wrong).toEqual([]);
    });

    test('computes on the CPU what a kernel recorded and the device lacks', () => {
      const unknown = specs.filter(({ onCpu }) => '' in onCpu);
      expect(unknown.map(({ name, onCpu }) => ({ name, onCpu }))).toEqual([]);
    });

    test.skipIf(!isWhole)('gives results.json', async () => {
      const text = JSON.stringify(resultsOf(specs), undefined, 2);
      const options = { ...(await resolveConfig(resultsFile)), parser: 'json' };
      await expect(await format(text, options)).toMatchFileSnapshot(resultsFile);
    });

    test.skipIf(isWhole)('computes on the CPU what results.json says, and nothing else', () => {
      const { sample, onCpu } = readResults();
      expect(new Set(specs.map(({ name }) => name))).toEqual(new Set(sample));
      for (const spec of specs) {
        const expected = onCpu.filter((group) => group.specs.includes(spec.name));
        const listed = expected.map(({ kernel, operators }) => [kernel, operators] as const);
        if (spec.status === 'passed') {
          expect({ [spec.name]: spec.onCpu }).toEqual({ [spec.name]: Object.fromEntries(listed) });
        }
      }
    });
  },
);
