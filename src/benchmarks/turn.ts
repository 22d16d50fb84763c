import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Backend } from '../backends/backend.ts';
import { StoppedError } from '../core/stop-errors.ts';

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

/**
 * Milliseconds of rest. The idle threads of ONNX Runtime spin for about 45 ms after a run (CPU time of
 * the process, measured): before that, whatever else runs has a core less.
 */
const REST = 100;

/** Waits until no thread of what ran before spins any more. */
export async function rest(): Promise<void> {
  await sleep(REST);
}

/** Rests where an earlier program of the same backend may have threads that spin; one thread does not. */
export async function settle({ threads = 1 }: Pick<Backend, 'threads'>): Promise<void> {
  if (threads > 1) await rest();
}
