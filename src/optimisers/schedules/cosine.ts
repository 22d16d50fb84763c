import { ConfigError } from '../../core/errors.ts';
import type { Schedule } from './schedule.ts';

/** Settings of `cosine`. */
export interface CosineSettings {
  /** What is left of the learning rates at the end. */
  readonly finalFraction: number;
  /** Steps in which they rise from near zero first. */
  readonly warmupSteps: number;
}

/**
 * Half a cosine over the steps T of a run (Loshchilov and Hutter 2017, equation 5, without restarts),
 * after a linear warm-up of W steps: step t has the factor t / (W + 1) for t ≤ W, and then
 * F + (1 − F) (1 + cos(π (t − 1 − W) / (T − W))) / 2, where F is the final fraction.
 *
 * @throws ConfigError when the warm-up leaves no step.
 */
export function cosine({ finalFraction, warmupSteps }: CosineSettings, steps: number): Schedule {
  if (warmupSteps >= steps) {
    const message = `is ${warmupSteps}; must be less than steps, which is ${steps}`;
    throw new ConfigError([{ path: 'optimiser.schedule.warmupSteps', message }]);
  }
  return (step) => {
    if (step <= warmupSteps) return step / (warmupSteps + 1);
    const passed = (step - 1 - warmupSteps) / (steps - warmupSteps);
    return finalFraction + ((1 - finalFraction) * (1 + Math.cos(Math.PI * passed))) / 2;
  };
}
