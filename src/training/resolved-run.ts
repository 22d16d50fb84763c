import { assertValid } from '../config/resolve.ts';
import type { Config } from '../config/schema.ts';
import { ConfigError } from '../core/errors.ts';
import { seed as seedField } from '../core/fields.ts';
import { shownValue } from '../core/json.ts';
import type { Named } from '../core/named.ts';
import type { Dataset } from '../datasets/contract.ts';
import { pixelsPerImage } from '../datasets/images.ts';
import { estimators } from '../estimators/built-in.ts';
import { chooseEstimator } from '../estimators/choose.ts';
import type { ChosenEstimator } from '../estimators/choose.ts';
import type { Estimator } from '../estimators/contract.ts';
import type { Model } from '../models/contract.ts';
import { loadModel } from '../models/load.ts';
import type { Optimiser } from '../optimisers/contract.ts';
import { loadOptimiser } from '../optimisers/load.ts';
import type { Schedule } from '../optimisers/schedules/schedule.ts';
import { createSchedule } from '../optimisers/schedules/table.ts';
import { klWarmup } from './kl-warmup.ts';
import { assertEnoughImages, assertFitTogether, assertSizes } from './limits.ts';
import { KL_WEIGHT, RATE_FACTOR } from './train-step.ts';
import type { TrainStepSettings } from './train-step.ts';

/** What decides a run. */
export interface RunRequest {
  readonly config: Config;
  /** The seed of this run; `config.seeds` is not read. */
  readonly seed: number;
  readonly dataset: Dataset;
  /** The estimators `config.estimator` is looked up in; those of vae-bench when left out. */
  readonly table?: Named<Estimator>;
  /** The model to train; that of `config.model` when left out. */
  readonly model?: Model;
  /** The optimiser of encoder and decoder; that of `config.optimiser` when left out. */
  readonly optimiser?: Optimiser;
}

/** Everything that decides a run, settled once and handed down: what a configuration names, found. */
export interface ResolvedRun {
  /** The configuration with this seed alone, and with all settings of the estimator. */
  readonly config: Config;
  readonly seed: number;
  readonly dataset: Dataset;
  readonly chosen: ChosenEstimator;
  readonly model: Model;
  readonly optimiser: Optimiser;
  /** The inputs of a step that are scalars and depend on its number alone, by name; few runs have any. */
  readonly scheduled: Named<Schedule>;
  /** What a training step depends on besides its inputs. */
  readonly stepSettings: TrainStepSettings;
}

function stepSettings(
  { batchSize, variables, categories, evaluation, init, optimiser: rates }: Config,
  { estimator, samples }: ChosenEstimator,
  { model, optimiser }: Pick<ResolvedRun, 'model' | 'optimiser'>,
): TrainStepSettings {
  return {
    model,
    estimator,
    optimiser,
    dimensions: { batch: batchSize, pixels: model.sizes.pixels, variables, categories, samples },
    rates: {
      encoder: rates.encoderLearningRate,
      decoder: rates.decoderLearningRate,
      prior: rates.priorLearningRate,
    },
    varianceDecay: evaluation.varianceDecay,
    ...(rates.clipNorm !== null && { clipNorm: rates.clipNorm }),
    // The variance is that of this run's estimator: not of gradients that are shortened, or of another run's.
    ownSquares: rates.clipNorm !== null || init.optimiser,
  };
}

/** The schedules of a run, by the inputs of the step that they give. */
function schedulesOf({ optimiser, objective, steps }: Config): Record<string, Schedule> {
  const schedules = {
    [RATE_FACTOR]: createSchedule(optimiser.schedule, steps),
    [KL_WEIGHT]: klWarmup(objective),
  };
  return Object.fromEntries(
    Object.entries(schedules).flatMap(([name, schedule]) =>
      schedule === undefined ? [] : [[name, schedule] as const],
    ),
  );
}

/** @throws ConfigError for a seed that random streams do not take. */
function validSeed(value: number): number {
  const { success, error } = seedField().safeParse(value);
  if (success) return value;
  const [issue] = error.issues;
  const message = `${issue?.message ?? 'is no seed'}; found ${shownValue(value)}`;
  throw new ConfigError([{ path: 'seed', message }]);
}

/**
 * Finds what a configuration names, and checks that it can be run.
 *
 * @throws ConfigError when the estimator cannot handle the dimensions, when the configuration asks for more
 *   images than there are or for sizes beyond every machine, or when a schedule does not fit the steps.
 */
export async function resolveRun(request: RunRequest): Promise<ResolvedRun> {
  const { dataset, table = estimators } = request;
  const seed = validSeed(request.seed);
  // Programs may put configurations together themselves.
  assertValid(request.config);
  const chosen = chooseEstimator(request.config, table);
  // Complete, however the configuration came about: runs are told apart by what config.json holds.
  const estimatorSettings = chosen.estimator.values;
  const config = { ...request.config, seeds: [seed], estimatorSettings };
  const { variables, categories } = config;
  const sizes = { pixels: pixelsPerImage(dataset.train), variables, categories };
  const model = request.model ?? (await loadModel(config.model, sizes));
  const optimiser = request.optimiser ?? (await loadOptimiser(config.optimiser));
  assertFitTogether(config);
  assertEnoughImages(config, dataset);
  assertSizes(config, chosen, model);
  return {
    config,
    seed,
    dataset,
    chosen,
    model,
    optimiser,
    scheduled: schedulesOf(config),
    stepSettings: stepSettings(config, chosen, { model, optimiser }),
  };
}
