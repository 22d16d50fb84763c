import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode } from '../core/file-system.ts';

/** How a command for the shell is run. */
export interface ShellOptions {
  /** Variables beside those of this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Seconds after which the command is ended. */
  readonly seconds: number;
  /** Ends the command when it aborts; one that was aborted before the command started does nothing. */
  readonly signal?: AbortSignal;
  /** Is given each line that the command prints, on standard output and standard error. */
  readonly onLine: (line: string) => void;
}

/** Milliseconds that a command has to end by itself, and that its last lines may take. */
const GRACE = 5000;
const LAST_LINES = 1000;

/** Bytes of one variable are limited; a text that is longer is cut. */
const MOST_CHARACTERS = 16_000;

const cleaned = (env: ShellOptions['env']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      value.replaceAll('\0', '').slice(0, MOST_CHARACTERS),
    ]),
  );

/**
 * Ends the command's process group when this process is gone, however it went: what a SIGKILL ends can end
 * nothing itself. File descriptor 3 is at its end then; a line comes from it when the command has ended.
 */
const GUARDED = [
  "{ trap '' TERM; read -r done <&3 || kill -KILL 0; } >/dev/null 2>&1 &",
  'exec 3<&-',
  'exec /bin/sh -c "$0"',
].join('\n');

/** Starts the command in a process group of its own: the ^C of a terminal is not for it, and all of it can be ended. */
function start(command: string, variables: NodeJS.ProcessEnv): ChildProcess {
  const env = { ...process.env, ...variables };
  if (process.platform === 'win32') {
    return spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'], env });
  }
  const stdio = ['ignore', 'pipe', 'pipe', 'pipe'] as const;
  const child = spawn('/bin/sh', ['-c', GUARDED, command], {
    detached: true,
    stdio: [...stdio],
    env,
  });
  const guard = child.stdio[3] as Writable;
  // The command may have ended its guard, as one does that ends its whole process group.
  guard.on('error', () => undefined);
  child.once('exit', () => guard.end('done\n'));
  return child;
}

/** Sends a signal to the command and to what it has started. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    // All of them have ended.
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}

const cannotStart = (error: unknown): string =>
  `it cannot be started (${systemCode(error) ?? String(error)})`;

/** Resolves when the command has ended: to what is wrong with its end, or null. */
function ended(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      resolve(cannotStart(error));
    });
    child.once('exit', (code, signal) => {
      if (signal !== null) resolve(`it was ended by ${signal}`);
      else resolve(code === 0 ? null : `it ended with exit code ${String(code)}`);
    });
  });
}

/** Resolves when all lines of the command were given. */
async function lines(child: ChildProcess, onLine: (line: string) => void): Promise<void> {
  const streams = [child.stdout, child.stderr].flatMap((stream) => stream ?? []);
  await Promise.all(
    streams.map(
      (input) =>
        new Promise<void>((resolve) => {
          createInterface({ input }).on('line', onLine).once('close', resolve);
        }),
    ),
  );
}

/**
 * Runs a command by the shell and waits for its end. What it has started is ended with it when it takes
 * too long, and at once when this process ends, even by SIGKILL.
 *
 * @returns what went wrong, as a sentence's second half; null when nothing did. Never throws.
 */
export async function runShell(
  command: string,
  { env, seconds, signal, onLine }: ShellOptions,
): Promise<string | null> {
  let child: ChildProcess;
  try {
    child = start(command, cleaned(env));
  } catch (error) {
    return cannotStart(error);
  }
  let stopped = null as string | null;
  let last: NodeJS.Timeout | undefined;
  const stop = (why: string): void => {
    stopped ??= why;
    kill(child, 'SIGTERM');
    last ??= setTimeout(() => {
      kill(child, 'SIGKILL');
    }, GRACE);
  };
  const atExit = (): void => {
    kill(child, 'SIGKILL');
  };
  const onAbort = (): void => {
    stop(`it was ended by ${String(signal?.reason)}`);
  };
  const limit = setTimeout(() => {
    stop(`it was ended after ${seconds} seconds`);
  }, 1000 * seconds);
  process.once('exit', atExit);
  if (signal?.aborted === false) signal.addEventListener('abort', onAbort, { once: true });
  try {
    const printed = lines(child, onLine);
    const problem = await ended(child);
    // What it left in the background may keep its output open.
    await Promise.race([printed, sleep(LAST_LINES, undefined, { ref: false })]);
    return stopped ?? problem;
  } finally {
    clearTimeout(limit);
    clearTimeout(last);
    process.off('exit', atExit);
    signal?.removeEventListener('abort', onAbort);
    for (const stream of [child.stdout, child.stderr]) stream?.destroy();
  }
}

/** Seconds that a command has at the end of what a signal has stopped. */
const AFTER_SIGNAL = 30;

/** The seconds that a command at the end has. */
export const secondsAtEnd = (seconds: number, signal: AbortSignal | undefined): number =>
  signal?.aborted === true ? Math.min(seconds, AFTER_SIGNAL) : seconds;

/** Facts as variables of the environment: `stepsDone` is `VAE_BENCH_STEPS_DONE`; null is empty. */
export const asVariables = (
  facts: Readonly<Record<string, string | number | null | undefined>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      `VAE_BENCH_${name.toUpperCase()}`,
      String(value ?? ''),
    ]),
  );
