import type { Backend, CompiledLoop, Input } from '../backends/backend.ts';
import type { Config } from '../config/schema.ts';
import { ConfigError } from '../core/errors.ts';
import { addPrefix, get, mapNamed, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import { assertShape, sizeOf } from '../core/shapes.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';
import { BatchSchedule } from '../datasets/batches.ts';
import { binarise, binariseOnce } from '../datasets/binarise.ts';
import type { Dataset } from '../datasets/contract.ts';
import type { ChosenEstimator } from '../estimators/choose.ts';
import type { Counters } from '../metrics/counters.ts';
import type { Metrics } from '../metrics/table.ts';
import type { Model } from '../models/contract.ts';
import { parameterShapes } from '../models/parameters.ts';
import type { Optimiser } from '../optimisers/contract.ts';
import type { Schedule } from '../optimisers/schedules/schedule.ts';
import { createSchedule } from '../optimisers/schedules/table.ts';
import type { MeasuredState } from './measurements/measurement.ts';
import { prepareMeasurements } from './measurements/table.ts';
import { initialState, sharedSquares } from './state.ts';
import { RATE_FACTOR, trainStep } from './train-step.ts';
import type { TrainStepSettings } from './train-step.ts';

/** More at once gain nothing: what a call costs is about a hundredth of ten steps. */
export const STEPS_AT_ONCE = 10;

/** What one training run is made of. */
export interface TrainerOptions {
  readonly config: Config;
  readonly seed: number;
  readonly chosen: ChosenEstimator;
  readonly model: Model;
  readonly optimiser: Optimiser;
  readonly dataset: Dataset;
  readonly backend: Backend;
  /** The state to go on from; that of a run's start when left out. */
  readonly state?: Named<InitialValue>;
}

/** The state takes at most five numbers per parameter; so many fit into one checkpoint of 2 GiB. */
const MAX_PARAMETERS = 1e8;
/** Elements of an array that every backend can hold. */
const MAX_ELEMENTS = 2 ** 31 - 1;

/** Sizes that no machine can allocate are the configuration's fault, not a crash. */
function assertSizes(config: Config, chosen: ChosenEstimator, model: Model): void {
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

/** What a training step of this run depends on. */
function stepSettings({
  config,
  chosen,
  model,
  optimiser,
}: Pick<TrainerOptions, 'config' | 'chosen' | 'model' | 'optimiser'>): TrainStepSettings {
  const { batchSize, variables, categories, evaluation } = config;
  const { encoderLearningRate, decoderLearningRate, priorLearningRate } = config.optimiser;
  return {
    ...{ model, estimator: chosen.estimator, optimiser },
    dimensions: { batch: batchSize, variables, categories, samples: chosen.samples },
    rates: {
      encoder: encoderLearningRate,
      decoder: decoderLearningRate,
      prior: priorLearningRate,
    },
    varianceDecay: evaluation.varianceDecay,
  };
}

/**
 * The state before the first step (see `initialState`).
 *
 * @throws ConfigError when the configuration asks for more images than there are, sizes that are beyond
 *   every machine, or a schedule that does not fit the number of steps.
 */
export function startingState(
  options: Omit<TrainerOptions, 'backend' | 'state'>,
): Named<InitialValue> {
  const { config, seed, chosen, model, dataset } = options;
  assertEnoughImages(config, dataset);
  assertSizes(config, chosen, model);
  createSchedule(config.optimiser.schedule, config.steps);
  return initialState(stepSettings(options), dataset.trainMean, seed);
}

/**
 * The state of one training run and the compiled programs that change and measure it.
 *
 * All randomness is a pure function of (seed, step), so the state after a step is one of the state
 * before it and the step's number.
 */
export class Trainer {
  readonly schedule: BatchSchedule;
  readonly #options: TrainerOptions;
  readonly #settings: TrainStepSettings;
  /** Undefined: the learning rates stay as they are. */
  readonly #rateSchedule: Schedule | undefined;
  readonly #trainMean: Float32Array<ArrayBuffer>;
  /** Shapes of what is drawn for a step: the binary images, the uniforms, the learning rates' factor. */
  readonly #drawn: Named<Shape>;
  /** Room for what is drawn for STEPS_AT_ONCE steps, by name. */
  readonly #drawBuffers: Named<Float32Array<ArrayBuffer>>;
  readonly #steps: CompiledLoop;
  readonly #measure: (state: MeasuredState) => Promise<Metrics>;
  readonly #stateShapes: Named<Shape>;
  #state: Named<Input>;

  /** @throws ConfigError, as `startingState`. */
  constructor(options: TrainerOptions) {
    const { config, seed, model, dataset, backend } = options;
    const { batchSize, variables } = config;
    const initial = startingState(options);
    const settings = stepSettings(options);
    this.#options = options;
    this.#settings = settings;
    this.#rateSchedule = createSchedule(config.optimiser.schedule, config.steps);
    this.#trainMean = Float32Array.from(dataset.trainMean);
    this.schedule = new BatchSchedule(seed, dataset.train.count, batchSize);
    this.#drawn = {
      images: [batchSize, model.sizes.pixels],
      ...addPrefix('noise', {
        posterior: [1, batchSize, variables],
        ...addPrefix('estimator', settings.estimator.noise(settings.dimensions)),
      }),
      ...(this.#rateSchedule && { [RATE_FACTOR]: [] }),
    };
    // Kept: fresh arrays of this size for every step would keep the garbage collector busy.
    this.#drawBuffers = mapNamed(
      this.#drawn,
      (shape) => new Float32Array(STEPS_AT_ONCE * sizeOf(shape)),
    );
    const stateShapes = mapNamed(initial, ({ shape }) => shape);
    const state = options.state ?? initial;
    this.#state = mapNamed(stateShapes, (shape, name) => {
      const value = get(state, name);
      assertShape(`The state's "${name}"`, value, shape);
      return value.values;
    });
    this.#stateShapes = stateShapes;
    this.#steps = backend.compileLoop(trainStep(settings), {
      carried: addPrefix('state', stateShapes),
      sliced: this.#drawn,
      fixed: { 'train-mean': [model.sizes.pixels] },
    });
    this.#measure = prepareMeasurements({
      ...{ backend, config, seed, model, trainMean: this.#trainMean },
      trainImages: dataset.train,
      testImages: binariseOnce(dataset.test, new RandomStream(seed, 'binarise', 'test')),
      gradientShapes: this.#sumsOfGradients(stateShapes),
    });
  }

  /** What a run has done after `step` steps. */
  counters(step: number): Counters {
    const { config, chosen } = this.#options;
    const datapoints = step * config.batchSize;
    return {
      step,
      epoch: step / this.schedule.stepsPerEpoch,
      function_evaluations: datapoints * chosen.evaluations,
      function_derivatives: datapoints * chosen.derivatives,
    };
  }

  /** The arrays that the trainer keeps for a step, the `place`-th of those taken at once. */
  #drawBuffersFor(place: number): Named<Float32Array<ArrayBuffer>> {
    return mapNamed(this.#drawBuffers, (values, name) => {
      const size = sizeOf(get(this.#drawn, name));
      return values.subarray(place * size, (place + 1) * size);
    });
  }

  /** Draws the binary images of a step, [B, D]. */
  drawImages(step: number, buffers = this.#drawBuffersFor(0)): Float32Array<ArrayBuffer> {
    const { seed, dataset } = this.#options;
    const stream = new RandomStream(seed, 'binarise', step);
    return binarise(dataset.train, this.schedule.indices(step), stream, get(buffers, 'images'));
  }

  /** Draws the uniforms in (0, 1) of a step, by name. */
  drawNoise(step: number, buffers = this.#drawBuffersFor(0)): Named<Float32Array<ArrayBuffer>> {
    return mapNamed(stripPrefix(buffers, 'noise'), (draws, name) =>
      new RandomStream(this.#options.seed, 'latent', step, name).fill(draws),
    );
  }

  /**
   * Takes training step number `step`, counted from 1.
   *
   * @returns the batch mean of the single-sample ELBO before the update, in nats.
   */
  async step(step: number): Promise<number> {
    const [elbo = Number.NaN] = await this.steps(step, 1);
    return elbo;
  }

  /**
   * Takes `count` steps from number `first` on, at most STEPS_AT_ONCE. Backends that compile hand the
   * state from step to step without giving it out.
   *
   * @returns for each the batch mean of the single-sample ELBO before its update, in nats.
   */
  async steps(first: number, count: number): Promise<Float32Array> {
    for (let place = 0; place < count; place += 1) {
      const buffers = this.#drawBuffersFor(place);
      this.drawImages(first + place, buffers);
      this.drawNoise(first + place, buffers);
      if (this.#rateSchedule) get(buffers, RATE_FACTOR)[0] = this.#rateSchedule(first + place);
    }
    const { carried, collected } = await this.#steps({
      iterations: count,
      carried: addPrefix('state', this.#state),
      sliced: mapNamed(this.#drawn, (shape, name) =>
        get(this.#drawBuffers, name).subarray(0, count * sizeOf(shape)),
      ),
      fixed: { 'train-mean': this.#trainMean },
    });
    this.dispose();
    this.#state = stripPrefix(carried, 'state');
    return get(collected, 'elbo');
  }

  /**
   * Measures the state after `step`, which must be at least 1.
   *
   * @param pause - called between batches; may throw to give the measurement up.
   */
  async measure(step: number, pause: () => Promise<void>): Promise<Metrics> {
    return this.#measure({
      step,
      parameters: stripPrefix(this.#state, 'parameters'),
      gradientSums: this.#sumsOfGradients(this.#state),
      pause,
    });
  }

  /** What `gradientVariance` takes, of the state or its shapes. */
  #sumsOfGradients<T>(state: Named<T>): Record<string, T> {
    const squares = sharedSquares(this.#settings, state);
    return { ...stripPrefix(state, 'gradient'), ...addPrefix('square', squares ?? {}) };
  }

  /** A copy of the state after the last step taken. */
  async readState(): Promise<Record<string, InitialValue>> {
    const entries = Object.entries(this.#stateShapes).map(async ([name, shape]) => {
      const value = get(this.#state, name);
      const values = value instanceof Float32Array ? value.slice() : await value.read();
      return [name, { shape, values: values as Float32Array<ArrayBuffer> }] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  /** Gives the state's memory back. */
  dispose(): void {
    for (const value of Object.values(this.#state)) {
      if (!(value instanceof Float32Array)) value.dispose();
    }
  }
}
