import type { Backend, CompiledLoop, Input } from '../backends/backend.ts';
import { DivergedError } from '../core/run-errors.ts';
import { addPrefix, get, mapNamed, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import { assertShape, sizeOf } from '../core/shapes.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';
import { BatchSchedule } from '../datasets/batches.ts';
import { binarise, binariseOnce } from '../datasets/binarise.ts';
import type { Counters } from '../metrics/counters.ts';
import type { Metrics } from '../metrics/table.ts';
import { withRowsAtOnce } from '../models/chunks.ts';
import { STEPS_AT_ONCE } from './limits.ts';
import type { MeasuredState } from './measurements/measurement.ts';
import { prepareMeasurements } from './measurements/table.ts';
import type { ResolvedRun } from './resolved-run.ts';
import {
  initialState,
  sharedSquares,
  stateShapes as shapesOfSettings,
  updatedAlike,
} from './state.ts';
import { ESTIMATE_SUM, trainStep } from './train-step.ts';

/** The shapes of everything that training resumes from; draws no parameters. */
export function shapesOfState({ stepSettings, seed }: ResolvedRun): Named<Shape> {
  return shapesOfSettings(stepSettings, seed);
}

/** How many posterior samples of images a measurement draws: nothing else of it takes long. */
function samplesToMeasure({
  config: { evaluation },
  dataset: { train, test },
}: ResolvedRun): number {
  const { trainImages, testImages, samples } = evaluation;
  return (trainImages ?? train.count) + (testImages ?? test.count) * samples;
}

/**
 * The state of one training run and the compiled programs that change and measure it.
 *
 * All randomness is a pure function of (seed, step), so the state after a step is one of the state
 * before it and the step's number.
 */
export class Trainer {
  readonly schedule: BatchSchedule;
  readonly #run: ResolvedRun;
  readonly #trainMean: Float32Array<ArrayBuffer>;
  /** Shapes of what a step is given: the binary images, the uniforms, what schedules give. */
  readonly #drawn: Named<Shape>;
  /** Room for what is drawn for STEPS_AT_ONCE steps, by name. */
  readonly #drawBuffers: Named<Float32Array<ArrayBuffer>>;
  readonly #steps: CompiledLoop;
  readonly #measure: (state: MeasuredState) => Promise<Metrics>;
  readonly #stateShapes: Named<Shape>;
  #state: Named<Input>;

  /** @param state - the state to resume from; that of a run's start when left out. */
  constructor(run: ResolvedRun, backend: Backend, state?: Named<InitialValue>) {
    const { config, seed, dataset } = run;
    const model = withRowsAtOnce(run.model, backend.rowsAtOnce);
    const stepSettings = { ...run.stepSettings, model };
    const { batchSize, variables } = config;
    this.#run = run;
    this.#trainMean = Float32Array.from(dataset.trainMean);
    this.schedule = new BatchSchedule(seed, dataset.train.count, batchSize);
    this.#drawn = {
      images: [batchSize, model.sizes.pixels],
      ...addPrefix('noise', {
        posterior: [1, batchSize, variables],
        ...addPrefix('estimator', stepSettings.estimator.noise(stepSettings.dimensions)),
      }),
      ...mapNamed(run.scheduled, () => []),
    };
    // Kept: fresh arrays of this size for every step would keep the garbage collector busy.
    this.#drawBuffers = mapNamed(
      this.#drawn,
      (shape) => new Float32Array(STEPS_AT_ONCE * sizeOf(shape)),
    );
    const stateShapes = shapesOfState(run);
    const present = state ?? initialState(stepSettings, dataset.trainMean, seed);
    this.#state = mapNamed(stateShapes, (shape, name) => {
      const value = get(present, name);
      assertShape(`The state's "${name}"`, value, shape);
      return value.values;
    });
    this.#stateShapes = stateShapes;
    const carried = addPrefix('state', stateShapes);
    this.#steps = backend.compileLoop(trainStep(stepSettings), {
      carried,
      alike: updatedAlike(model, Object.keys(carried)),
      sliced: this.#drawn,
      fixed: { 'train-mean': [model.sizes.pixels] },
    });
    this.#measure = prepareMeasurements({
      backend,
      config,
      seed,
      model,
      trainMean: this.#trainMean,
      trainImages: dataset.train,
      testImages: binariseOnce(dataset.test, new RandomStream(seed, 'binarise', 'test')),
      gradientShapes: this.#sumsOfGradients(stateShapes),
    });
  }

  /** What a run has done after `step` steps. */
  counters(step: number): Counters {
    const { config, chosen } = this.#run;
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
    const { seed, dataset } = this.#run;
    const stream = new RandomStream(seed, 'binarise', step);
    return binarise(dataset.train, this.schedule.indices(step), stream, get(buffers, 'images'));
  }

  /** Draws the uniforms in (0, 1) of a step, by name. */
  drawNoise(step: number, buffers = this.#drawBuffersFor(0)): Named<Float32Array<ArrayBuffer>> {
    return mapNamed(stripPrefix(buffers, 'noise'), (draws, name) =>
      new RandomStream(this.#run.seed, 'latent', step, name).fill(draws),
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
   * @throws DivergedError that names the estimator and the step when its estimate was not finite.
   */
  async steps(first: number, count: number): Promise<Float32Array> {
    for (let place = 0; place < count; place += 1) {
      const buffers = this.#drawBuffersFor(place);
      this.drawImages(first + place, buffers);
      this.drawNoise(first + place, buffers);
      for (const [name, schedule] of Object.entries(this.#run.scheduled)) {
        get(buffers, name)[0] = schedule(first + place);
      }
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
    const elbos = get(collected, 'elbo');
    this.#assertEstimates(first, elbos, get(collected, ESTIMATE_SUM));
    return elbos;
  }

  /** An estimate that is not finite while the ELBO is comes from the estimator; what follows is not finite. */
  #assertEstimates(first: number, elbos: Float32Array, sums: Float32Array): void {
    const place = sums.findIndex((sum) => !Number.isFinite(sum));
    if (place === -1 || !elbos.subarray(0, place + 1).every(Number.isFinite)) return;
    const { name } = this.#run.chosen.estimator;
    throw new DivergedError(
      first + place,
      `the gradient that the estimator ${name} gave`,
      sums[place] ?? Number.NaN,
      `The ELBO before it was finite: look for a division by zero, a logarithm of zero or an overflow in ${name}.`,
    );
  }

  /**
   * Measures the state after `step`, which must be at least 1.
   *
   * @param pause - called after each batch with the share of the posterior samples that are drawn, in (0, 1]; may
   *   throw to give the measurement up.
   */
  async measure(step: number, pause: (done: number) => Promise<void>): Promise<Metrics> {
    const all = samplesToMeasure(this.#run);
    let drawn = 0;
    return this.#measure({
      step,
      parameters: stripPrefix(this.#state, 'parameters'),
      gradientSums: this.#sumsOfGradients(this.#state),
      pause: async (samples) => {
        drawn += samples;
        await pause(Math.min(1, drawn / all));
      },
    });
  }

  /** What `gradientVariance` takes, of the state or its shapes. */
  #sumsOfGradients<T>(state: Named<T>): Record<string, T> {
    const squares = sharedSquares(this.#run.stepSettings, state);
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
