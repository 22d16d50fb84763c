import type { MatrixProduct } from '../models/products.ts';
import { flopsOf } from './products.ts';

/** A measured time against the time that its matrix products alone take. */
export interface Floor {
  /** Of the matrix products. */
  readonly gigaflop: number;
  /** All products at their measured rates. */
  readonly milliseconds: number;
  /** `gigaflop` per second of the floor. */
  readonly gigaflops_per_second: number;
  /** The measured time divided by the floor. */
  readonly ratio: number;
}

/**
 * @param milliseconds - the median of what was measured.
 * @param rateOf - GFLOP per second of a product.
 */
export function floorOf(
  milliseconds: number,
  products: readonly MatrixProduct[],
  rateOf: (product: MatrixProduct) => number,
): Floor {
  const sum = (terms: readonly number[]) => terms.reduce((total, term) => total + term, 0);
  const gigaflop = sum(products.map(flopsOf)) / 1e9;
  const floor = sum(products.map((product) => flopsOf(product) / 1e6 / rateOf(product)));
  return {
    gigaflop,
    milliseconds: floor,
    gigaflops_per_second: (1000 * gigaflop) / floor,
    ratio: milliseconds / floor,
  };
}
