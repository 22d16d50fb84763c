import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { packageRoot } from '../../../src/core/package.ts';

/** The command line as `npm run build` leaves it. */
export const bin = join(packageRoot, 'dist', 'bin.js');

if (!existsSync(bin)) throw new Error(`${bin} is missing: run \`npm run build\` first.`);

/** What the tests look at when a process has ended. */
export interface Ended {
  readonly exitCode?: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts vae-bench in the root of the checkout. */
export function startVaeBench(...args: readonly string[]) {
  return startWith({}, ...args);
}

/** The same with more variables in its environment. */
export function startWith(env: Readonly<Record<string, string>>, ...args: readonly string[]) {
  return startWithin(60_000, env, ...args);
}

/** The same, ended after so many milliseconds. */
export function startWithin(
  timeout: number,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
) {
  return execa(process.execPath, [bin, ...args], {
    ...{ cwd: packageRoot, reject: false, timeout },
    env: { NO_COLOR: '1', ...env },
  });
}

/** Runs vae-bench to its end. */
export async function vaeBench(...args: readonly string[]): Promise<Ended> {
  return startVaeBench(...args);
}

/** Resolves when a process has written something that matches to standard error. */
export function seenOnStderr(
  child: ReturnType<typeof startVaeBench>,
  pattern: RegExp,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    let seen = false;
    child.stderr.on('data', (chunk: Buffer) => {
      if (seen) return;
      text += chunk.toString();
      seen = pattern.test(text);
      if (seen) resolve();
    });
    child.stderr.on('end', () => {
      reject(new Error(`The process ended without writing ${String(pattern)}:\n${text}`));
    });
  });
}

/** Flags that shrink the networks and the measurements, so that a step on MNIST takes milliseconds. */
export const smallNetworks = [
  ...['--set', 'model.encoderHidden=[16]', '--set', 'model.decoderHidden=[16]'],
  ...['--set', 'evaluation.trainImages=100', '--set', 'evaluation.testImages=20'],
  ...['--eval-samples', '5', '--batch-size', '50'],
] as const;

/**
 * Flags of four steps on a folder of small images, measured every second step. Flags that come after
 * them win.
 */
export function tinyRun(data: string, out: string): string[] {
  return [
    ...['--data-dir', data, '--out', out, '--backend', 'wasm'],
    ...['--categories', '3', '--variables', '3', '--batch-size', '5'],
    ...['--set', 'model.encoderHidden=[4]', '--set', 'model.decoderHidden=[4]'],
    ...['--set', 'evaluation.trainImages=null', '--set', 'evaluation.testImages=null'],
    ...['--eval-samples', '5', '--steps', '4', '--eval-every', '2'],
  ];
}

/** A process that failed because of its user: with this exit code, and without a stack trace. */
export function expectUserError(ended: Ended, exitCode: number): void {
  const { stderr } = ended;
  expect({
    exitCode: ended.exitCode,
    bug: stderr.includes('This is a bug'),
    stackTrace: /^\s+at .+:\d+/m.test(stderr),
    stderr,
  }).toEqual({ exitCode, bug: false, stackTrace: false, stderr });
}
