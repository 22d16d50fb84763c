/**
 * TensorFlow.js has one active backend for the whole process and starts it asynchronously: what
 * depends on which one is active takes turns, so that nothing computes on another's backend.
 */
let turn: Promise<unknown> = Promise.resolve();

/** Runs `work`, which may change TensorFlow.js's active backend, after all work that was passed before. */
export function takeTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = turn.then(work);
  // Failed work must not keep the next from its turn.
  turn = result.catch(() => undefined);
  return result;
}
