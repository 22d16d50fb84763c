import { writeSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { isTheSame, OVER, SAID } from './interrupt-watch.ts';
import type { InterruptData } from './interrupt-watch.ts';

/** Milliseconds after which this thread says what the main thread has not said, or does what it has not done. */
const PATIENCE = 500;

const { cell, notice, farewell } = workerData as InterruptData;
const context = createContext({ cell, limit: Number.POSITIVE_INFINITY });
const pause = new Script('Atomics.wait(cell, 0, 0, limit)');

/** Waits for SIGINT, which interrupts a script that runs with `breakOnSigint`, whichever thread it runs in. */
function wait(limit = Number.POSITIVE_INFINITY): 'SIGINT' | 'over' | 'nothing' {
  context.limit = limit;
  try {
    pause.runInContext(context, { breakOnSigint: true });
  } catch {
    return 'SIGINT';
  }
  return Atomics.load(cell, OVER) === 1 ? 'over' : 'nothing';
}

/** Writes to standard error past the main thread, which is busy. */
function say(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // There is nobody to tell.
  }
}

function watch(): void {
  parentPort?.postMessage('waiting');
  if (wait() === 'over') return;
  const first = performance.now();
  parentPort?.postMessage('SIGINT');
  let heard = wait(PATIENCE);
  for (;;) {
    if (heard === 'over') return;
    if (heard === 'nothing' && Atomics.exchange(cell, SAID, 1) === 0) say(notice);
    if (heard === 'SIGINT' && !isTheSame(first, performance.now())) break;
    heard = wait();
  }
  parentPort?.postMessage('SIGINT');
  if (wait(PATIENCE) === 'over') return;
  say(farewell);
  // Between two scripts, SIGINT does what it does to any program: it ends it.
  process.kill(process.pid, 'SIGINT');
}

watch();
