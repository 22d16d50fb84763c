import { closeSync, readFileSync, readlinkSync } from 'node:fs';
import { isatty } from 'node:tty';

/** The access mode among the flags of an open file, and the mode of those that can only be written (open(2)). */
const ACCESS = 0o3;
const WRITE_ONLY = 0o1;

/**
 * Whether nohup(1) started this process, so that it should survive its terminal. Node.js resets all signals
 * when it starts, so that nohup's request cannot be seen itself; but GNU's nohup takes the terminal away as
 * well, by a standard input that is /dev/null and that cannot be read, and nobody else does that.
 */
export function isImmuneToHangup(): boolean {
  try {
    if (readlinkSync('/proc/self/fd/0') !== '/dev/null') return false;
    const [, flags = '0'] =
      /^flags:\s*(\d+)/m.exec(readFileSync('/proc/self/fdinfo/0', 'utf8')) ?? [];
    return (Number.parseInt(flags, 8) & ACCESS) === WRITE_ONLY;
  } catch {
    return false;
  }
}

/**
 * Lets the process end with its own exit code after its terminal was closed. Node.js gives every terminal that
 * it was started with its modes back at the end, and aborts when that fails; it leaves alone what is closed.
 */
export function outliveTerminal(): void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  if (terminals.length === 0) return;
  process.on('exit', () => {
    // One that was closed no longer answers as a terminal.
    for (const descriptor of terminals) if (!isatty(descriptor)) closeQuietly(descriptor);
  });
}

function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // Nothing is left to close.
  }
}
