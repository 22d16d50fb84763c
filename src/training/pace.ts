import type { Config } from '../config/schema.ts';
import { STEPS_AT_ONCE } from './limits.ts';

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
  readonly #config: Pick<Config, 'steps' | 'evaluation'>;
  readonly #isDue: (step: number) => boolean;
  #perStep = Number.POSITIVE_INFINITY;

  /** @param isDue - whether something else, such as a checkpoint, is due after a step. */
  constructor(
    config: Pick<Config, 'steps' | 'evaluation'>,
    isDue: (step: number) => boolean = () => false,
  ) {
    this.#config = config;
    this.#isDue = isDue;
  }

  /** Tells how long a step took, in seconds. */
  took(secondsPerStep: number): void {
    this.#perStep = secondsPerStep;
  }

  /** Steps to take after `step`, at least 1. */
  count(step: number): number {
    const { steps, evaluation } = this.#config;
    const stop = Math.min(steps, nextMultiple(step, evaluation.every));
    const most = Math.min(fittingSteps(this.#perStep), stop - step);
    let count = 1;
    while (count < most && !this.#isDue(step + count)) count += 1;
    return count;
  }
}
