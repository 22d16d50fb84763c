/** An estimator's mean squared error as that of means of its gradients: bias² + variance / k. */
export interface MeanError {
  readonly label: string;
  /** Squared norm of the bias, in the unit of the variance. */
  readonly squaredBias: number;
  readonly variance: number;
}

/** From a mean of how many gradients on an estimator has the least error. */
export interface Winner {
  readonly label: string;
  /** At least 1; not whole. */
  readonly from: number;
}

/**
 * The estimators whose means of k gradients have the least mean squared error, with rising k: the lower envelope
 * of the lines bias² + variance · u over u = 1/k, from u = 1 down.
 */
export function winners(errors: readonly MeanError[]): Winner[] {
  const first = errors.toSorted(
    (one, other) => one.squaredBias + one.variance - other.squaredBias - other.variance,
  )[0];
  return first === undefined ? [] : [{ label: first.label, from: 1 }, ...successors(first, errors)];
}

/** Those that follow an estimator, each at the first crossing of its line with one of less bias. */
function successors({ squaredBias, variance }: MeanError, errors: readonly MeanError[]): Winner[] {
  const crossings = errors
    .filter((one) => one.squaredBias < squaredBias && one.variance > variance)
    .map((one) => ({ one, u: (squaredBias - one.squaredBias) / (one.variance - variance) }))
    .toSorted((one, other) => other.u - one.u || one.one.squaredBias - other.one.squaredBias);
  const [next] = crossings;
  if (next === undefined) return [];
  return [{ label: next.one.label, from: 1 / next.u }, ...successors(next.one, errors)];
}
