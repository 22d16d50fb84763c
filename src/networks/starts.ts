import type { RandomStream } from '../core/random.ts';
import { sizeOf } from '../core/shapes.ts';
import type { Shape } from '../core/shapes.ts';

/** Starting values of an array, row by row. */
export type Start = (shape: Shape, random: RandomStream) => Float32Array<ArrayBuffer>;

export const zeros: Start = (shape) => new Float32Array(sizeOf(shape));

/** U(−a, a) with a = √(6 / (in + out)), for weights [in, out] (Glorot and Bengio 2010). */
export const glorotUniform: Start = (shape, random) => {
  const limit = Math.sqrt(6 / shape.reduce((sum, width) => sum + width, 0));
  return random.uniforms(sizeOf(shape)).map((uniform) => (2 * uniform - 1) * limit);
};
