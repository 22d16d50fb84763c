import type { Config } from '../config/schema.ts';
import { STEPS_AT_ONCE } from './trainer.ts';

/** Signals and progress are looked after between groups of steps, about this often, in seconds. */
const PATIENCE = 0.25;

/** Steps that fit into that time, at least 1. */
export function fittingSteps(secondsPerStep: number): number {
  return Math.min(STEPS_AT_ONCE, Math.max(1, Math.floor(PATIENCE / secondsPerStep)));
}

/** The next multiple of `every` after `step`. */
function nextMultiple(step: number, every: number): number {
  return (Math.floor(step / every) + 1) * every;
}

/**
 * How many steps to take at once: no more than fit into a quarter of a second, and none beyond one
 * after which something is due. It decides no number: steps that are taken at once are the same steps.
 */
export class Pace {
  readonly #config: Pick<Config, 'steps' | 'evaluation' | 'checkpoint'>;
  #perStep = Number.POSITIVE_INFINITY;

  constructor(config: Pick<Config, 'steps' | 'evaluation' | 'checkpoint'>) {
    this.#config = config;
  }

  /** Tells how long a step took, in seconds. */
  took(secondsPerStep: number): void {
    this.#perStep = secondsPerStep;
  }

  /** Steps to take after `step`, at least 1. */
  count(step: number): number {
    const { steps, evaluation, checkpoint } = this.#config;
    const { everySteps } = checkpoint;
    const stops = [steps, nextMultiple(step, evaluation.every)];
    if (everySteps !== null && everySteps > 0) stops.push(nextMultiple(step, everySteps));
    return Math.min(fittingSteps(this.#perStep), Math.min(...stops) - step);
  }
}
