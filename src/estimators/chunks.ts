import { get, mapNamed } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { sizeOf } from '../core/shapes.ts';
import type { Shape } from '../core/shapes.ts';
import type { Dimensions } from './contract.ts';
import type { SettledEstimator } from './settle.ts';

/** Bytes that the tensors of one chunk may take together, by the estimate below. */
const BOUND = 2 ** 28;

/** Tensors as large as the points z, [S, B, V, C], as f's table of sums, and with a number per variable. */
const PER_POINT = 6;
const PER_SUM = 3;
const PER_WINNER = 40;

/**
 * Draws whose tensors stay below the bound, when f is `tableSignal`: what one draw takes is estimated from
 * the estimator's own evaluations and the shapes of what is made for each.
 *
 * @returns at least 1, however large a draw is.
 */
export function drawsAtOnce(estimator: SettledEstimator, dimensions: Dimensions): number {
  const { variables, categories, samples } = dimensions;
  const evaluations = Math.max(1, samples, estimator.evaluations(dimensions));
  const numbers =
    PER_POINT * variables * categories +
    PER_SUM * categories ** (variables - 1) +
    PER_WINNER * variables;
  return Math.max(1, Math.floor(BOUND / (Float32Array.BYTES_PER_ELEMENT * evaluations * numbers)));
}

/** The axis of datapoints of each kind of noise; -1 where all share it; undefined when that is not plain. */
export type BatchAxes = Named<number>;

/** Finds them by asking for the noise of one more datapoint. */
export function batchAxes(
  estimator: SettledEstimator,
  dimensions: Dimensions,
): BatchAxes | undefined {
  const shapes = estimator.noise(dimensions);
  const more = estimator.noise({ ...dimensions, batch: dimensions.batch + 1 });
  const axes: Record<string, number> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const other = more[name];
    if (other?.length !== shape.length) return undefined;
    const differing = shape.flatMap((size, axis) => (size === other[axis] ? [] : [axis]));
    const [axis = -1] = differing;
    if (differing.length > 1) return undefined;
    if (axis !== -1 && (shape[axis] !== dimensions.batch || other[axis] !== dimensions.batch + 1)) {
      return undefined;
    }
    axes[name] = axis;
  }
  return axes;
}

/** Datapoints `start` to `start + count` of an array with the datapoints along `axis`. */
function part(
  values: Float32Array<ArrayBuffer>,
  shape: Shape,
  axis: number,
  start: number,
  count: number,
): Float32Array<ArrayBuffer> {
  if (axis === -1) return values;
  const inner = sizeOf(shape.slice(axis + 1));
  const row = (shape[axis] ?? 0) * inner;
  const outer = sizeOf(shape.slice(0, axis));
  const taken = new Float32Array(outer * count * inner);
  for (let at = 0; at < outer; at += 1) {
    const from = at * row + start * inner;
    taken.set(values.subarray(from, from + count * inner), at * count * inner);
  }
  return taken;
}

/** The noise of some of a batch's datapoints. */
export function noiseOf(
  noise: Named<Float32Array<ArrayBuffer>>,
  shapes: Named<Shape>,
  axes: BatchAxes,
  start: number,
  count: number,
): Record<string, Float32Array<ArrayBuffer>> {
  return mapNamed(noise, (values, name) =>
    part(values, get(shapes, name), get(axes, name), start, count),
  );
}
