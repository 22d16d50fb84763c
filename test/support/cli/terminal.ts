import { execa, execaSync } from 'execa';
import { packageRoot } from '../../../src/core/package.ts';
import { bin } from './vae-bench.ts';

// util-linux's script runs a command on a terminal of its own; other systems' have other options.
const probe = execaSync('script', ['--version'], { reject: false });

/** Whether there can be a terminal here. */
export const hasTerminal = !probe.failed && probe.stdout.includes('util-linux');

/** For the names of tests that need one. */
export const terminalNote = hasTerminal ? '' : ' (skipped: script of util-linux is not installed)';

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** vae-bench with these arguments, as a shell takes it. */
export const shellCommand = (...args: readonly string[]): string =>
  [process.execPath, bin, ...args].map(quoted).join(' ');

/** Starts a shell's command with a terminal as standard input, output and error; it ends with its exit code. */
export function startShellOnTerminal(command: string) {
  return execa('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: packageRoot,
    reject: false,
    timeout: 60_000,
    env: { TERM: 'xterm' },
  });
}

/** Starts vae-bench on a terminal. */
export const startOnTerminal = (...args: readonly string[]) =>
  startShellOnTerminal(shellCommand(...args));
