import { RandomStream } from '../../core/random.ts';
import { ImportanceBound } from '../bound.ts';
import type { Measure, MeasurementSetting } from './measurement.ts';

/** The training images, binarised afresh, with one posterior sample each. */
export function trainMeasurement(setting: MeasurementSetting): Measure<'train'> {
  const { backend, config, seed, model, trainMean, trainImages } = setting;
  const bound = new ImportanceBound(backend, model, trainMean);
  return async ({ step, parameters, pause }) => ({
    train_elbo: await bound.measure({
      parameters,
      images: trainImages,
      count: config.evaluation.trainImages ?? trainImages.count,
      samples: 1,
      pixels: new RandomStream(seed, 'evaluate', step, 'train', 'pixels'),
      latent: new RandomStream(seed, 'evaluate', step, 'train', 'latent'),
      pause,
    }),
  });
}
