import { get, mapNamed } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';
import type { Model, ParameterGroup } from './contract.ts';

/** Shapes of all parameters, by name. */
export function parameterShapes({ parameters }: Model): Record<string, Shape> {
  return mapNamed(parameters, ({ shape }) => shape);
}

/** Whether a name is that of a parameter in one of these groups. */
export function isIn(
  { parameters }: Model,
  ...groups: readonly ParameterGroup[]
): (name: string) => boolean {
  return (name) => Object.hasOwn(parameters, name) && groups.includes(get(parameters, name).group);
}

/**
 * Starting parameters, a pure function of the arguments.
 *
 * @param trainMean - mean of every training pixel in [0, 1], [D].
 */
export function initialParameters(
  { parameters }: Model,
  trainMean: Float32Array,
  seed: number,
): Record<string, InitialValue> {
  return mapNamed(parameters, ({ shape, start }, name) => {
    const random = new RandomStream(seed, 'init', name);
    return { shape, values: start(shape, random, trainMean) };
  });
}
