import { ExitCode, VaeBenchError } from './errors.ts';
import { printable } from './printable.ts';

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
