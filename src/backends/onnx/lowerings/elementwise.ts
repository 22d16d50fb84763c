import type { DataType } from '../data-types.ts';
import type { Value } from '../graph.ts';
import type { OperatorName } from '../operators/table.ts';
import { cast, input, scalar } from '../lowering.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';

/** One operator on one input. */
const unary =
  (op: OperatorName): Lowering =>
  (context) =>
    context.builder.node(op, [input(context, 'x')]);

/** One operator on two inputs that broadcast. */
const binary =
  (op: OperatorName) =>
  (context: LoweringContext): Value =>
    context.builder.node(op, [input(context, 'a'), input(context, 'b')]);

const notEqual: Lowering = (context) => context.builder.node('Not', [binary('Equal')(context)]);

const square: Lowering = (context) => {
  const x = input(context, 'x');
  return context.builder.node('Mul', [x, x]);
};

const leakyRelu: Lowering = (context) => {
  const x = input(context, 'x');
  const alpha = { float: Number(context.attributes.alpha) };
  return context.builder.node('LeakyRelu', [x], { alpha });
};

/** ONNX Runtime's Abs takes six times as long as its LeakyRelu, which is |x| for the slope −1. */
const abs: Lowering = (context) => {
  const x = input(context, 'x');
  return x.dtype === 'float32'
    ? context.builder.node('LeakyRelu', [x], { alpha: { float: -1 } })
    : context.builder.node('Abs', [x]);
};

const softmax: Lowering = (context) => {
  const logits = input(context, 'logits');
  return context.builder.node('Softmax', [logits], { axis: { int: -1 } });
};

const addN: Lowering = ({ builder, list }) =>
  list.reduce((sum, value) => builder.node('Add', [sum, value]));

const select: Lowering = (context) => {
  const { builder } = context;
  const [condition, t, e] = ['condition', 't', 'e'].map((name) => input(context, name)) as [
    ReturnType<typeof input>,
    ReturnType<typeof input>,
    ReturnType<typeof input>,
  ];
  return builder.node('Where', [cast(builder, condition, 'bool'), t, e]);
};

const castKernel: Lowering = (context) => {
  const x = input(context, 'x');
  const dtype = context.attributes.dtype as DataType;
  // ONNX casts NaN and fractions to true, as TensorFlow.js does.
  return cast(context.builder, x, dtype);
};

const step: Lowering = (context) => {
  const { builder } = context;
  const x = input(context, 'x');
  const positive = builder.node('Greater', [x, scalar(builder, 0)]);
  const below = scalar(builder, Number(context.attributes.alpha));
  return builder.node('Where', [positive, scalar(builder, 1), below]);
};

/** Kernels that work element by element. */
export const elementwise = {
  Abs: abs,
  Add: binary('Add'),
  AddN: addN,
  Cast: castKernel,
  Equal: binary('Equal'),
  Exp: unary('Exp'),
  Floor: unary('Floor'),
  Greater: binary('Greater'),
  GreaterEqual: binary('GreaterOrEqual'),
  LeakyRelu: leakyRelu,
  Less: binary('Less'),
  LessEqual: binary('LessOrEqual'),
  Log: unary('Log'),
  LogicalAnd: binary('And'),
  LogicalNot: unary('Not'),
  LogicalOr: binary('Or'),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  Multiply: binary('Mul'),
  Neg: unary('Neg'),
  NotEqual: notEqual,
  RealDiv: binary('Div'),
  Select: select,
  Sigmoid: unary('Sigmoid'),
  Softmax: softmax,
  Softplus: unary('Softplus'),
  Sqrt: unary('Sqrt'),
  Square: square,
  Step: step,
  Sub: binary('Sub'),
} as const satisfies Record<string, Lowering>;
