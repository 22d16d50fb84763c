import type { NamedAttrMap } from '@tensorflow/tfjs';
import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { cast, input, reshape } from '../lowering.ts';
import type { Lowering } from '../lowering.ts';

/** Weights of an axis's elements, per element of the resized axis. */
type Interpolation = (from: number, to: number, attributes: NamedAttrMap) => number[][];

function ratio(from: number, to: number, { alignCorners }: NamedAttrMap): number {
  return alignCorners === true && to > 1 ? (from - 1) / (to - 1) : from / to;
}

const bilinear: Interpolation = (from, to, attributes) =>
  Array.from({ length: to }, (_, at) => {
    const half = attributes.halfPixelCenters === true ? 0.5 : 0;
    const position = ratio(from, to, attributes) * (at + half) - half;
    const low = Math.max(0, Math.floor(position));
    const high = Math.min(from - 1, Math.ceil(position));
    const weights = new Array<number>(from).fill(0);
    const share = position - low;
    weights[low] = (weights[low] ?? 0) + 1 - share;
    weights[high] = (weights[high] ?? 0) + share;
    return weights;
  });

const nearest: Interpolation = (from, to, attributes) =>
  Array.from({ length: to }, (_, at) => {
    const half = attributes.halfPixelCenters === true ? 0.5 : 0;
    const position = ratio(from, to, attributes) * (at + half);
    const whole = attributes.alignCorners === true ? Math.round(position) : Math.floor(position);
    const chosen = Math.max(0, Math.min(from - 1, whole));
    return Array.from({ length: from }, (__, each) => (each === chosen ? 1 : 0));
  });

const flipped = (rows: readonly number[][]): number[][] =>
  (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? 0));

/** Multiplies the rows and the columns of images [b, h, w, c] by matrices. */
function multiply(builder: GraphBuilder, images: Value, rows: number[][], columns: number[][]) {
  const [batch = 0, height = 0, width = 0, channels = 0] = images.shape;
  const matrix = (numbers: number[][]) =>
    builder.constant(
      Float32Array.from(numbers.flat()),
      [numbers.length, numbers[0]?.length ?? 0],
      'float32',
    );
  const flat = reshape(builder, images, [batch, height, width * channels]);
  const tall = builder.node('MatMul', [matrix(rows), flat]);
  const lines = reshape(builder, tall, [batch * rows.length, width, channels]);
  const wide = builder.node('MatMul', [matrix(columns), lines]);
  return reshape(builder, wide, [batch, rows.length, columns.length, channels]);
}

const resize =
  (interpolation: Interpolation): Lowering =>
  (context) => {
    const { builder, attributes } = context;
    const images = cast(builder, input(context, 'images'), 'float32');
    const [, height = 0, width = 0] = images.shape;
    const [newHeight = 0, newWidth = 0] = attributes.size as number[];
    const rows = interpolation(height, newHeight, attributes);
    const columns = interpolation(width, newWidth, attributes);
    return multiply(builder, images, rows, columns);
  };

/** The transpose of the interpolation, without half pixels, as TensorFlow.js has it. */
const gradient =
  (interpolation: Interpolation): Lowering =>
  (context) => {
    const { builder, attributes } = context;
    const [images, dy] = [input(context, 'images'), input(context, 'dy')];
    const [, height = 0, width = 0] = images.shape;
    const [, newHeight = 0, newWidth = 0] = dy.shape;
    const { alignCorners = false } = attributes;
    const rows = flipped(interpolation(height, newHeight, { alignCorners }));
    const columns = flipped(interpolation(width, newWidth, { alignCorners }));
    return multiply(builder, dy, rows, columns);
  };

/** Resizing of images, a linear map whose matrices are known. */
export const resizing = {
  ResizeBilinear: resize(bilinear),
  ResizeBilinearGrad: gradient(bilinear),
  ResizeNearestNeighbor: resize(nearest),
  ResizeNearestNeighborGrad: gradient(nearest),
} as const satisfies Record<string, Lowering>;
