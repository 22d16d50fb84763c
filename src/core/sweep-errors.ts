import { ExitCode, VaeBenchError } from './errors.ts';
import { printable, printableLines } from './printable.ts';
import { codeOfStop } from './stop-signals.ts';

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
