import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../../core/package.ts';

/** What the thread that waits for SIGINT is given. */
export interface InterruptData {
  /** Shared: whether the watch is over, and whether somebody has said what the signal does. */
  readonly cell: Int32Array;
  /** What to say of the first signal when the main thread is too busy to say it. */
  readonly notice: string;
  /** What to write before the process is ended past the main thread. */
  readonly farewell: string;
}

/** Places in the cell. */
export const OVER = 0;
export const SAID = 1;

/** Milliseconds within which two signals are one: a launcher may pass on what a terminal sends, too. */
const SAME = 200;

/** Whether two signals at these times are one that came twice. */
export const isTheSame = (first: number, second: number): boolean => second - first < SAME;

const SHOW_CURSOR = '\u001b[?25h';

const file = join(packageRoot, 'dist', 'cli', 'terminal', 'interrupt-thread.js');

/** The thread of this process that hears SIGINT while a step of training blocks the main thread. */
export class InterruptWatch {
  readonly #cell = new Int32Array(new SharedArrayBuffer(8));
  readonly #end = (): void => {
    Atomics.store(this.#cell, OVER, 1);
    Atomics.notify(this.#cell, OVER);
    process.off('exit', this.#end);
  };

  private constructor() {
    // A thread that waits in a script of this kind would keep the process from ending.
    process.on('exit', this.#end);
  }

  /**
   * Starts the thread. From then on nobody but `heard` is told of SIGINT: first when it comes, and again when it
   * comes once more; if that does not end the process shortly, the thread does.
   */
  static async start(notice: string, heard: () => void): Promise<InterruptWatch> {
    const watch = new InterruptWatch();
    const farewell = process.stderr.isTTY ? SHOW_CURSOR : '';
    const workerData: InterruptData = { cell: watch.#cell, notice, farewell };
    const thread = new Worker(file, { workerData });
    await new Promise((resolve) => {
      thread.on('message', (message) => {
        if (message === 'SIGINT') heard();
        else resolve(message);
      });
      // Without it, signals are heard between two steps.
      thread.on('error', resolve);
    });
    thread.unref();
    return watch;
  }

  /** Claims the right to say what the signal does; false when the thread has said it. */
  claimNotice(): boolean {
    return Atomics.exchange(this.#cell, SAID, 1) === 0;
  }

  end(): void {
    this.#end();
  }
}
