/**
 * Exponential moving averages of values along their rows, freed of their start at zero.
 *
 * @param weight - of the past, in [0, 1); 0 changes nothing.
 */
export function smooth(values: Float64Array, weight: number): Float64Array {
  let sum = 0;
  let mass = 0;
  return values.map((value) => {
    sum = weight * sum + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return sum / mass;
  });
}

/** The weights that readers of the page can choose. */
export const smoothings = { light: 0.6, medium: 0.9, strong: 0.97 } as const;

export type Smoothing = keyof typeof smoothings;

export const smoothingNames = Object.keys(smoothings) as Smoothing[];
