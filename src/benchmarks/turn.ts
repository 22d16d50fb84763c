import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoppedError } from '../core/errors.ts';

/**
 * Lets timers and signals have their turn; called between what is timed, never inside.
 *
 * @throws StoppedError after `signal` aborted.
 */
export async function turn(signal: AbortSignal): Promise<void> {
  await nextTurn();
  if (signal.aborted) throw new StoppedError(String(signal.reason));
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
