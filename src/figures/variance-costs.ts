import type {
  ComparedEstimator,
  ComparedPart,
  Comparison,
  ComparisonTiming,
} from '../run-files/comparison-file.ts';

type Interval = ComparedPart['variance'];

/** An estimator on one part of the gradient, with what its variance costs. */
export interface VarianceCost {
  readonly estimator: ComparedEstimator;
  readonly part: ComparedPart;
  /** Evaluations of f, a derivative counted by what it costs; null when that was not measured. */
  readonly work: number | null;
  /** Of a draw; null before it was timed. */
  readonly milliseconds: number | null;
  /** Variance × evaluations, and variance × milliseconds, with the variance's interval. */
  readonly perWork: Interval | null;
  readonly perTime: Interval | null;
}

const times = ({ value, low, high }: Interval, cost: number | null): Interval | null =>
  cost === null ? null : { value: value * cost, low: low * cost, high: high * cost };

/** What the variance of every estimator of a comparison costs, in the comparison's order. */
export const varianceCosts = (
  { estimators }: Comparison,
  timing: ComparisonTiming,
  name: string,
): VarianceCost[] =>
  estimators.flatMap((estimator) => {
    const part = estimator.parts.find((one) => one.part === name);
    if (part === undefined) return [];
    const { evaluations, derivatives, label } = estimator;
    const derivative = derivatives === 0 ? 0 : timing.derivative_cost;
    const work = derivative === null ? null : evaluations + derivatives * derivative;
    const milliseconds = timing.draws[label] ?? null;
    const perWork = times(part.variance, work);
    return {
      estimator,
      part,
      work,
      milliseconds,
      perWork,
      perTime: times(part.variance, milliseconds),
    };
  });

/** The smallest cost above 0, of those that are known; undefined when there is none. */
export const leastOf = (costs: readonly (Interval | null)[]): Interval | undefined =>
  costs
    .flatMap((cost) => (cost !== null && cost.value > 0 ? cost : []))
    .toSorted((one, other) => one.value - other.value)[0];

/**
 * The ratio of two independent positive estimates, with its interval: on the logarithmic scale the distances of
 * their ends add up as errors do (Zou and Donner 2008, MOVER).
 */
export function ratioOf(one: Interval, other: Interval): Interval {
  const log = (value: number) => Math.log(Math.max(value, Number.MIN_VALUE));
  const ratio = log(one.value) - log(other.value);
  const down = Math.hypot(log(one.value) - log(one.low), log(other.high) - log(other.value));
  const up = Math.hypot(log(one.high) - log(one.value), log(other.value) - log(other.low));
  return { value: Math.exp(ratio), low: Math.exp(ratio - down), high: Math.exp(ratio + up) };
}
