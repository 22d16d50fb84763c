import { RandomStream } from '../../core/random.ts';
import { ImportanceBound } from '../bound.ts';
import type { Measure, MeasurementSetting } from './measurement.ts';

/** The test images, the same binary ones every time, with many posterior samples each. */
export function testMeasurement(setting: MeasurementSetting): Measure<'test'> {
  const { backend, config, seed, model, trainMean, testImages } = setting;
  const bound = new ImportanceBound(backend, model, trainMean);
  return async ({ step, parameters, pause }) => ({
    test_bound: await bound.measure({
      parameters,
      images: testImages,
      count: config.evaluation.testImages ?? testImages.count,
      samples: config.evaluation.samples,
      pixels: new RandomStream(seed, 'evaluate', step, 'test', 'pixels'),
      latent: new RandomStream(seed, 'evaluate', step, 'test', 'latent'),
      pause,
    }),
  });
}
