import type { TrainingEvent } from '../../training/train.ts';

/** What a progress display shows. */
export interface Progress {
  readonly step: number;
  readonly steps: number;
  /** Recent mean of the batches' single-sample ELBO, in nats; NaN before the first step. */
  readonly bound: number;
  /** Recent training speed, measurements left out. */
  readonly stepsPerSecond: number;
  /** Milliseconds until the end, measurements included; null before the first step. */
  readonly remaining: number | null;
  /** Share of the present measurement that is done; null between measurements. */
  readonly measured: number | null;
}

/** Weight of the newest step in the recent means. */
const NEWEST = 0.05;

/** Follows the events of a run and estimates how long it will still take. */
export class ProgressTracker {
  readonly #steps: number;
  readonly #every: number;
  #step = 0;
  #bound = Number.NaN;
  #stepMilliseconds = Number.NaN;
  #measureMilliseconds = 0;
  #measureStarted = 0;
  #measured: number | null = null;
  #stepStarted: number;

  /** @param now - present time in milliseconds, as all `now` here. */
  constructor(steps: number, every: number, now: number) {
    this.#steps = steps;
    this.#every = every;
    this.#stepStarted = now;
  }

  observe(event: TrainingEvent, now: number): void {
    if (event.type === 'step') {
      // The first step includes the set-up; the second starts the means afresh.
      const recent = (mean: number, value: number) =>
        event.step <= 2 ? value : mean + NEWEST * (value - mean);
      this.#step = event.step;
      this.#bound = recent(this.#bound, event.elbo);
      this.#stepMilliseconds = recent(this.#stepMilliseconds, now - this.#stepStarted);
    } else if (event.type === 'measuring') {
      this.#measured = event.done;
      if (event.done === 0) this.#measureStarted = now;
      else this.#measureMilliseconds = (now - this.#measureStarted) / event.done;
    } else if (event.type === 'metrics') {
      this.#measured = null;
      this.#measureMilliseconds = 1000 * event.evaluationSeconds;
    }
    this.#stepStarted = now;
  }

  get progress(): Progress {
    const left = this.#steps - this.#step;
    const done = Math.floor(this.#step / this.#every);
    const measurements = left === 0 ? 0 : Math.ceil(this.#steps / this.#every) - done;
    const present = this.#measured === null ? 0 : 1 - this.#measured;
    const known = !Number.isNaN(this.#stepMilliseconds);
    return {
      step: this.#step,
      steps: this.#steps,
      bound: this.#bound,
      stepsPerSecond: known ? 1000 / this.#stepMilliseconds : 0,
      remaining: known
        ? left * this.#stepMilliseconds + (measurements + present) * this.#measureMilliseconds
        : null,
      measured: this.#measured,
    };
  }
}
