import { Worker } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';
import { PluginError } from '../core/estimator-errors.ts';

/** The environment variable that gives plugins another time to import. */
const LIMIT = 'VAE_BENCH_PLUGIN_SECONDS';
const DEFAULT_SECONDS = 60;

function secondsAllowed(): number {
  const given = Number(process.env[LIMIT] ?? DEFAULT_SECONDS);
  return given > 0 ? given : DEFAULT_SECONDS;
}

/**
 * Runs in a thread of its own: breaks off what the main thread executes when the time has passed, so that
 * the main thread can say so. A loop that never ends lets no timer of its own thread fire.
 */
const watchdog = `
const { Session } = require('node:inspector');
const { workerData } = require('node:worker_threads');
setTimeout(() => {
  const session = new Session();
  session.connectToMainThread();
  session.post('Runtime.terminateExecution');
  setTimeout(() => undefined, 60_000);
}, workerData);
`;

function lateError(file: string, seconds: number, isOver: boolean): PluginError {
  const problem = isOver
    ? `has not finished importing after ${seconds} seconds`
    : 'never finishes importing: it awaits what nothing is left to bring about';
  return new PluginError(
    file,
    `${problem}. Move long work into its functions, or allow more time with ` +
      `${LIMIT}=${Math.ceil(10 * seconds)}.`,
  );
}

/** Rejects when the import has stopped waiting for anything, or takes too long. */
function whenLate(file: string, seconds: number): { late: Promise<never>; stop: () => void } {
  let stop = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    const deadline = performance.now() + 1000 * seconds;
    // Milliseconds of timers are rounded.
    const isOver = (): boolean => performance.now() > deadline - 10;
    const fail = (): void => {
      reject(lateError(file, seconds, isOver()));
    };
    // The timer alone keeps nothing waiting: a process with nothing else to do gets to `beforeExit`.
    const timer = setTimeout(fail, 1000 * seconds).unref();
    process.once('beforeExit', fail);
    stop = () => {
      clearTimeout(timer);
      process.off('beforeExit', fail);
    };
  });
  return { late, stop };
}

/**
 * Imports a plugin, which must not take forever.
 *
 * @throws PluginError when it does; whatever it throws itself.
 */
export async function importPlugin(file: string): Promise<{ readonly default?: unknown }> {
  const seconds = secondsAllowed();
  const thread = new Worker(watchdog, { eval: true, workerData: seconds * 1000 + 100 });
  thread.unref();
  const { late, stop } = whenLate(file, seconds);
  try {
    const module = import(pathToFileURL(file).href) as Promise<{ readonly default?: unknown }>;
    return await Promise.race([module, late]);
  } finally {
    stop();
    await thread.terminate();
  }
}
