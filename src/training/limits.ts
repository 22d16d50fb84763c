import type { Config } from '../config/schema.ts';
import { ConfigError } from '../core/errors.ts';
import { sizeOf } from '../core/shapes.ts';
import type { Dataset } from '../datasets/contract.ts';
import type { ChosenEstimator } from '../estimators/choose.ts';
import type { Model } from '../models/contract.ts';
import { createSchedule } from '../optimisers/schedules/table.ts';
import { parameterShapes } from '../models/parameters.ts';

/** Steps that are taken at once. More gain nothing: what a call costs is about a hundredth of ten steps. */
export const STEPS_AT_ONCE = 10;

/** The state takes at most five numbers per parameter; so many fit into one checkpoint of 2 GiB. */
const MAX_PARAMETERS = 1e8;
/** Elements of an array that every backend can hold. */
const MAX_ELEMENTS = 2 ** 31 - 1;

/**
 * Sizes that no machine can allocate are the configuration's fault, not a crash.
 *
 * @throws ConfigError.
 */
export function assertSizes(config: Config, chosen: ChosenEstimator, model: Model): void {
  const parameters = Object.values(parameterShapes(model)).reduce((sum, s) => sum + sizeOf(s), 0);
  const { pixels, variables, categories } = model.sizes;
  const products = [model.encoderProducts(1), model.decoderProducts(1)].flatMap((p) => p.forward);
  const widths = products.map(({ rows, inner, columns }) => rows * Math.max(inner, columns));
  const widest = Math.max(pixels, variables * categories, ...widths);
  // The widest array: of all evaluations of f, or of the images of steps taken at once.
  const rows = config.batchSize * Math.max(chosen.evaluations, STEPS_AT_ONCE);
  const elements = rows * widest;
  const issues = [
    ...(parameters > MAX_PARAMETERS
      ? [{ path: 'model', message: `has ${parameters} parameters; at most ${MAX_PARAMETERS}` }]
      : []),
    ...(elements > MAX_ELEMENTS
      ? [{ path: 'batchSize', message: `makes arrays of ${elements}; at most ${MAX_ELEMENTS}` }]
      : []),
  ];
  if (issues.length > 0) throw new ConfigError(issues);
}

/**
 * Settings that are fine one by one and cannot work together.
 *
 * @throws ConfigError when a schedule does not fit the steps, a decay turns parameters over, or the
 *   optimiser's state is to come from nowhere.
 */
export function assertFitTogether({ init, optimiser, steps }: Config): void {
  if (init.optimiser && init.from === null) {
    const message = 'needs init.from, the run that it takes the optimiser’s state from';
    throw new ConfigError([{ path: 'init.optimiser', message }]);
  }
  createSchedule(optimiser.schedule, steps);
  if (optimiser.name !== 'adamw') return;
  const { encoderLearningRate, decoderLearningRate, weightDecay } = optimiser;
  const most = Math.max(encoderLearningRate, decoderLearningRate);
  if (most * weightDecay < 2) return;
  const message =
    `is ${weightDecay}: times the learning rate ${most} it is ${most * weightDecay}, and every step ` +
    'multiplies parameters by 1 less that, so that they grow without end. It must be below 2';
  throw new ConfigError([{ path: 'optimiser.weightDecay', message }]);
}

/** @throws ConfigError when the data set has fewer images than the configuration asks for. */
export function assertEnoughImages(config: Config, dataset: Dataset): void {
  const limits = [
    ['batchSize', config.batchSize, dataset.train.count, 'training'],
    ['evaluation.trainImages', config.evaluation.trainImages, dataset.train.count, 'training'],
    ['evaluation.testImages', config.evaluation.testImages, dataset.test.count, 'test'],
  ] as const;
  const issues = limits.flatMap(([path, asked, available, split]) =>
    asked !== null && asked > available
      ? [{ path, message: `is ${asked}; ${dataset.name} has ${available} ${split} images` }]
      : [],
  );
  if (issues.length > 0) throw new ConfigError(issues);
}
