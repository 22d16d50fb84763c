/** A product of two matrices, [rows, inner] × [inner, columns]. */
export interface MatrixProduct {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** The first factor is stored as [inner, rows]. */
  readonly transposeA: boolean;
  /** The second factor is stored as [columns, inner]. */
  readonly transposeB: boolean;
}

/** The matrix products of a network for a number of rows. */
export interface NetworkProducts {
  /** Of its outputs. */
  readonly forward: readonly MatrixProduct[];
  /** Of the gradient with respect to its parameters, given the forward pass. */
  readonly backward: readonly MatrixProduct[];
}
