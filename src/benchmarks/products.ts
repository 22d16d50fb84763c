import type { Model } from '../models/contract.ts';
import type { MatrixProduct } from '../models/products.ts';

/** Multiplications and additions of a product. */
export function flopsOf({ rows, inner, columns }: MatrixProduct): number {
  return 2 * rows * inner * columns;
}

/** The factors as they are stored: `[200, 784]ᵀ × [200, 512]`. */
export function productName(product: MatrixProduct): string {
  const { rows, inner, columns, transposeA, transposeB } = product;
  const a = transposeA ? `[${inner}, ${rows}]ᵀ` : `[${rows}, ${inner}]`;
  const b = transposeB ? `[${columns}, ${inner}]ᵀ` : `[${inner}, ${columns}]`;
  return `${a} × ${b}`;
}

/** The gradients of the inputs of some layers: gradient × weightsᵀ, the last layer first. */
function backToInputs(forward: readonly MatrixProduct[]): MatrixProduct[] {
  return forward.toReversed().map(({ rows, inner, columns }) => {
    return { rows, inner: columns, columns: inner, transposeA: false, transposeB: true };
  });
}

/**
 * The matrix products that a training step cannot do without: the encoder forward and backward, the
 * decoder forward for every evaluation of f, back to z for every derivative of f, and forward and backward for
 * the posterior sample. An estimator that differentiates that derivative does more than is counted here.
 *
 * @param batch - datapoints B.
 * @param cost - evaluations and derivatives of f per datapoint.
 */
export function stepProducts(
  model: Model,
  batch: number,
  { evaluations, derivatives }: { readonly evaluations: number; readonly derivatives: number },
): MatrixProduct[] {
  const encoder = model.encoderProducts(batch);
  const posterior = model.decoderProducts(batch);
  return [
    ...encoder.forward,
    ...encoder.backward,
    ...model.decoderProducts(evaluations * batch).forward,
    ...(derivatives === 0 ? [] : backToInputs(model.decoderProducts(derivatives * batch).forward)),
    ...posterior.forward,
    ...posterior.backward,
  ];
}

/** The matrix products of an importance-weighted bound: the encoder once per image, the decoder once per sample. */
export function boundProducts(model: Model, images: number, samples: number): MatrixProduct[] {
  return [
    ...model.encoderProducts(images).forward,
    ...model.decoderProducts(images * samples).forward,
  ];
}

/** Rows beyond which a larger product is no faster per row, and its output does not fit into memory. */
const MAX_ROWS = 10_000;

/**
 * The shapes in which an engine may compute a product: as a whole, or in chunks of `chunk` or twice
 * as many rows. Weight gradients sum over the batch and stay whole.
 */
export function shapesOf(product: MatrixProduct, chunk: number): MatrixProduct[] {
  const { rows, transposeA } = product;
  const counts = transposeA
    ? [rows]
    : [Math.min(rows, MAX_ROWS), ...[2 * chunk, chunk].filter((count) => count < rows)];
  return [...new Set(counts)].map((count) => ({ ...product, rows: count }));
}
