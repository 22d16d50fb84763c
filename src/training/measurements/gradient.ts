import { get } from '../../core/named.ts';
import { isMeasured } from '../../metrics/table.ts';
import { gradientVariance } from '../gradient-variance.ts';
import type { Measure, MeasurementSetting } from './measurement.ts';

/** The encoder's gradients of the steps so far, as the training state sums them up. */
export function gradientMeasurement({
  backend,
  gradientShapes,
}: MeasurementSetting): Measure<'gradient'> {
  const program = backend.compile(gradientVariance, gradientShapes);
  return async ({ step, gradientSums }) => {
    if (!isMeasured('grad_variance', step)) return { grad_variance: Number.NaN };
    const outputs = await program(gradientSums);
    const variance = get(outputs, 'variance');
    const [value = Number.NaN] = await variance.read();
    variance.dispose();
    return { grad_variance: value };
  };
}
