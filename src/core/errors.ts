/** Exit codes of the command line. */
export const ExitCode = {
  ok: 0,
  runFailed: 1,
  usage: 2,
  interrupted: 130,
  terminated: 143,
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
    super(`${file}: ${problem}. ${remedy}`, options);
    this.file = file;
  }
}

/** A backend that was asked for by name cannot be used here. */
export class BackendUnavailableError extends VaeBenchError {
  readonly code = 'E_BACKEND_UNAVAILABLE';
  readonly backend: string;

  constructor(backend: string, reason: string, remedy: string, options?: ErrorOptions) {
    super(`The backend "${backend}" is not available: ${reason}. ${remedy}`, options);
    this.backend = backend;
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

  constructor(what: string, expected: readonly (number | string)[], found: readonly number[]) {
    super(`${what} has shape [${found.join(', ')}]; [${expected.join(', ')}] is required.`);
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

/** An estimator returned something that is no estimate. */
export class EstimatorOutputError extends VaeBenchError {
  readonly code = 'E_ESTIMATOR_OUTPUT';
  override readonly exitCode = ExitCode.runFailed;

  constructor(estimator: string) {
    super(
      `The estimator ${estimator} returned no tensor; its function must return { gradient }, a ` +
        'tensor [B, V, C] (docs/adding-an-estimator.md).',
    );
  }
}

/** An estimator cannot handle these dimensions (`exact` beyond its limit, `arm` with three categories). */
export class EstimatorLimitError extends VaeBenchError {
  readonly code = 'E_ESTIMATOR_LIMIT';
}

/** The run directory already holds something that this run would overwrite. */
export class RunDirectoryError extends VaeBenchError {
  readonly code = 'E_RUN_DIRECTORY';
  readonly directory: string;

  constructor(directory: string, problem: string, remedy: string) {
    super(`${directory} ${problem}. ${remedy}`);
    this.directory = directory;
  }
}

/** A metric became NaN or infinite. What was measured before stays in metrics.csv. */
export class DivergedError extends VaeBenchError {
  readonly code = 'E_DIVERGED';
  override readonly exitCode = ExitCode.runFailed;
  readonly step: number;
  readonly metric: string;

  constructor(step: number, metric: string, value: number) {
    super(
      `${metric} became ${value} at step ${step}; the run was stopped and the rows measured before ` +
        'it were kept. A smaller learning rate is the usual remedy.',
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

  constructor(step: number, signal: string) {
    super(`Stopped by ${signal} after step ${step}; the rows measured until then were kept.`);
    this.step = step;
    this.exitCode = signal === 'SIGTERM' ? ExitCode.terminated : ExitCode.interrupted;
  }
}

/** A signal stopped a command that keeps nothing. */
export class StoppedError extends VaeBenchError {
  readonly code = 'E_STOPPED';
  override readonly exitCode: number;

  constructor(signal: string) {
    super(`Stopped by ${signal}.`);
    this.exitCode = signal === 'SIGTERM' ? ExitCode.terminated : ExitCode.interrupted;
  }
}
