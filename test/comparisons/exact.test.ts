import { describe, expect, test } from 'vitest';
import { PointComparison } from '../../src/comparisons/compare.ts';
import type { Compared } from '../../src/comparisons/compare.ts';
import { contendersOf } from '../../src/comparisons/contenders.ts';
import { checkpointPoint } from '../../src/comparisons/point.ts';
import { configSchema } from '../../src/config/schema.ts';
import { addPrefix } from '../../src/core/named.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import { resolveRun } from '../../src/training/resolved-run.ts';
import { backendFor } from '../support/backends.ts';
import {
  ExactGradients,
  squaredBias,
  squaredGradient,
} from '../support/comparisons/exact-gradients.ts';
import type { EnumerableLabel } from '../support/comparisons/exact-gradients.ts';
import {
  inFloat64,
  tinyDataset,
  tinyModel,
  tinyParameters,
  tinyShape,
} from '../support/training/tiny-model.ts';

const BATCH = 4;
const parameters = tinyParameters(1);
const exact = new ExactGradients(inFloat64(parameters));

async function compareTiny(
  labels: readonly EnumerableLabel[],
  options: { seed: number; draws: number; referenceDraws: number },
): Promise<{ images: number[][]; compared: Record<string, Compared>; gradientSquared: number }> {
  const { categories, variables } = tinyShape;
  const config = configSchema.parse({ categories, variables, batchSize: BATCH, samples: 2 });
  const dataset = tinyDataset(40, 3);
  const run = await resolveRun({ config, seed: 0, dataset, model: tinyModel });
  const comparison = new PointComparison({
    point: checkpointPoint(run, 7, addPrefix('parameters', parameters)),
    backend: await backendFor('onnx'),
    options: {
      seed: options.seed,
      batches: 1,
      draws: options.draws,
      precision: null,
      bias_precision: null,
      reference: 'reinforce-loo',
      warm_up: 0,
      reference_samples: 20,
      reference_draws: options.referenceDraws,
      between_batches: 3,
    },
    table: estimators,
  });
  const reference = await comparison.reference();
  const { contenders } = contendersOf(labels, config, estimators);
  const compared: Record<string, Compared> = {};
  for (const contender of contenders) {
    compared[contender.label] = await comparison.compare(contender, reference);
  }
  const pixels = [...comparison.images];
  const images = Array.from({ length: BATCH }, (_, at) => pixels.slice(6 * at, 6 * at + 6));
  return { images, compared, gradientSquared: reference.parts[0]!.gradient_squared };
}

const isIn = (value: number, { low, high }: { low: number; high: number }): boolean =>
  low <= value && value <= high;

describe('a comparison against enumeration', () => {
  const labels: EnumerableLabel[] = [
    ...(['reinforce:n=1', 'reinforce:n=2', 'reinforce-loo:n=2', 'reinforce-loo:n=3'] as const),
    ...(['local-expectation', 'straight-through', 'reinmax'] as const),
  ];

  test('gives the exact variance, bias and gradient of seven estimators', async () => {
    const { images, compared, gradientSquared } = await compareTiny(labels, {
      seed: 5,
      draws: 2000,
      referenceDraws: 2000,
    });
    for (const label of labels) {
      const moments = exact.ofBatch(label, images);
      const { parts } = compared[label]!.result;
      const whole = parts.find(({ part }) => part === 'encoder')!;
      const logits = parts.find(({ part }) => part === 'logits')!;
      // Twice the half-width of a 95 % interval is about four standard errors.
      const wide = ({ value, low, high }: typeof whole.variance) => ({
        // Estimates of a squared bias lie below their interval, which starts at 0, at times.
        low: Math.min(low, value - 2 * (value - low)),
        high: value + 2 * (high - value),
      });
      expect([label, isIn(moments.variance, wide(whole.variance))]).toEqual([label, true]);
      expect([label, isIn(moments.variableVariance, wide(logits.variance))]).toEqual([label, true]);
      expect([label, isIn(squaredBias(moments), wide(whole.bias_squared))]).toEqual([label, true]);
      expect(Math.abs(gradientSquared / squaredGradient(moments) - 1)).toBeLessThan(0.1);
      const { unbiased } = estimators[label.split(':')[0] as keyof typeof estimators];
      expect([label, whole.bias_found]).toEqual([label, !unbiased]);
      // Narrow enough to say something.
      expect((whole.variance.high - whole.variance.low) / moments.variance).toBeLessThan(0.3);
    }
  });
});
