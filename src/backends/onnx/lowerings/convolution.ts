import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { cast, input, reshape, slice, through, transpose } from '../lowering.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { Shape } from '../shapes.ts';
import { finish } from './activations.ts';
import { channelsBack, channelsFirst, convolutionWindow, windowAttributes } from './window.ts';

/** A filter […, in, out] as ONNX's weights [out, in, …]. */
function weightsOf(builder: GraphBuilder, filter: Value): Value {
  const rank = filter.shape.length;
  return transpose(builder, filter, [rank - 1, rank - 2, ...[...filter.shape.keys()].slice(0, -2)]);
}

/** A depthwise filter [h, w, in, multiplier] as weights [in · multiplier, 1, h, w]. */
function depthwiseWeights(builder: GraphBuilder, filter: Value): Value {
  const [height = 0, width = 0, channels = 0, multiplier = 0] = filter.shape;
  const turned = transpose(builder, filter, [2, 3, 0, 1]);
  return reshape(builder, turned, [channels * multiplier, 1, height, width]);
}

const convolve =
  (depthwise: boolean) =>
  (context: LoweringContext): Value => {
    const { builder, attributes } = context;
    const [x, filter] = [input(context, 'x'), input(context, 'filter')];
    const window = convolutionWindow(x.shape, filter.shape, attributes, depthwise);
    return through(builder, 'float32', x, (value) => {
      const floats = cast(builder, filter, 'float32');
      const weights = depthwise ? depthwiseWeights(builder, floats) : weightsOf(builder, floats);
      const result = builder.node('Conv', [channelsFirst(builder, value, window), weights], {
        ...windowAttributes(window),
        group: { int: depthwise ? (filter.shape[2] ?? 1) : 1 },
      });
      return channelsBack(builder, result, window);
    });
  };

/** A bias per channel stands last; with channels first it needs axes behind it. */
const fused =
  (depthwise: boolean): Lowering =>
  (context) =>
    finish(context, convolve(depthwise)(context), (value) =>
      context.attributes.dataFormat === 'NCHW' && value.shape.length === 1
        ? reshape(context.builder, value, [...value.shape, 1, 1])
        : value,
    );

const inputGradient =
  (depthwise: boolean): Lowering =>
  (context) => {
    const { builder, attributes } = context;
    const [dy, filter] = [input(context, 'dy'), input(context, 'filter')];
    const shape = attributes.inputShape as Shape;
    const window = convolutionWindow(shape, filter.shape, attributes, depthwise);
    const weights = depthwise ? depthwiseWeights(builder, filter) : weightsOf(builder, filter);
    const first = channelsFirst(builder, dy, window);
    // A transposed convolution may be asked for more than the convolution gives: the rest is unused.
    const size = [...first.shape.slice(0, 2), ...window.results];
    const used = slice(
      builder,
      first,
      size.map(() => 0),
      size,
    );
    const gradient = builder.node('ConvTranspose', [used, weights], {
      ...windowAttributes(window),
      group: { int: depthwise ? (filter.shape[2] ?? 1) : 1 },
      output_padding: { ints: window.uncovered },
    });
    return channelsBack(builder, gradient, window);
  };

/**
 * The gradient of the filter: x convolved with dy, where the batch takes the place of the channels,
 * steps and gaps trade places, and what no window covered is cut off.
 */
const filterGradient =
  (depthwise: boolean): Lowering =>
  (context) => {
    const { builder, attributes } = context;
    const [x, dy] = [input(context, 'x'), input(context, 'dy')];
    const shape = attributes.filterShape as Shape;
    const window = convolutionWindow(x.shape, shape, attributes, depthwise);
    const [ofX, ofDy] = [x, dy].map((value) => {
      const first = channelsFirst(builder, value, window);
      return transpose(builder, first, [1, 0, ...[...value.shape.keys()].slice(2)]);
    }) as [Value, Value];
    const [channels = 0, batch = 0, ...lengths] = ofX.shape;
    const grouped = depthwise ? reshape(builder, ofX, [1, channels * batch, ...lengths]) : ofX;
    const whole = builder.node('Conv', [grouped, ofDy], {
      strides: { ints: window.dilations },
      dilations: { ints: window.strides },
      pads: { ints: window.pads },
      group: { int: depthwise ? channels : 1 },
    });
    const [rows = 0, columns = 0] = whole.shape;
    const size = [rows, columns, ...window.lengths];
    const cut = slice(
      builder,
      whole,
      size.map(() => 0),
      size,
    );
    const axes = [...size.keys()].slice(2);
    if (!depthwise) return transpose(builder, cut, [...axes, 0, 1]);
    const parts = reshape(builder, cut, [channels, columns / channels, ...window.lengths]);
    return transpose(builder, parts, [...axes, 0, 1]);
  };

/** Convolutions, their fused forms and their gradients. */
export const convolution = {
  Conv2D: convolve(false),
  Conv2DBackpropFilter: filterGradient(false),
  Conv2DBackpropInput: inputGradient(false),
  Conv3D: convolve(false),
  Conv3DBackpropFilterV2: filterGradient(false),
  Conv3DBackpropInputV2: inputGradient(false),
  DepthwiseConv2dNative: convolve(true),
  DepthwiseConv2dNativeBackpropFilter: filterGradient(true),
  DepthwiseConv2dNativeBackpropInput: inputGradient(true),
  FusedConv2D: fused(false),
  FusedDepthwiseConv2D: fused(true),
} as const satisfies Record<string, Lowering>;
