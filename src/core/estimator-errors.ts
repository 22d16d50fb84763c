import { ExitCode, VaeBenchError } from './errors.ts';

/** A user's estimator module cannot be loaded or does not keep the contract. */
export class PluginError extends VaeBenchError {
  readonly code = 'E_PLUGIN';
  readonly file: string;

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`The plugin ${file} ${problem}`, options);
    this.file = file;
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
