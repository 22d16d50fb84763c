import { isKept } from '../config/kept-steps.ts';
import type { Config } from '../config/schema.ts';

/** Decides after which steps a checkpoint is written, besides the last one and the one of a signal. */
export class SavePlan {
  readonly #steps: number;
  readonly #plan: Config['checkpoint'];
  readonly #now: () => number;
  #last: number;

  /** @param now - present time in milliseconds. */
  constructor(
    { steps, checkpoint }: Pick<Config, 'steps' | 'checkpoint'>,
    now: () => number = () => performance.now(),
  ) {
    this.#steps = steps;
    this.#plan = checkpoint;
    this.#now = now;
    this.#last = now();
  }

  isDue(step: number): boolean {
    const everySteps = this.#plan.everySteps ?? 0;
    const everySeconds = this.#plan.everySeconds ?? 0;
    if (step === this.#steps || (everySteps > 0 && step % everySteps === 0)) return true;
    if (isKept(this.#plan.keep, step)) return true;
    return everySeconds > 0 && this.#now() - this.#last >= 1000 * everySeconds;
  }

  /** Tells that a checkpoint was written just now. */
  saved(): void {
    this.#last = this.#now();
  }
}
