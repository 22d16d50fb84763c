import type { Dataset } from '../datasets/contract.ts';
import type { SweepRun } from './expand.ts';

/** What a run needs, counted in calls of the decoder per image. */
export interface Cost {
  /** Evaluations of f by the estimator, over the whole run. */
  readonly functionEvaluations: number;
  /** Measurements: rows of metrics.csv. */
  readonly measurements: number;
  /** Images × samples that one measurement decodes. */
  readonly rowsPerMeasurement: number;
  /**
   * Something that grows as the time does, to compare runs with: decoded images, a backward pass
   * counting as two.
   */
  readonly work: number;
}

/** The posterior sample that trains decoder and prior: forward, and backward as two. */
const OWN_PASSES = 3;

/** The cost of a run on a data set. */
export function costOf({ config, evaluations }: SweepRun, dataset: Dataset): Cost {
  const { steps, batchSize, evaluation } = config;
  const measurements = Math.ceil(steps / evaluation.every);
  const rowsPerMeasurement =
    (evaluation.trainImages ?? dataset.train.count) +
    (evaluation.testImages ?? dataset.test.count) * evaluation.samples;
  return {
    functionEvaluations: steps * batchSize * evaluations,
    measurements,
    rowsPerMeasurement,
    work: steps * batchSize * (evaluations + OWN_PASSES) + measurements * rowsPerMeasurement,
  };
}
