import { readFileSync, readlinkSync } from 'node:fs';

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
