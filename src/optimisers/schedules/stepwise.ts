import { ConfigError } from '../../core/errors.ts';
import type { Schedule } from './schedule.ts';

/** Settings of `step`. */
export interface StepwiseSettings {
  /** Steps between two changes. */
  readonly every: number;
  /** What the learning rates are multiplied by each time. */
  readonly factor: number;
}

/** A learning rate of 1 that grew by so much would be infinite in float32. */
const LARGEST = 3.4e38;

/**
 * `factor`^⌊(t − 1) / `every`⌋ in step t.
 *
 * @throws ConfigError when the learning rates would grow beyond float32.
 */
export function stepwise({ every, factor }: StepwiseSettings, steps: number): Schedule {
  const changes = Math.floor((steps - 1) / every);
  if (factor ** changes > LARGEST) {
    const message =
      `is ${factor}: multiplied by it ${changes} times, the learning rates overflow. A factor below 1 ` +
      'lets them fall';
    throw new ConfigError([{ path: 'optimiser.schedule.factor', message }]);
  }
  return (step) => factor ** Math.floor((step - 1) / every);
}
