import { ExitCode, VaeBenchError } from './errors.ts';
import { printable } from './printable.ts';

/** What to do about a failed file operation. */
interface FileRemedy {
  readonly text: string;
  /** Whether the same command can do the same then, in the same place. */
  readonly same: boolean;
}

const elsewhere = (text: string): FileRemedy => ({ text, same: false });
const again = (text: string): FileRemedy => ({ text, same: true });

/** By the system's code. */
const fileRemedies: Readonly<Record<string, FileRemedy>> = {
  ENOSPC: again('The disk is full: free some space.'),
  EDQUOT: again('Your quota is used up: free some space.'),
  EACCES: elsewhere('Check who may write there, or choose another folder with --out.'),
  EPERM: elsewhere('Check who may write there, or choose another folder with --out.'),
  EROFS: elsewhere('The file system is read-only: choose another folder with --out.'),
  ENOTDIR: elsewhere('A file is in the way: choose another folder with --out.'),
  EEXIST: elsewhere('A file is in the way: choose another folder with --out.'),
  ENOENT: elsewhere('Its folder is missing: was it removed or renamed meanwhile?'),
  ENAMETOOLONG: elsewhere(
    'The file system takes shorter names only: choose a shorter --name or --out.',
  ),
  EIO: again('The disk reports an error: check it.'),
};

/** What to do about a file operation that failed with this code of the system. */
export const fileRemedy = (code: string): FileRemedy =>
  fileRemedies[code] ?? again('Check the file and its folder.');

/** A file cannot be read or written. */
export class FileError extends VaeBenchError {
  readonly code = 'E_FILE';
  override readonly exitCode = ExitCode.runFailed;
  readonly file: string;
  /** What cannot be done: `written`. */
  readonly doing: string;
  /** ENOSPC and the like; or what is wrong with the file. */
  readonly reason: string;

  constructor(file: string, doing: string, reason: string, options?: ErrorOptions) {
    super(`${printable(file)} cannot be ${doing} (${reason}). ${fileRemedy(reason).text}`, options);
    this.file = file;
    this.doing = doing;
    this.reason = reason;
  }

  /**
   * Adds a promise, for those who know that something was kept which the same command goes on from. It is not
   * given where the remedy is another place.
   */
  promising(promise: string): FileError {
    if (!fileRemedy(this.reason).same) return this;
    const { file, doing, reason } = this;
    const error = new FileError(file, doing, reason, { cause: this.cause });
    error.message = `${error.message} ${promise}`;
    return error;
  }
}

/** What a command prints cannot be written to standard output. */
export class OutputError extends VaeBenchError {
  readonly code = 'E_OUTPUT';
  override readonly exitCode = ExitCode.runFailed;

  /** @param reason - ENOSPC and the like. */
  constructor(reason: string, options?: ErrorOptions) {
    const { text } = fileRemedies[reason] ?? { text: 'Check where it leads to.' };
    super(`Standard output cannot be written (${reason}). ${text}`, options);
  }
}

/** A data file is missing, damaged or not what it claims to be. */
export class DatasetError extends VaeBenchError {
  readonly code = 'E_DATASET';
  readonly file: string;

  constructor(file: string, problem: string, remedy: string, options?: ErrorOptions) {
    super(`${printable(file)}: ${problem}. ${remedy}`, options);
    this.file = file;
  }
}
