import { backend_util } from '@tensorflow/tfjs';
import { UntraceableError } from '../errors.ts';
import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { cast, input, scalar, through } from '../lowering.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';

/** `positive` from 0 on, and for NaN, and `negative` below. */
function bySign(builder: GraphBuilder, x: Value, negative: Value, positive: Value): Value {
  const below = builder.node('Less', [x, scalar(builder, 0)]);
  return builder.node('Where', [below, negative, positive]);
}

/** α (eˣ − 1) below 0, and λ x from there on. */
function scaledElu(builder: GraphBuilder, x: Value, alpha: number, scale: number): Value {
  const less = builder.node('Sub', [builder.node('Exp', [x]), scalar(builder, 1)]);
  const times = (value: Value, factor: number) =>
    factor === 1 ? value : builder.node('Mul', [value, scalar(builder, factor)]);
  return bySign(builder, x, times(less, alpha), times(x, scale));
}

const activations = {
  elu: (builder, x) => scaledElu(builder, x, 1, 1),
  leakyrelu: (builder, x, { alpha }) => builder.node('LeakyRelu', [x], { alpha: { float: alpha } }),
  linear: (_, x) => x,
  prelu: (builder, x, { weights }) => bySign(builder, x, builder.node('Mul', [weights ?? x, x]), x),
  relu: (builder, x) => builder.node('Max', [x, scalar(builder, 0)]),
  relu6: (builder, x) => {
    return builder.node('Min', [builder.node('Max', [x, scalar(builder, 0)]), scalar(builder, 6)]);
  },
  selu: (builder, x) =>
    scaledElu(builder, x, backend_util.SELU_SCALEALPHA, backend_util.SELU_SCALE),
  sigmoid: (builder, x) => builder.node('Sigmoid', [x]),
} as const satisfies Record<
  string,
  (
    builder: GraphBuilder,
    x: Value,
    options: { readonly alpha: number; readonly weights?: Value | undefined },
  ) => Value
>;

function activate(
  { builder, attributes }: LoweringContext,
  name: string,
  x: Value,
  weights?: Value,
): Value {
  if (!Object.hasOwn(activations, name)) throw new UntraceableError(`the activation ${name}`);
  const alpha = Number(attributes.alpha ?? attributes.leakyreluAlpha);
  return activations[name as keyof typeof activations](builder, x, { alpha, weights });
}

/** Adds the bias of a fused kernel and applies its activation. */
export function finish(context: LoweringContext, x: Value, align = (value: Value) => value): Value {
  const { builder, inputs, attributes } = context;
  const { bias, preluActivationWeights } = inputs;
  const shifted = bias === undefined ? x : builder.node('Add', [x, align(bias)]);
  const name = (attributes.activation as string | null | undefined) ?? 'linear';
  const weights = preluActivationWeights === undefined ? undefined : align(preluActivationWeights);
  return activate(context, name, shifted, weights);
}

const kernel =
  (name: keyof typeof activations): Lowering =>
  (context) => {
    const x = input(context, 'x');
    const of = (value: Value) => activate(context, name, value, context.inputs.alpha);
    return name === 'relu' || name === 'relu6'
      ? through(context.builder, 'float32', x, of)
      : of(cast(context.builder, x, 'float32'));
  };

const eluGrad: Lowering = (context) => {
  const { builder } = context;
  const [dy, y] = [input(context, 'dy'), input(context, 'y')];
  const slope = builder.node('Add', [y, scalar(builder, 1)]);
  return bySign(builder, y, builder.node('Mul', [dy, slope]), dy);
};

const softmax: Lowering = (context) =>
  context.builder.node('Softmax', [input(context, 'logits')], { axis: { int: -1 } });

/** α below 0 and at 0, 1 above, NaN for NaN. */
const step: Lowering = (context) => {
  const { builder } = context;
  const x = input(context, 'x');
  return through(builder, 'float32', x, (value) => {
    const positive = builder.node('Greater', [value, scalar(builder, 0)]);
    const below = scalar(builder, Number(context.attributes.alpha));
    const result = builder.node('Where', [positive, scalar(builder, 1), below]);
    return builder.node('Where', [builder.node('IsNaN', [value]), value, result]);
  });
};

/** Activations of neural networks, and their gradients where they are kernels. */
export const activation = {
  Elu: kernel('elu'),
  EluGrad: eluGrad,
  LeakyRelu: kernel('leakyrelu'),
  Prelu: kernel('prelu'),
  Relu: kernel('relu'),
  Relu6: kernel('relu6'),
  Selu: kernel('selu'),
  Softmax: softmax,
  Softplus: (context) => context.builder.node('Softplus', [input(context, 'x')]),
  Step: step,
} as const satisfies Record<string, Lowering>;
