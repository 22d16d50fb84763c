import { PointComparison } from '../../../src/comparisons/compare.ts';
import type { Compared } from '../../../src/comparisons/compare.ts';
import { contendersOf } from '../../../src/comparisons/contenders.ts';
import { checkpointPoint } from '../../../src/comparisons/point.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { addPrefix } from '../../../src/core/named.ts';
import { estimators } from '../../../src/estimators/built-in.ts';
import type { ComparisonOptions } from '../../../src/run-files/comparison-file.ts';
import { resolveRun } from '../../../src/training/resolved-run.ts';
import { backendFor } from '../backends.ts';
import { tinyDataset, tinyModel, tinyParameters, tinyShape } from '../training/tiny-model.ts';

const BATCH = 4;

/** Compares estimators of the tiny model at fixed parameters, and tells at which images. */
export async function compareTiny(
  labels: readonly string[],
  options: Partial<ComparisonOptions>,
): Promise<{ images: number[][]; compared: Record<string, Compared>; gradientSquared: number }> {
  const { categories, variables } = tinyShape;
  const config = configSchema.parse({ categories, variables, batchSize: BATCH, samples: 2 });
  const dataset = tinyDataset(40, 3);
  const run = await resolveRun({ config, seed: 0, dataset, model: tinyModel });
  const comparison = new PointComparison({
    point: checkpointPoint(run, 7, addPrefix('parameters', tinyParameters(1))),
    backend: await backendFor('onnx'),
    options: {
      ...{ seed: 5, batches: 1, draws: 20, precision: null, bias_precision: null, warm_up: 0 },
      ...{ reference: 'reinforce-loo', reference_samples: 20, reference_draws: 20 },
      between_batches: 3,
      ...options,
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
