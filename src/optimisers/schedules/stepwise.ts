import type { Schedule } from './schedule.ts';

/** Settings of `step`. */
export interface StepwiseSettings {
  /** Steps between two changes. */
  readonly every: number;
  /** What the learning rates are multiplied by each time. */
  readonly factor: number;
}

/** `factor`^⌊(t − 1) / `every`⌋ in step t. */
export function stepwise({ every, factor }: StepwiseSettings): Schedule {
  return (step) => factor ** Math.floor((step - 1) / every);
}
