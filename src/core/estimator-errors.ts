import { ExitCode, VaeBenchError } from './errors.ts';

/** An estimator is no function of what it is given: asked twice, it gave two answers. */
export class UnrepeatableError extends VaeBenchError {
  readonly code = 'E_UNREPEATABLE';

  /** @param what - what differed: `gradient`. */
  constructor(estimator: string, what: string) {
    super(
      `The estimator ${estimator} gave two values of ${what} for the same noise: it draws random numbers ` +
        'of its own, reads a clock, or keeps something from call to call. Such runs could not be repeated ' +
        'or resumed. Take uniform numbers from `noise`, and keep variables in `initialState` ' +
        '(docs/extending.md).',
    );
  }
}

/** An estimator gave an estimate that is no number. */
export class NonFiniteEstimateError extends VaeBenchError {
  readonly code = 'E_NON_FINITE_ESTIMATE';
  override readonly exitCode = ExitCode.runFailed;

  /** @param draw - its number, from 1. */
  constructor(estimator: string, value: number, draw: number) {
    super(
      `The gradient that the estimator ${estimator} gave is ${value} in draw ${draw}. Look for a division ` +
        'by zero, a logarithm of zero or an overflow in it.',
    );
  }
}
