import { ExitCode, VaeBenchError } from '../core/errors.ts';

/**
 * Ends of this process. vae-bench ends by finishing its command, or by `endProcess`; any other end is
 * somebody else's, such as a plugin's, and must not look like success.
 */

/** Kept: code of others may replace `process.exit`. */
const exit = process.exit.bind(process);

/** Told how the process ends: `process.exit(0) was called`. */
type Witness = (how: string) => void;

const witnesses: Witness[] = [];
const strangers: string[] = [];
let meant = false;

/** The code that Node.js ends with when an import waits for something that can no longer happen. */
const NOTHING_LEFT = 13;

function tellWitnesses(code: number): void {
  if (meant) return;
  const how =
    code === NOTHING_LEFT ? 'nothing was left to wait for' : `process.exit(${code}) was called`;
  for (const witness of witnesses.toReversed()) witness(how);
}

/** An error that nobody caught: Node.js says so itself. */
function expectEnd(): void {
  meant = true;
}

/** Notes that what comes next is an end of vae-bench's own: the command is done. */
export const commandIsDone = expectEnd;

/** Ends the process at once, as vae-bench means it to end. */
export function endProcess(code: number): never {
  meant = true;
  return exit(code);
}

/**
 * Calls `witness` when others end the process: what it does must be synchronous.
 *
 * @returns what stops it.
 */
export function witnessEnd(witness: Witness): () => void {
  if (witnesses.length === 0) {
    process.on('exit', tellWitnesses);
    process.on('uncaughtExceptionMonitor', expectEnd);
  }
  witnesses.push(witness);
  return () => {
    witnesses.splice(witnesses.indexOf(witness), 1);
    if (witnesses.length > 0) return;
    process.off('exit', tellWitnesses);
    process.off('uncaughtExceptionMonitor', expectEnd);
  };
}

/** Notes a file of a user whose code runs in this process. */
export function noteStranger(file: string): void {
  strangers.push(file);
}

/** What is left to say when no plugin ran that could have ended the process. */
const NO_SUSPECT = 'No plugin ran: this is a bug in vae-bench.';

/** Others ended the process before the command was done: a plugin, as a rule. */
export class PrematureEndError extends VaeBenchError {
  readonly code = 'E_PREMATURE_END';
  override readonly exitCode = ExitCode.runFailed;

  /** @param how - `process.exit(0) was called`. */
  constructor(how: string) {
    const files = strangers.join(', ');
    const suspects = `Look for it in the plugin ${files} and in what it imports; a plugin must leave the process alone.`;
    const remedy = strangers.length === 0 ? NO_SUSPECT : suspects;
    super(`The process ended before the command was done: ${how}. ${remedy}`);
  }
}

/**
 * Ends the process with a code when the command is done. Code of others may have left timers and sockets
 * behind, which must not keep it alive; without such code it ends by itself.
 */
export async function endAfterCommand(code: number): Promise<void> {
  process.exitCode = code;
  if (strangers.length === 0) return;
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.writable) continue;
    // What was written before may still be on its way.
    await new Promise<void>((resolve) => {
      stream.write('', () => {
        resolve();
      });
    });
  }
  endProcess(code);
}
