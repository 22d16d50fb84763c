import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../../../src/backends/backend.ts';
import { OnnxBackend } from '../../../../src/backends/onnx/onnx-backend.ts';
import { configSchema } from '../../../../src/config/schema.ts';
import { estimators } from '../../../../src/estimators/built-in.ts';
import { metricNames } from '../../../../src/metrics/table.ts';
import { resolveRun } from '../../../../src/training/resolved-run.ts';
import { Trainer } from '../../../../src/training/trainer.ts';
import { backendFor } from '../../../support/backends.ts';
import { ranNodes } from '../../../support/onnx-profile.ts';
import { useSoftwareGpu, whyNoSoftwareGpu } from '../../../support/software-gpu.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { tinyDataset } from '../../../support/training/tiny-model.ts';

const reason = whyNoSoftwareGpu();

/** The largest difference between what two steps, all measurements and the state give. */
const TOLERANCE = 1e-4;

async function trained(estimator: keyof typeof estimators, backend: Backend) {
  const config = configSchema.parse({
    ...{ estimator, categories: estimators[estimator].categories ?? 3, variables: 2, steps: 2 },
    ...{ batchSize: 4, model: { encoderHidden: [3], decoderHidden: [3] } },
    evaluation: { every: 2, samples: 3 },
  });
  const run = await resolveRun({ config, seed: 1, dataset: tinyDataset(8, 3) });
  const trainer = new Trainer(run, backend);
  const elbos = [await trainer.step(1), await trainer.step(2)];
  const metrics = await trainer.measure(2, async () => Promise.resolve());
  const state = Object.values(await trainer.readState()).flatMap(({ values }) => [...values]);
  trainer.dispose();
  return [...elbos, ...metricNames.map((name) => metrics[name]), ...state];
}

/** What ONNX Runtime placed elsewhere than on the device, by the profiles it wrote. */
function placedElsewhere(folder: string): string[] {
  const nodes = readdirSync(folder).flatMap((file) =>
    ranNodes(readFileSync(join(folder, file), 'utf8')),
  );
  expect(nodes.length).toBeGreaterThan(100);
  const elsewhere = nodes.filter(({ provider }) => provider !== 'WebGpuExecutionProvider');
  return [...new Set(elsewhere.map(({ operator, provider }) => `${operator} on ${provider}`))];
}

describe.skipIf(reason !== undefined)(
  `on a software GPU${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    beforeAll(useSoftwareGpu, 600_000);

    test.each(Object.keys(estimators) as (keyof typeof estimators)[])(
      'steps of %s and all measurements run on the device alone, and give what cpu gives',
      async (estimator) => {
        const folder = temporaryFolder();
        const fallbacks: string[] = [];
        const device = new OnnxBackend({
          ...{ device: 'webgpu', threads: 1, profile: join(folder, 'profile') },
          onFallback: () => fallbacks.push(estimator),
        });
        const found = await trained(estimator, device);
        device.endProfiling();
        expect(fallbacks).toEqual([]);
        expect(placedElsewhere(folder)).toEqual([]);
        expect(device.memoryUse).toEqual({ arrays: 0, bytes: 0 });
        const expected = await trained(estimator, await backendFor('cpu'));
        expect(found).toHaveLength(expected.length);
        const differences = found.map((value, at) => {
          const other = expected[at] ?? Number.NaN;
          return Math.abs(value - other) / Math.max(1, Math.abs(other));
        });
        expect(Math.max(...differences)).toBeLessThan(TOLERANCE);
      },
    );
  },
);
