import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { get } from '../../src/core/named.ts';
import type { Named } from '../../src/core/named.ts';
import { bernoulliLogProb } from '../../src/distributions/bernoulli.ts';
import type { Decode, Model, ModelSizes } from '../../src/models/contract.ts';
import { denseProducts } from '../../src/models/dense.ts';
import { logitOfTrainMean } from '../../src/models/starts.ts';
import { glorotUniform } from '../../src/networks/starts.ts';
import { modelRow } from '../../src/models/table.ts';

/** Logistic regression both ways, and a uniform prior that is not learned. */
function logistic(sizes: ModelSizes, { sharpness }: { readonly sharpness: number }): Model {
  const { pixels, variables, categories } = sizes;
  const latent = variables * categories;
  const decode =
    (parameters: Named<tf.Tensor>): Decode =>
    (z) => {
      const [samples, batch] = z.shape;
      const points = tf.reshape(z, [samples * batch, latent]);
      const products = tf.matMul(points, get(parameters, 'loadings'));
      const logits = tf.add(products, get(parameters, 'offsets'));
      return tf.reshape(logits, [samples, batch, pixels]);
    };
  return {
    sizes,
    parameters: {
      recognition: { group: 'encoder', shape: [pixels, latent], start: glorotUniform },
      loadings: { group: 'decoder', shape: [latent, pixels], start: glorotUniform },
      offsets: { group: 'decoder', shape: [pixels], start: logitOfTrainMean },
    },
    encode(parameters, images, trainMean) {
      const recognition = get(parameters, 'recognition') as tf.Tensor2D;
      const logits = tf.matMul(tf.sub(images, trainMean), recognition);
      return tf.reshape(tf.mul(logits, sharpness), [-1, variables, categories]);
    },
    decode,
    logLikelihood(parameters) {
      const logits = decode(parameters);
      return (images, z) => bernoulliLogProb(logits(z), images) as tf.Tensor2D;
    },
    logPrior: () => tf.fill([variables, categories], -Math.log(categories)),
    encoderProducts: (rows) => denseProducts({ widths: [pixels, latent] }, rows),
    decoderProducts: (rows) => denseProducts({ widths: [latent, pixels] }, rows),
  };
}

export const logisticRow = modelRow({
  summary: 'logistic regression both ways; the prior stays uniform',
  settings: {
    sharpness: z
      .number()
      .positive()
      .default(1)
      .describe('What the encoder’s logits are scaled by.'),
  },
  load: () => Promise.resolve(logistic),
});
