import type { ArrayFile, Arrays } from './arrays.ts';

/** How far an answer is from the reference in one quantity. */
export interface Comparison {
  /** `elbo`, `estimate`, `gradients` or `update`. */
  readonly quantity: string;
  /** The largest ‖found − expected‖ / ‖expected‖ of its arrays; infinite when one is missing. */
  readonly error: number;
  readonly limit: number;
  readonly agrees: boolean;
}

const AGREEMENT = 1e-4;

/**
 * An update is compared more loosely: a first step of Adam takes little but the sign of the gradient,
 * which for the smallest components is that of rounding errors.
 */
const limits = {
  elbo: AGREEMENT,
  estimate: AGREEMENT,
  gradients: AGREEMENT,
  update: 0.01,
} as const;

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** ‖found − expected‖ / ‖expected‖, both less `origin`; infinite for another shape. */
function relativeError(expected: ArrayFile, found?: ArrayFile, origin?: ArrayFile): number {
  if (found?.shape.join() !== expected.shape.join()) return Number.POSITIVE_INFINITY;
  const difference = Float64Array.from(
    expected.values,
    (value, at) => (found.values[at] ?? 0) - value,
  );
  const size = Float64Array.from(expected.values, (value, at) => value - (origin?.values[at] ?? 0));
  return norm(difference) / norm(size);
}

/**
 * Compares an answer with the reference, quantity by quantity.
 *
 * @param problem - holds the parameters before the update, with which updates are measured.
 */
export function compareAnswers(problem: Arrays, expected: Arrays, found: Arrays): Comparison[] {
  return Object.entries(limits).map(([quantity, limit]) => {
    const prefix = quantity === 'update' ? 'parameters' : quantity;
    const errors = Object.entries(expected)
      .filter(([name]) => name === prefix || name.startsWith(`${prefix}/`))
      .map(([name, array]) => relativeError(array, found[name], problem[name]));
    const error = errors.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...errors);
    // Written so that NaN does not agree.
    return { quantity, error, limit, agrees: error <= limit };
  });
}
