import type { ModelShape } from '../model/parameters.ts';

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

/** Rows through fully connected layers: one product per layer. */
function forward(widths: readonly number[], rows: number): MatrixProduct[] {
  return widths.slice(1).map((columns, layer) => ({
    rows,
    inner: widths[layer] ?? 0,
    columns,
    transposeA: false,
    transposeB: false,
  }));
}

/**
 * The gradient of fully connected layers: for every layer that of its weights, inputsᵀ × gradient, and
 * for every layer but the first that of its inputs, gradient × weightsᵀ.
 */
function backward(widths: readonly number[], rows: number): MatrixProduct[] {
  return forward(widths, rows).flatMap(({ inner, columns }, layer) => [
    { rows: inner, inner: rows, columns, transposeA: true, transposeB: false },
    ...(layer === 0
      ? []
      : [{ rows, inner: columns, columns: inner, transposeA: false, transposeB: true }]),
  ]);
}

function encoderWidths({ pixels, encoderHidden, variables, categories }: ModelShape): number[] {
  return [pixels, ...encoderHidden, variables * categories];
}

function decoderWidths({ pixels, decoderHidden, variables, categories }: ModelShape): number[] {
  return [variables * categories, ...decoderHidden, pixels];
}

/**
 * The matrix products that a training step cannot do without: the encoder forward and backward, the
 * decoder forward for every evaluation of f, and forward and backward for the posterior sample. An
 * estimator that differentiates f does more than is counted here.
 *
 * @param batch - datapoints B.
 * @param evaluations - evaluations of f per datapoint.
 */
export function stepProducts(
  model: ModelShape,
  batch: number,
  evaluations: number,
): MatrixProduct[] {
  const [encoder, decoder] = [encoderWidths(model), decoderWidths(model)];
  return [
    ...forward(encoder, batch),
    ...backward(encoder, batch),
    ...forward(decoder, evaluations * batch),
    ...forward(decoder, batch),
    ...backward(decoder, batch),
  ];
}

/** The matrix products of an importance-weighted bound: the encoder once per image, the decoder once per sample. */
export function boundProducts(model: ModelShape, images: number, samples: number): MatrixProduct[] {
  return [
    ...forward(encoderWidths(model), images),
    ...forward(decoderWidths(model), images * samples),
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
