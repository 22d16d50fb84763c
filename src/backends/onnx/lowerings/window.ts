import { backend_util } from '@tensorflow/tfjs';
import type { NamedAttrMap } from '@tensorflow/tfjs';
import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { transpose } from '../lowering.ts';
import type { Attribute } from '../operators/operator.ts';
import type { Shape } from '../shapes.ts';

/** A window over the axes between batch and channels, as ONNX describes it. */
export interface Window {
  readonly lengths: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Before each axis, then after each. */
  readonly pads: readonly number[];
  readonly results: readonly number[];
  /** How many elements at the end of each axis no window covers. */
  readonly uncovered: readonly number[];
  readonly channelsLast: boolean;
}

type Rounding = 'floor' | 'round' | 'ceil';

/** What the plan of TensorFlow.js says, before the ends of the axes are settled. */
type Plan = Omit<Window, 'uncovered'>;

/** The window whose paddings at the ends give the planned results, whichever way those were rounded. */
function fitted(plan: Plan, x: Shape): Window {
  const lengths = plan.channelsLast ? x.slice(1, -1) : x.slice(2);
  const before = plan.pads.slice(0, lengths.length);
  const missing = lengths.map((length, axis) => {
    const [stride = 1, size = 1, dilation = 1] = [plan.strides, plan.lengths, plan.dilations].map(
      (list) => list[axis],
    );
    const covered = ((plan.results[axis] ?? 1) - 1) * stride + (size - 1) * dilation + 1;
    return covered - length - (before[axis] ?? 0);
  });
  return {
    ...plan,
    pads: [...before, ...missing.map((length) => Math.max(0, length))],
    uncovered: missing.map((length) => Math.max(0, -length)),
  };
}

type Info2D = ReturnType<typeof backend_util.computeConv2DInfo>;
type Info3D = ReturnType<typeof backend_util.computeConv3DInfo>;

function of2D(info: Info2D): Plan {
  const { padInfo } = info;
  return {
    lengths: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right],
    results: [info.outHeight, info.outWidth],
    channelsLast: info.dataFormat === 'channelsLast',
  };
}

function of3D(info: Info3D): Plan {
  const { padInfo } = info;
  return {
    lengths: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    pads: [padInfo.front, padInfo.top, padInfo.left, padInfo.back, padInfo.bottom, padInfo.right],
    results: [info.outDepth, info.outHeight, info.outWidth],
    channelsLast: info.dataFormat === 'channelsLast',
  };
}

/** The window of a convolution of x with a filter, from a kernel's attributes. */
export function convolutionWindow(
  x: Shape,
  filter: Shape,
  attributes: NamedAttrMap,
  depthwise = false,
): Window {
  return fitted(convolutionPlan(x, filter, attributes, depthwise), x);
}

function convolutionPlan(
  x: Shape,
  filter: Shape,
  attributes: NamedAttrMap,
  depthwise: boolean,
): Plan {
  const { strides, dilations, pad, dimRoundingMode } = attributes as {
    strides: [number, number];
    dilations?: [number, number];
    pad: 'same' | 'valid' | number;
    dimRoundingMode?: Rounding;
  };
  if (x.length === 5) {
    const [x5, filter5] = [x, filter] as unknown as [
      [number, number, number, number, number],
      [number, number, number, number, number],
    ];
    return of3D(
      backend_util.computeConv3DInfo(
        x5,
        filter5,
        strides as unknown as [number, number, number],
        (dilations ?? 1) as 1,
        pad,
      ),
    );
  }
  const [x4, filter4] = [x, filter] as unknown as [
    [number, number, number, number],
    [number, number, number, number],
  ];
  const format = backend_util.convertConv2DDataFormat(
    (attributes.dataFormat as 'NHWC' | undefined) ?? 'NHWC',
  );
  return of2D(
    backend_util.computeConv2DInfo(
      x4,
      filter4,
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
      depthwise,
      format,
    ),
  );
}

/** The window of a pool over x [batch, …, channels]. */
export function poolWindow(x: Shape, attributes: NamedAttrMap): Window {
  return fitted(poolPlan(x, attributes), x);
}

function poolPlan(x: Shape, attributes: NamedAttrMap): Plan {
  const { filterSize, strides, pad, dimRoundingMode } = attributes as {
    filterSize: [number, number];
    strides: [number, number];
    pad: 'same' | 'valid' | number;
    dimRoundingMode?: Rounding;
  };
  if (x.length === 5) {
    return of3D(
      backend_util.computePool3DInfo(
        x as unknown as [number, number, number, number, number],
        filterSize as unknown as [number, number, number],
        strides as unknown as [number, number, number],
        1,
        pad,
        dimRoundingMode,
      ),
    );
  }
  return of2D(
    backend_util.computePool2DInfo(
      x as unknown as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    ),
  );
}

/** The attributes of a window, without its lengths. */
export function windowAttributes({ strides, pads, dilations }: Window): Record<string, Attribute> {
  return { strides: { ints: strides }, pads: { ints: pads }, dilations: { ints: dilations } };
}

/** Channels right after the batch, as ONNX has them. */
export function channelsFirst(builder: GraphBuilder, x: Value, { channelsLast }: Window): Value {
  if (!channelsLast) return x;
  const last = x.shape.length - 1;
  return transpose(builder, x, [0, last, ...[...x.shape.keys()].slice(1, -1)]);
}

/** Channels where TensorFlow.js has them. */
export function channelsBack(builder: GraphBuilder, x: Value, { channelsLast }: Window): Value {
  if (!channelsLast) return x;
  return transpose(builder, x, [0, ...[...x.shape.keys()].slice(2), 1]);
}
