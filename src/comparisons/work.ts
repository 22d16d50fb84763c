import * as tf from '@tensorflow/tfjs';
import { median } from 'simple-statistics';
import type { Backend, Program } from '../backends/backend.ts';
import { addPrefix, get, mapNamed, stripPrefix } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import { logWeights } from '../models/log-weights.ts';
import { parameterShapes } from '../models/parameters.ts';
import type { FrozenPoint } from './point.ts';

/** Points per image that are timed at once: about what estimators evaluate. */
const POINTS = 10;
/** Timed runs, after one that is not. */
const RUNS = 7;

/** What evaluations of f cost on a backend. */
export interface Work {
  /** Milliseconds of one evaluation for a batch. */
  readonly evaluation: number;
  /** What one derivative of f costs, in evaluations; the evaluation that comes with it is not in it. */
  readonly derivativeCost: number;
}

/** Times f, and f with its derivative, at random points of the simplex product. */
export async function measureWork(
  { run, parameters }: FrozenPoint,
  backend: Backend,
  images: Float32Array<ArrayBuffer>,
): Promise<Work> {
  const { model, config } = run;
  const { batchSize: batch, variables, categories } = config;
  const shape: [number, number, number, number] = [POINTS, batch, variables, categories];
  const f = (inputs: Parameters<Program>[0]) => {
    const own = stripPrefix(inputs, 'parameters');
    const x = get(inputs, 'images') as tf.Tensor2D;
    const logits = model.encode(own, x, get(inputs, 'train-mean'));
    return (z: tf.Tensor4D) => logWeights(model, own, x, logits, z);
  };
  const point = (inputs: Parameters<Program>[0]) =>
    tf.softmax(get(inputs, 'points')) as tf.Tensor4D;
  const programs: readonly Program[] = [
    (inputs) => ({ sum: tf.sum(f(inputs)(point(inputs))) }),
    (inputs) => {
      const { value, grad } = tf.valueAndGrad((z: tf.Tensor4D) => tf.sum(f(inputs)(z)))(
        point(inputs),
      );
      return { sum: tf.add(value, tf.sum(tf.abs(grad))) };
    },
  ];
  const given = {
    ...addPrefix(
      'parameters',
      mapNamed(parameters, ({ values }) => values),
    ),
    'train-mean': Float32Array.from(run.dataset.trainMean),
    images,
    points: new RandomStream(0, 'compare', 'work').uniforms(
      POINTS * batch * variables * categories,
    ),
  };
  const times: number[] = [];
  for (const program of programs) {
    const compiled = backend.compile(program, {
      ...addPrefix('parameters', parameterShapes(model)),
      'train-mean': [model.sizes.pixels],
      images: [batch, model.sizes.pixels],
      points: shape,
    });
    const taken: number[] = [];
    for (let at = 0; at <= RUNS; at += 1) {
      const started = performance.now();
      const { sum } = await compiled(given);
      await sum?.read();
      sum?.dispose();
      if (at > 0) taken.push(performance.now() - started);
    }
    times.push(median(taken));
  }
  const [plain = Number.NaN, derived = Number.NaN] = times;
  return { evaluation: plain / POINTS, derivativeCost: Math.max(0, derived / plain - 1) };
}
