import type { Parameter } from './contract.ts';

/** logit(clip(mean, 0.001, 0.999)), for the bias of logits of pixels: images start at the training mean. */
export const logitOfTrainMean: Parameter['start'] = (_shape, _random, trainMean) =>
  Float32Array.from(trainMean, (mean) => {
    const clipped = Math.min(Math.max(mean, 0.001), 0.999);
    return Math.log(clipped / (1 - clipped));
  });
