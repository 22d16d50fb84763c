import * as tf from '@tensorflow/tfjs';
import type { Backend, CompiledProgram, Input, Program } from '../backends/backend.ts';
import { NonFiniteEstimateError } from '../core/estimator-errors.ts';
import { addPrefix, get, mapNamed, partition, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import { sizeOf } from '../core/shapes.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';
import type { ChosenEstimator } from '../estimators/choose.ts';
import type { Dimensions } from '../estimators/contract.ts';
import { isIn, parameterShapes } from '../models/parameters.ts';
import { askEstimator, encoderGradients } from '../training/encoder-gradient.ts';
import { layoutOf } from './parts.ts';
import type { Layout } from './parts.ts';
import type { FrozenPoint } from './point.ts';

/** The encoder's parameters. */
const encoderShapes = ({ run: { model } }: FrozenPoint): Record<string, Shape> =>
  partition(parameterShapes(model), isIn(model, 'encoder'))[0];

/** How the gradient at a point is laid out. */
export function layoutAt(point: FrozenPoint): Layout {
  const { batchSize, variables, categories } = point.run.config;
  return layoutOf(encoderShapes(point), [batchSize, variables, categories]);
}

/**
 * The gradient of the encoder as training computes it, without the step.
 *
 * Inputs: `parameters/…`, `images` [B, D], `train-mean` [D], `noise/…` and `state/…` of the estimator.
 * Outputs: `gradient`, of the batch-mean ELBO with respect to the encoder's parameters, then with respect to φ of
 * every image, in the order of the layout; and `state/…`.
 */
function drawProgram(
  point: FrozenPoint,
  { estimator }: ChosenEstimator,
  dimensions: Dimensions,
): Program {
  const { run, klWeight } = point;
  const { model } = run;
  const order = Object.keys(encoderShapes(point));
  return (inputs) => {
    const images = get(inputs, 'images') as tf.Tensor2D;
    const trainMean = get(inputs, 'train-mean');
    const parameters = stripPrefix(inputs, 'parameters');
    const { gradient, state = {} } = askEstimator(
      { model, estimator, dimensions },
      {
        ...{ parameters, images, trainMean },
        klWeight: klWeight === undefined ? undefined : tf.scalar(klWeight),
        noise: stripPrefix(inputs, 'noise'),
        state: stripPrefix(inputs, 'state'),
      },
    );
    const [encoder] = partition(parameters, isIn(model, 'encoder'));
    const pulled = encoderGradients({ model, dimensions }, encoder, images, trainMean, gradient);
    const inOrder = [...order.map((name) => get(pulled, name)), gradient];
    return {
      // One array: every output is copied when it is read.
      gradient: tf.concat(inOrder.map((tensor) => tf.reshape(tensor, [-1]))),
      ...addPrefix('state', state),
    };
  };
}

/** The first number that is not finite, in a plain loop: a call for each of them takes longer than their sums. */
function firstNotFinite(values: Float32Array): number | undefined {
  for (const value of values) if (!Number.isFinite(value)) return value;
  return undefined;
}

/** One draw: all components in the order of the layout. */
export interface Draw {
  readonly values: Float32Array;
  /** What it took, random numbers included. */
  readonly milliseconds: number;
}

/** Draws independent gradients of one estimator at a frozen point. */
export class GradientSampler {
  readonly #chosen: ChosenEstimator;
  readonly #compiled: CompiledProgram;
  readonly #noise: Named<Shape>;
  readonly #fixed: Named<Input>;
  readonly #key: readonly [seed: number, label: string];
  #state: Named<Float32Array<ArrayBuffer>>;
  #drawn = 0;

  /** @param label - of the estimator with its settings: its uniforms are its own. */
  constructor(
    point: FrozenPoint,
    chosen: ChosenEstimator,
    backend: Backend,
    { seed, label }: { readonly seed: number; readonly label: string },
  ) {
    const { run, parameters } = point;
    const { batchSize: batch, variables, categories } = run.config;
    const { pixels } = run.model.sizes;
    const dimensions = { batch, pixels, variables, categories, samples: chosen.samples };
    const initial = startingState(point, chosen, dimensions, seed);
    this.#chosen = chosen;
    this.#key = [seed, label];
    this.#noise = chosen.estimator.noise(dimensions);
    this.#state = mapNamed(initial, ({ values }) => values);
    this.#fixed = {
      ...addPrefix(
        'parameters',
        mapNamed(parameters, ({ values }) => values),
      ),
      'train-mean': Float32Array.from(run.dataset.trainMean),
    };
    this.#compiled = backend.compile(drawProgram(point, chosen, dimensions), {
      ...addPrefix('parameters', parameterShapes(run.model)),
      'train-mean': [pixels],
      images: [batch, pixels],
      ...addPrefix('noise', this.#noise),
      ...addPrefix(
        'state',
        mapNamed(initial, ({ shape }) => shape),
      ),
    });
  }

  /** Whether the estimator has variables of its own. */
  get learns(): boolean {
    return Object.keys(this.#state).length > 0;
  }

  async #run(
    images: Float32Array<ArrayBuffer>,
    indices: readonly (string | number)[],
  ): ReturnType<CompiledProgram> {
    const [seed, label] = this.#key;
    const noise = mapNamed(this.#noise, (shape, name) =>
      new RandomStream(seed, 'compare', label, ...indices, name).uniforms(sizeOf(shape)),
    );
    return this.#compiled({
      ...this.#fixed,
      images,
      ...addPrefix('noise', noise),
      ...addPrefix('state', this.#state),
    });
  }

  /** Lets the estimator's own variables follow one batch, as a training step does. */
  async learn(step: number, images: Float32Array<ArrayBuffer>): Promise<void> {
    const outputs = await this.#run(images, ['learn', step]);
    const next: Record<string, Float32Array<ArrayBuffer>> = {};
    for (const [name, array] of Object.entries(stripPrefix(outputs, 'state'))) {
      next[name] = Float32Array.from(await array.read());
    }
    this.#state = next;
    for (const output of Object.values(outputs)) output.dispose();
  }

  /**
   * Draws once; the estimator's own variables stay as they are, so that draws are independent.
   *
   * @throws NonFiniteEstimateError for a draw that is no number.
   */
  async draw(batch: number, number: number, images: Float32Array<ArrayBuffer>): Promise<Draw> {
    const started = performance.now();
    const outputs = await this.#run(images, ['draw', batch, number]);
    const values = await get(outputs, 'gradient').read();
    const milliseconds = performance.now() - started;
    for (const output of Object.values(outputs)) output.dispose();
    this.#drawn += 1;
    const wrong = firstNotFinite(values);
    if (wrong !== undefined) {
      throw new NonFiniteEstimateError(this.#chosen.estimator.name, wrong, this.#drawn);
    }
    return { values, milliseconds };
  }
}

/** The variables of the run's own estimator as they are at the point; those of others as they start. */
function startingState(
  { run, estimatorState }: FrozenPoint,
  { estimator }: ChosenEstimator,
  dimensions: Dimensions,
  seed: number,
): Named<InitialValue> {
  const initial = estimator.initialState(dimensions, new RandomStream(seed, 'compare', 'init'));
  const { estimator: own } = run.chosen;
  const isOwn =
    own.name === estimator.name && JSON.stringify(own.values) === JSON.stringify(estimator.values);
  return mapNamed(initial, (value, name) => {
    const there = isOwn ? estimatorState[name] : undefined;
    const fits = JSON.stringify(there?.shape) === JSON.stringify(value.shape);
    return there !== undefined && fits ? there : value;
  });
}
