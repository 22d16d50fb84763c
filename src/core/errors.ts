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
