import { OutputError } from '../../core/file-errors.ts';
import { systemCode } from '../../core/file-system.ts';
import { printableLines } from '../../core/printable.ts';

/**
 * Lets nothing that happens to standard output and standard error end the process: their reader may leave,
 * their disk may be full, their terminal may be closed. Whoever needs to know asks `print`.
 */
export function guardOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** Whether nobody reads any more, which is the reader's own choice. */
function isUnread(code: string): boolean {
  // A terminal that was closed gives EIO.
  return code === 'EPIPE' || code === 'ECONNRESET' || (code === 'EIO' && process.stdout.isTTY);
}

/**
 * Prints what a command is there for on standard output.
 *
 * @returns false when nobody reads any more.
 * @throws OutputError when it cannot be written.
 */
export async function print(text: string | Uint8Array): Promise<boolean> {
  const shown = typeof text === 'string' ? printableLines(text) : text;
  const error = await new Promise<Error | null | undefined>((resolve) => {
    process.stdout.write(shown, resolve);
  });
  if (error === null || error === undefined) return true;
  const code = systemCode(error) ?? error.message;
  if (isUnread(code)) return false;
  throw new OutputError(code, { cause: error });
}

/** Prints on standard output what is said beside the files that a command writes: it may get lost. */
export function tell(text: string): void {
  process.stdout.write(printableLines(text));
}

/** Prints on standard error; nothing that a name or a file holds can command the terminal. */
export function warn(text: string): void {
  process.stderr.write(printableLines(text));
}
