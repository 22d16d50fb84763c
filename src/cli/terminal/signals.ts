import { ExitCode } from '../../core/errors.ts';
import { endProcess } from '../../core/process-end.ts';

/**
 * SIGUSR2 asks for a checkpoint and an exit, as Slurm's `--signal=USR2@120` does before the time limit
 * is reached. What follows it shortly (SIGTERM at the limit) must not cut the writing short.
 */
const signals = ['SIGINT', 'SIGTERM', 'SIGUSR2'] as const;

/** Who is told of a signal. */
interface SignalHooks {
  /** Undoes what a terminal must not be left with, before the process ends at once. */
  readonly restore: () => void;
  /** Prints a line. */
  readonly say: (text: string) => void;
}

/** Turns the first signal into an abort, and lets a second SIGINT or SIGTERM end the process at once. */
export class Interruption {
  hooks: SignalHooks = { restore: () => undefined, say: (text) => process.stderr.write(text) };
  readonly #controller = new AbortController();
  #insisted = false;

  constructor() {
    for (const name of signals) process.on(name, this.#handle);
  }

  /** Aborts with the signal's name as its reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly #handle = (name: NodeJS.Signals): void => {
    if (name !== 'SIGUSR2') {
      if (this.#insisted) {
        this.hooks.restore();
        endProcess(name === 'SIGTERM' ? ExitCode.terminated : ExitCode.interrupted);
      }
      this.#insisted = true;
    }
    if (this.signal.aborted) return;
    this.#controller.abort(name);
    this.hooks.say(
      `${name}: stopping after this step with a checkpoint; a further ^C stops at once\n`,
    );
  };

  /** Stops listening. */
  release(): void {
    for (const name of signals) process.off(name, this.#handle);
  }
}
