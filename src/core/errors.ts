import { printable, printableLines } from './printable.ts';
import { codeOfStop } from './stop-signals.ts';

/** Exit codes of the command line. */
export const ExitCode = {
  ok: 0,
  runFailed: 1,
  usage: 2,
  sweepFailed: 3,
  /** Of a task that a sweep has started: another process works on its run. */
  busy: 4,
  /** Stopped by SIGUSR1 or SIGUSR2: start the same command again to resume (stop-signals.ts). */
  requeue: codeOfStop('SIGUSR2'),
} as const;

/**
 * Base of every error a user can cause or meet. The command line prints the message alone and leaves
 * with `exitCode`; anything that is not a `VaeBenchError` is a bug and is printed with its stack.
 */
export abstract class VaeBenchError extends Error {
  /** Stable across versions, for programs that handle the error. */
  abstract readonly code: string;
  readonly exitCode: number = ExitCode.usage;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** One thing that is wrong with a configuration, and where it was written. */
export interface ConfigIssue {
  /** Dotted path of the value, such as `optimiser.encoderLearningRate`. */
  readonly path: string;
  readonly message: string;
  /** File and line, flag or `--set` argument the value came from. */
  readonly origin?: string;
}

/** The configuration is wrong; `issues` lists everything that was found, not only the first. */
export class ConfigError extends VaeBenchError {
  readonly code = 'E_CONFIG';
  readonly issues: readonly ConfigIssue[];

  constructor(issues: readonly ConfigIssue[], options?: ErrorOptions) {
    const lines = issues.map(({ origin, path, message }) =>
      [origin, path, message].filter((part) => part !== undefined && part !== '').join(': '),
    );
    const heading =
      issues.length === 1
        ? 'The configuration has an error.'
        : `The configuration has ${issues.length} errors.`;
    super([heading, ...lines.map((line) => `  ${line}`)].join('\n'), options);
    this.issues = issues;
  }
}

/** The command line itself is wrong: an unknown command, or options that exclude each other. */
export class UsageError extends VaeBenchError {
  readonly code = 'E_USAGE';
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

/** A backend that was asked for by name cannot be used here. */
export class BackendUnavailableError extends VaeBenchError {
  readonly code = 'E_BACKEND_UNAVAILABLE';
  readonly backend: string;
  readonly reason: string;
  readonly remedy: string;

  constructor(backend: string, reason: string, remedy: string, options?: ErrorOptions) {
    super(`The backend "${backend}" is not available: ${reason}. ${remedy}`, options);
    this.backend = backend;
    this.reason = reason;
    this.remedy = remedy;
  }
}

/** A user's estimator module cannot be loaded or does not keep the contract. */
export class PluginError extends VaeBenchError {
  readonly code = 'E_PLUGIN';
  readonly file: string;

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`The plugin ${file} ${problem}`, options);
    this.file = file;
  }
}

/** A tensor does not have the shape that its place requires. */
export class ShapeError extends VaeBenchError {
  readonly code = 'E_SHAPE';
  override readonly exitCode = ExitCode.runFailed;

  constructor(
    what: string,
    expected: readonly (number | string)[],
    found: readonly number[],
    options?: ErrorOptions,
  ) {
    super(
      `${what} has shape [${found.join(', ')}]; [${expected.join(', ')}] is required.`,
      options,
    );
  }
}

/** A program did something that the onnx backend cannot record. */
export class UntraceableError extends VaeBenchError {
  readonly code = 'E_UNTRACEABLE';
  override readonly exitCode = ExitCode.runFailed;

  constructor(what: string, options?: ErrorOptions) {
    super(
      `The onnx backend cannot compile ${what}. The eager backends can run it: --backend wasm, or cpu.`,
      options,
    );
  }
}

/** What to do when a backend is out of memory, besides asking for less. */
const memoryRemedies: Readonly<Record<string, string>> = {
  wasm: ', or --backend onnx, which can use all memory of the machine; wasm has a few GiB at most',
};

/** A backend has no room for a program's tensors. */
export class BackendMemoryError extends VaeBenchError {
  readonly code = 'E_BACKEND_MEMORY';
  override readonly exitCode = ExitCode.runFailed;
  readonly backend: string;

  /** @param reason - what it said itself. */
  constructor(backend: string, reason: string, options?: ErrorOptions) {
    super(
      `The backend ${backend} has no memory for so many numbers at once (${reason}). Use a smaller ` +
        '--batch-size, fewer --categories or --variables, fewer samples, or an estimator with fewer ' +
        `evaluations${memoryRemedies[backend] ?? ', or a machine with more memory'}.`,
      options,
    );
    this.backend = backend;
  }
}

/** An estimator returned something that is no estimate. */
export class EstimatorOutputError extends VaeBenchError {
  readonly code = 'E_ESTIMATOR_OUTPUT';
  override readonly exitCode = ExitCode.runFailed;

  constructor(estimator: string) {
    super(
      `The estimator ${estimator} returned no tensor; its function must return { gradient }, a ` +
        'tensor [B, V, C] (docs/extending.md).',
    );
  }
}

/** An estimator cannot handle these dimensions (`exact` beyond its limit, `arm` with three categories). */
export class EstimatorLimitError extends VaeBenchError {
  readonly code = 'E_ESTIMATOR_LIMIT';
}

/** The run directory holds another run than the one that was asked for. */
export class RunDirectoryError extends VaeBenchError {
  readonly code = 'E_RUN_DIRECTORY';
  readonly directory: string;
  /** What this run does not share with the one that is there: `steps: 3000 → 4000`. */
  readonly differences: readonly string[];

  constructor(
    directory: string,
    problem: string,
    remedy: string,
    differences: readonly string[] = [],
  ) {
    super([`${printable(directory)} ${problem}. ${remedy}`, ...differences].join('\n  '));
    this.directory = directory;
    this.differences = differences;
  }
}

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

/** Another process writes to the run directory, or may do so. */
export class RunLockedError extends VaeBenchError {
  readonly code = 'E_RUN_LOCKED';
  override readonly exitCode = ExitCode.runFailed;
  readonly directory: string;

  constructor(directory: string, problem: string, remedy: string) {
    super(`${printable(directory)} ${problem}. ${remedy}`);
    this.directory = directory;
  }
}

/** A checkpoint is damaged or is none. */
export class CheckpointError extends VaeBenchError {
  readonly code = 'E_CHECKPOINT';
  override readonly exitCode = ExitCode.runFailed;
}

/** A metric became NaN or infinite. What was measured before stays in metrics.csv. */
export class DivergedError extends VaeBenchError {
  readonly code = 'E_DIVERGED';
  override readonly exitCode = ExitCode.runFailed;
  readonly step: number;
  readonly metric: string;

  /** @param advice - what to do about it, as sentences. */
  constructor(step: number, metric: string, value: number, advice: string) {
    super(
      `${metric} became ${value} at step ${step}; the run was stopped and the rows measured before ` +
        `it were kept. ${advice}`,
    );
    this.step = step;
    this.metric = metric;
  }
}

/** Some seeds of an experiment failed; the others were run. */
export class SeedsFailedError extends VaeBenchError {
  readonly code = 'E_SEEDS_FAILED';
  override readonly exitCode = ExitCode.runFailed;

  constructor(seeds: readonly number[], total: number) {
    super(
      `${seeds.length} of ${total} seeds failed: ${seeds.join(', ')}. The run.json of each says why.`,
    );
  }
}

/** Why one run of a sweep is not complete. */
export interface RunFailure {
  /** Its folder, relative to the sweep's. */
  readonly run: string;
  readonly reason: string;
}

/** Some runs of a sweep failed; unless it was told to stop, the others were run. */
export class SweepFailedError extends VaeBenchError {
  readonly code = 'E_SWEEP_FAILED';
  override readonly exitCode = ExitCode.sweepFailed;
  readonly failures: readonly RunFailure[];

  constructor(failures: readonly RunFailure[], total: number, remedy: string) {
    const lines = failures.map(
      ({ run, reason }) => `  ${printable(run)}: ${printableLines(reason)}`,
    );
    const heading = `${failures.length} of ${total} runs of the sweep are not complete:`;
    super([heading, ...lines, remedy].join('\n'));
    this.failures = failures;
  }
}

/** A signal stopped a sweep, after its runs had stopped. */
export class SweepInterruptedError extends VaeBenchError {
  readonly code = 'E_SWEEP_INTERRUPTED';
  override readonly exitCode: number;

  constructor(signal: string, state: string) {
    super(`Stopped by ${signal}. ${state}`);
    this.exitCode = codeOfStop(signal);
  }
}

/** A sweep's folder holds something that this sweep cannot work with, or nothing where it should. */
export class SweepDirectoryError extends VaeBenchError {
  readonly code = 'E_SWEEP_DIRECTORY';
  readonly directory: string;

  constructor(directory: string, problem: string, remedy: string, options?: ErrorOptions) {
    super(`${printable(directory)} ${problem}. ${remedy}`, options);
    this.directory = directory;
  }
}

/** A command of Slurm is missing or refused what it was asked for. */
export class SlurmError extends VaeBenchError {
  readonly code = 'E_SLURM';
}

/** An estimator that claims to be unbiased was found to be biased. */
export class BiasError extends VaeBenchError {
  readonly code = 'E_BIAS';
  override readonly exitCode = ExitCode.runFailed;

  constructor(estimator: string, deviation: number) {
    super(
      `${estimator} claims to be unbiased, and its mean is ${deviation.toFixed(2)} standard errors ` +
        'from the gradient. Mend it, or set `unbiased: false`.',
    );
  }
}

/** A signal or the caller stopped the run before its last step. */
export class InterruptedError extends VaeBenchError {
  readonly code = 'E_INTERRUPTED';
  override readonly exitCode: number;
  readonly step: number;
  /** What stopped the run: `SIGTERM`. */
  readonly signal: string;

  /** @param saved - whether a checkpoint of this step was written. */
  constructor(step: number, signal: string, saved = false) {
    super(
      saved
        ? `Stopped by ${signal} after step ${step}; the same command resumes from there.`
        : `Stopped by ${signal} after step ${step}; the rows measured until then were kept.`,
    );
    this.step = step;
    this.signal = signal;
    this.exitCode = codeOfStop(signal);
  }
}

/** A signal stopped a command that keeps nothing. */
export class StoppedError extends VaeBenchError {
  readonly code = 'E_STOPPED';
  override readonly exitCode: number;

  constructor(signal: string) {
    super(`Stopped by ${signal}.`);
    this.exitCode = codeOfStop(signal);
  }
}
