import type { MatrixProduct } from '../models/products.ts';
import { fittingSteps } from '../training/pace.ts';
import type { ResolvedRun } from '../training/resolved-run.ts';
import { Trainer } from '../training/trainer.ts';
import type { Engine } from './engines.ts';
import { stepProducts } from './products.ts';
import { spreadOf } from './spread.ts';
import type { Spread } from './spread.ts';
import { settle, timed, turn } from './turn.ts';

/** Steps after the first that are not kept: caches fill, and V8 compiles. */
const WARM_UP_STEPS = 5;
/** Repetitions that time the host's work alone. */
const HOST_REPETITIONS = 20;

/** A step that was timed. */
export interface TimedStep {
  /** Milliseconds since 1970, comparable between processes of one machine. */
  readonly started: number;
  readonly milliseconds: number;
}

/** CPU time of all threads of this process so far, in milliseconds. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What the host does for a step, timed alone; milliseconds. */
export interface HostWork {
  /** Drawing binary images. */
  readonly binarise: number;
  /** Drawing uniform numbers for the estimator and the posterior sample. */
  readonly random_numbers: number;
}

/** The training steps of one configuration on one engine, timed in the groups that training takes. */
export class StepTiming {
  readonly run: ResolvedRun;
  readonly engine: Engine;
  readonly products: readonly MatrixProduct[];
  readonly steps: TimedStep[] = [];
  readonly #signal: AbortSignal;
  readonly #trainer: Trainer;
  readonly #cpuMilliseconds: number[] = [];
  #next = 1;
  #perStep = Number.POSITIVE_INFINITY;
  #firstStep = Number.NaN;

  constructor(run: ResolvedRun, engine: Engine, signal: AbortSignal) {
    this.run = run;
    this.engine = engine;
    this.#signal = signal;
    this.#trainer = new Trainer(run, engine.backend);
    this.products = stepProducts(run.model, run.config.batchSize, run.chosen);
  }

  /** Milliseconds of the first step: tracing and compiling, where the backend does, included. */
  get firstStep(): number {
    return this.#firstStep;
  }

  get spread(): Spread {
    return spreadOf(this.steps.map(({ milliseconds }) => milliseconds));
  }

  /**
   * CPU time per step. On one thread it is about the time that passed; less means that other processes
   * took turns on the core.
   */
  get cpu(): Spread {
    return spreadOf(this.#cpuMilliseconds);
  }

  /**
   * Whole steps, as many at once as training takes but at most `most`: binarisation, random numbers,
   * the steps themselves, reading the ELBO. The time is shared out evenly.
   */
  async #group(most: number): Promise<TimedStep[]> {
    const count = Math.min(most, fittingSteps(this.#perStep / 1000));
    const started = performance.timeOrigin + performance.now();
    const total = await timed(async () => {
      await this.#trainer.steps(this.#next, count);
    });
    this.#next += count;
    this.#perStep = total / count;
    await turn(this.#signal);
    return Array.from({ length: count }, (_, at) => ({
      started: started + at * this.#perStep,
      milliseconds: this.#perStep,
    }));
  }

  async warmUp(): Promise<void> {
    const [first] = await this.#group(1);
    this.#firstStep = first?.milliseconds ?? Number.NaN;
    for (let step = 0; step < WARM_UP_STEPS; step += 1) await this.#group(1);
  }

  /** Times `count` steps; one before them brings the state back into the caches and is not kept. */
  async block(count: number): Promise<void> {
    await settle(this.engine.backend);
    await this.#group(1);
    for (let left = count; left > 0;) {
      const before = cpuTime();
      const group = await this.#group(left);
      const cpu = (cpuTime() - before) / group.length;
      this.steps.push(...group);
      this.#cpuMilliseconds.push(...group.map(() => cpu));
      left -= group.length;
    }
  }

  /** Times the functions that a step runs on the host, alone. */
  hostWork(): HostWork {
    const median = (draw: (step: number) => unknown): number => {
      const times = Array.from({ length: HOST_REPETITIONS }, (_, at) => {
        const started = performance.now();
        draw(at + 1);
        return performance.now() - started;
      });
      return spreadOf(times).median;
    };
    return {
      binarise: median((step) => this.#trainer.drawImages(step)),
      random_numbers: median((step) => this.#trainer.drawNoise(step)),
    };
  }

  dispose(): void {
    this.#trainer.dispose();
  }
}
