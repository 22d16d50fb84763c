import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { input, scalar } from '../lowering.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';

/** (x − mean) / √(variance + ε) · scale + offset. */
const batchNorm: Lowering = (context) => {
  const { builder, attributes, inputs } = context;
  const { scale, offset } = inputs;
  const epsilon = scalar(builder, Number(attributes.varianceEpsilon));
  const centred = builder.node('Sub', [input(context, 'x'), input(context, 'mean')]);
  const shifted = builder.node('Add', [input(context, 'variance'), epsilon]);
  const normal = builder.node('Div', [centred, builder.node('Sqrt', [shifted])]);
  const scaled = scale === undefined ? normal : builder.node('Mul', [normal, scale]);
  return offset === undefined ? scaled : builder.node('Add', [scaled, offset]);
};

/** Sums over the channels around each one, as a product with a band of ones. */
function aroundEachChannel(builder: GraphBuilder, x: Value, radius: number): Value {
  const channels = x.shape.at(-1) ?? 0;
  const band = Array.from({ length: channels * channels }, (_, at) =>
    Math.abs(Math.floor(at / channels) - (at % channels)) <= radius ? 1 : 0,
  );
  const matrix = builder.constant(Float32Array.from(band), [channels, channels], 'float32');
  return builder.node('MatMul', [x, matrix]);
}

/** n = bias + α Σ x², over the channels around each. */
function localNorm({ builder, attributes }: LoweringContext, x: Value): Value {
  const [alpha, bias] = [attributes.alpha, attributes.bias].map((value) =>
    scalar(builder, Number(value)),
  ) as [Value, Value];
  const squares = builder.node('Mul', [x, x]);
  const sums = aroundEachChannel(builder, squares, Number(attributes.depthRadius));
  return builder.node('Add', [bias, builder.node('Mul', [alpha, sums])]);
}

/** y = x n^−β. */
const lrn: Lowering = (context) => {
  const { builder, attributes } = context;
  const x = input(context, 'x');
  const power = scalar(builder, -Number(attributes.beta));
  return builder.node('Mul', [x, builder.node('Pow', [localNorm(context, x), power])]);
};

/** dx = dy n^−β − 2 α β x Σ dy y / n. */
const lrnGrad: Lowering = (context) => {
  const { builder, attributes } = context;
  const [x, y, dy] = [input(context, 'x'), input(context, 'y'), input(context, 'dy')];
  const norm = localNorm(context, x);
  const [alpha, beta] = [Number(attributes.alpha), Number(attributes.beta)];
  const direct = builder.node('Mul', [dy, builder.node('Pow', [norm, scalar(builder, -beta)])]);
  const ratio = builder.node('Div', [builder.node('Mul', [dy, y]), norm]);
  const sums = aroundEachChannel(builder, ratio, Number(attributes.depthRadius));
  const factor = scalar(builder, 2 * alpha * beta);
  const indirect = builder.node('Mul', [builder.node('Mul', [x, sums]), factor]);
  return builder.node('Sub', [direct, indirect]);
};

/** Kernels that bring numbers to one scale. */
export const normalisation = {
  FusedBatchNorm: batchNorm,
  LRN: lrn,
  LRNGrad: lrnGrad,
} as const satisfies Record<string, Lowering>;
