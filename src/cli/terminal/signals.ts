import { endProcess } from '../../processes/process-end.ts';
import { codeOfStop, stopSignals } from '../../core/stop-signals.ts';
import type { StopSignal } from '../../core/stop-signals.ts';
import { isImmuneToHangup } from './hangup.ts';
import { InterruptWatch, isTheSame } from './interrupt-watch.ts';
import { warn } from './output.ts';

/** Who is told of a signal. */
interface SignalHooks {
  /** Undoes what a terminal must not be left with, before the process ends at once. */
  readonly restore: () => void;
  /** Prints a line. */
  readonly say: (text: string) => void;
}

/**
 * SIGINT and SIGTERM insist when they come again. The others never do: SIGUSR1 and SIGUSR2 announce a
 * SIGTERM, which must not cut the writing of the checkpoint short, and a terminal that is closed sends SIGHUP
 * several times.
 */
const insisting: readonly string[] = ['SIGINT', 'SIGTERM'];

const notice = (name: string): string =>
  `${name}: stopping after this step with a checkpoint; a further ^C stops at once\n`;

const ignore = (): void => undefined;

/**
 * Calls `heard` at every signal that asks for an end, except a hangup that nohup(1) asked to ignore.
 *
 * @returns what stops it.
 */
export function listenForStops(heard: (name: StopSignal) => void): () => void {
  const immune = isImmuneToHangup();
  const listeners = stopSignals.map((name) => {
    const listener =
      immune && name === 'SIGHUP'
        ? ignore
        : () => {
            heard(name);
          };
    return [name, listener] as const;
  });
  for (const [name, listener] of listeners) process.on(name, listener);
  return () => {
    for (const [name, listener] of listeners) process.off(name, listener);
  };
}

/** Turns the first signal into an abort, and lets a second SIGINT or SIGTERM end the process at once. */
export class Interruption {
  hooks: SignalHooks = {
    restore: ignore,
    say: (text) => {
      warn(text);
    },
  };
  readonly #controller = new AbortController();
  readonly #stopListening: () => void;
  /** When the first signal that insists came. */
  #first: number | undefined;
  #watch: InterruptWatch | undefined;

  constructor() {
    this.#stopListening = listenForStops((name) => {
      this.#handle(name);
    });
  }

  /** Hears SIGINT even while the main thread is busy. */
  async watch(): Promise<void> {
    this.#watch = await InterruptWatch.start(notice('SIGINT'), () => {
      this.#handle('SIGINT');
    });
  }

  /** Aborts with the signal's name as its reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  #handle(name: StopSignal): void {
    if (insisting.includes(name)) {
      const now = performance.now();
      if (this.#first !== undefined && !isTheSame(this.#first, now)) {
        this.hooks.restore();
        endProcess(codeOfStop(name));
      }
      this.#first ??= now;
    }
    if (this.signal.aborted) return;
    this.#controller.abort(name);
    if (name !== 'SIGINT' || this.#watch?.claimNotice() !== false) this.hooks.say(notice(name));
  }

  /** Stops listening. */
  release(): void {
    this.#stopListening();
    this.#watch?.end();
  }
}
