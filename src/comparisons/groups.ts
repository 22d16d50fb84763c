import type { Layout, Part } from './parts.ts';

/**
 * Independent groups that draws are dealt to in turns: the means of groups tell how far the mean of all is from
 * its expectation, in a memory that does not depend on the number of draws.
 */
export const GROUPS = 20;

/** Sums of draws by group. */
export class GroupSums {
  readonly #sums: readonly Float64Array[];
  readonly #counts = new Uint32Array(GROUPS);

  constructor({ length }: Layout) {
    this.#sums = Array.from({ length: GROUPS }, () => new Float64Array(length));
  }

  add(group: number, draw: Float32Array): void {
    const sums = this.#sums[group] as Float64Array;
    this.#counts[group] = (this.#counts[group] ?? 0) + 1;
    for (let at = 0; at < sums.length; at += 1) {
      sums[at] = (sums[at] as number) + (draw[at] as number);
    }
  }

  /** The mean of every group, in float32: what a file keeps of it. */
  means(): Float32Array<ArrayBuffer>[] {
    return this.#sums.map((sums, group) => {
      const count = this.#counts[group] ?? 0;
      return Float32Array.from(sums, (sum) => sum / count);
    });
  }
}

/** The products of all pairs of vectors on one part, divided by its scale. */
export function gramOf(vectors: readonly Float32Array[], part: Part): number[][] {
  const { start, length, scale } = part;
  const product = (one: Float32Array, other: Float32Array) => {
    let sum = 0;
    for (let at = start; at < start + length; at += 1) {
      sum += (one[at] as number) * (other[at] as number);
    }
    return sum / scale;
  };
  const gram = vectors.map(() => vectors.map(() => 0));
  vectors.forEach((one, row) => {
    for (let column = 0; column <= row; column += 1) {
      const value = product(one, vectors[column] as Float32Array);
      (gram[row] as number[])[column] = value;
      (gram[column] as number[])[row] = value;
    }
  });
  return gram;
}

/** Sums over pairs of different groups. */
const offDiagonal = (row: readonly number[], at: number, power = 1): number =>
  row.reduce((sum, value, column) => (column === at ? sum : sum + value ** power), 0);

/** What the products of independent vectors h_1 … h_G with a mean μ and a covariance Σ tell. */
export interface MeanSquare {
  /** An unbiased estimate of ‖μ‖²: the mean of h_k · h_l over pairs k ≠ l; negative at times. */
  readonly value: number;
  /** Of that estimate, squared. */
  readonly squaredError: number;
  /** Estimates of tr Σ and tr Σ², which say how it is distributed where μ = 0. */
  readonly trace: number;
  readonly traceOfSquare: number;
}

/**
 * The U statistic for ‖μ‖² and its error. With θ = ‖μ‖², ζ₁ = μᵀΣμ and ζ₂ = tr Σ² + 2 ζ₁, its variance is
 * (2 / G(G − 1)) · (2 (G − 2) ζ₁ + ζ₂) (Hoeffding 1948). The products of disjoint, of neighbouring and of equal
 * pairs estimate θ², ζ₁ + θ² and ζ₂ + θ² without bias.
 */
export function meanSquare(gram: readonly (readonly number[])[]): MeanSquare {
  const n = gram.length;
  const rows = gram.map((row, at) => offDiagonal(row, at));
  const sum = rows.reduce((all, row) => all + row, 0);
  const equal = gram.reduce((all, row, at) => all + offDiagonal(row, at, 2), 0);
  const neighbouring = rows.reduce((all, row) => all + row ** 2, 0) - equal;
  const disjoint = sum ** 2 - 4 * neighbouring - 2 * equal;
  const pairs = n * (n - 1);
  const squared = disjoint / (pairs * (n - 2) * (n - 3));
  const linear = Math.max(0, neighbouring / (pairs * (n - 2)) - squared);
  const traceOfSquare = Math.max(0, equal / pairs - squared - 2 * linear);
  const value = sum / pairs;
  const diagonal = gram.reduce((all, row, at) => all + (row[at] ?? 0), 0) / n;
  return {
    value,
    squaredError: (2 / pairs) * (2 * (n - 2) * linear + traceOfSquare + 2 * linear),
    trace: Math.max(0, diagonal - value),
    traceOfSquare,
  };
}
