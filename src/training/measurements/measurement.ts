import type { Backend, Input } from '../../backends/backend.ts';
import type { Config } from '../../config/schema.ts';
import type { Named } from '../../core/named.ts';
import type { Shape } from '../../core/shapes.ts';
import type { ImageSet } from '../../datasets/images.ts';
import type { Measurement, Metrics, MetricsOf } from '../../metrics/table.ts';
import type { Model } from '../../models/contract.ts';

/** What a run's measurements have in common, from its first step to its last. */
export interface MeasurementSetting {
  readonly backend: Backend;
  readonly config: Config;
  readonly seed: number;
  readonly model: Model;
  /** Mean of the training images, [D]. */
  readonly trainMean: Float32Array<ArrayBuffer>;
  readonly trainImages: ImageSet;
  /** Binary: the same ones in every measurement. */
  readonly testImages: ImageSet;
  /** Shapes of `MeasuredState.gradientSums`. */
  readonly gradientShapes: Named<Shape>;
}

/** What is measured: the state after a training step. */
export interface MeasuredState {
  /** At least 1. */
  readonly step: number;
  readonly parameters: Named<Input>;
  /** What `gradientVariance` takes. */
  readonly gradientSums: Named<Input>;
  /** Called after each batch with the posterior samples that it drew; may throw to give the measurement up. */
  readonly pause: (samples: number) => Promise<void>;
}

/** Gives the values of all metrics that name this measurement. */
export type Measure<M extends Measurement> = (
  state: MeasuredState,
) => Promise<Pick<Metrics, MetricsOf<M>>>;
