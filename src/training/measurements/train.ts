import * as tf from '@tensorflow/tfjs';
import { mapNamed } from '../../core/named.ts';
import { RandomStream } from '../../core/random.ts';
import { categoricalKl } from '../../distributions/categorical.ts';
import type { MetricsOf } from '../../metrics/table.ts';
import { logRatio } from '../../models/log-weights.ts';
import { Evaluator } from '../evaluation.ts';
import type { SampleProgram } from '../evaluation.ts';
import type { Measure, MeasurementSetting } from './measurement.ts';

type TrainMetric = MetricsOf<'train'>;

/** Values for each image, [B] or [1, B] with its one posterior sample. */
const program: SampleProgram<TrainMetric> = ({ model, parameters, images, logits, z }) => {
  const logLikelihood = model.logLikelihood(parameters)(images, z);
  return {
    train_elbo: tf.add(logLikelihood, logRatio(model, parameters, logits)(z)),
    kl: categoricalKl(logits, model.logPrior(parameters)),
    reconstruction: logLikelihood,
  };
};

const total = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0);

/** The training images, binarised afresh, with one posterior sample each: means over images. */
export function trainMeasurement(setting: MeasurementSetting): Measure<'train'> {
  const { backend, config, seed, model, trainMean, trainImages } = setting;
  const evaluator = new Evaluator(backend, model, trainMean, program);
  return ({ step, parameters, pause }) =>
    evaluator.means(
      {
        parameters,
        images: trainImages,
        count: config.evaluation.trainImages ?? trainImages.count,
        samples: 1,
        pixels: new RandomStream(seed, 'evaluate', step, 'train', 'pixels'),
        latent: new RandomStream(seed, 'evaluate', step, 'train', 'latent'),
        pause,
      },
      (outputs) => mapNamed(outputs, total) as Record<TrainMetric, number>,
    );
}
