import { VaeBenchError } from './errors.ts';
import { codeOfStop } from './stop-signals.ts';

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
