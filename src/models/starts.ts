import { sizeOf } from '../core/shapes.ts';
import type { Parameter } from './contract.ts';

type Start = Parameter['start'];

export const zeros: Start = (shape) => new Float32Array(sizeOf(shape));

/** U(−a, a) with a = √(6 / (in + out)), for weights [in, out] (Glorot and Bengio 2010). */
export const glorotUniform: Start = (shape, random) => {
  const limit = Math.sqrt(6 / shape.reduce((sum, width) => sum + width, 0));
  return random.uniforms(sizeOf(shape)).map((uniform) => (2 * uniform - 1) * limit);
};

/** logit(clip(mean, 0.001, 0.999)), for the bias of logits of pixels: images start at the training mean. */
export const logitOfTrainMean: Start = (_shape, _random, trainMean) =>
  Float32Array.from(trainMean, (mean) => {
    const clipped = Math.min(Math.max(mean, 0.001), 0.999);
    return Math.log(clipped / (1 - clipped));
  });
