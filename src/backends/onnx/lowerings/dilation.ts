import { backend_util } from '@tensorflow/tfjs';
import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { cast, input, scalar, slice } from '../lowering.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';

/** The lowest float32: what padding counts as. */
const LOWEST = -3.4028234663852886e38;

type Window = ReturnType<typeof backend_util.computeDilation2DInfo>;

function windowOf({ attributes }: LoweringContext, x: Value, filter: Value): Window {
  return backend_util.computeDilation2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number],
    attributes.strides as number,
    attributes.pad as 'same' | 'valid' | number,
    'NHWC',
    attributes.dilations as number,
  );
}

/** x [N, H, W, C] with LOWEST around it. */
function padded(builder: GraphBuilder, x: Value, { padInfo }: Window): Value {
  const { top, bottom, left, right } = padInfo;
  const pads = builder.int64s([0, top, left, 0, 0, bottom, right, 0]);
  return builder.node('Pad', [x, pads, scalar(builder, LOWEST)]);
}

/** What every window has at the filter's place (row, column): [N, H', W', C]. */
function elements(
  builder: GraphBuilder,
  x: Value,
  window: Window,
  row: number,
  column: number,
): Value {
  const { outHeight, outWidth, strideHeight, strideWidth } = window;
  const [top, left] = [row * window.dilationHeight, column * window.dilationWidth];
  const bounds = [
    [top, left],
    [top + (outHeight - 1) * strideHeight + 1, left + (outWidth - 1) * strideWidth + 1],
    [1, 2],
    [strideHeight, strideWidth],
  ];
  return builder.node('Slice', [x, ...bounds.map((numbers) => builder.int64s(numbers))]);
}

/** The largest sum of x and the filter in every window: one slice of x for each place of the filter. */
const dilation2D: Lowering = (context) => {
  const { builder, exactNaN } = context;
  const [x, filter] = [input(context, 'x'), input(context, 'filter')];
  const window = windowOf(context, x, filter);
  const { filterHeight, filterWidth, inChannels } = window;
  const [image, weights] = [x, filter].map((value) => cast(builder, value, 'float32')) as [
    Value,
    Value,
  ];
  const around = padded(builder, image, window);
  let largest = scalar(builder, LOWEST);
  for (let place = 0; place < filterHeight * filterWidth; place += 1) {
    const [row, column] = [Math.floor(place / filterWidth), place % filterWidth];
    const weight = slice(builder, weights, [row, column, 0], [1, 1, inChannels]);
    const sum = builder.node('Add', [elements(builder, around, window, row, column), weight]);
    largest = exactNaN
      ? builder.node('Where', [builder.node('Greater', [sum, largest]), sum, largest])
      : builder.node('Max', [sum, largest]);
  }
  return cast(builder, largest, x.dtype);
};

/** Greyscale morphology. */
export const dilation = { Dilation2D: dilation2D } as const satisfies Record<string, Lowering>;
