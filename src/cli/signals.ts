import { ExitCode } from '../core/errors.ts';

/** Turns the first SIGINT or SIGTERM into an abort, and lets the second one end the process at once. */
export interface Interruption {
  /** Aborts with the signal's name as its reason. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  release(): void;
}

/** @param restore - undoes what a terminal must not be left with, before the process ends at once. */
export function listenForSignals(restore: () => void): Interruption {
  const controller = new AbortController();
  const handler = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      restore();
      process.exit(name === 'SIGTERM' ? ExitCode.terminated : ExitCode.interrupted);
    }
    controller.abort(name);
  };
  process.on('SIGINT', handler);
  process.on('SIGTERM', handler);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', handler);
      process.off('SIGTERM', handler);
    },
  };
}
