import type { DataType } from '../graph.ts';
import { broadcastShape, cast, input, scalar } from '../lowering.ts';
import type { Lowering } from '../lowering.ts';

/** One operator on one input. */
const unary =
  (op: string): Lowering =>
  (context) => {
    const x = input(context, 'x');
    return context.builder.node(op, [x], x);
  };

/** One operator on two inputs that broadcast; comparisons give bools. */
const binary =
  (op: string, result?: DataType): Lowering =>
  (context) => {
    const [a, b] = [input(context, 'a'), input(context, 'b')];
    const shape = broadcastShape(a.shape, b.shape);
    return context.builder.node(op, [a, b], { shape, dtype: result ?? a.dtype });
  };

const notEqual: Lowering = (context) => {
  const equal = binary('Equal', 'bool')(context) as ReturnType<typeof context.builder.node>;
  return context.builder.node('Not', [equal], equal);
};

const square: Lowering = (context) => {
  const x = input(context, 'x');
  return context.builder.node('Mul', [x, x], x);
};

const leakyRelu: Lowering = (context) => {
  const x = input(context, 'x');
  const alpha = { float: Number(context.attributes.alpha) };
  return context.builder.node('LeakyRelu', [x], x, { alpha });
};

/** ONNX Runtime's Abs takes six times as long as its LeakyRelu, which is |x| for the slope −1. */
const abs: Lowering = (context) => {
  const x = input(context, 'x');
  return x.dtype === 'float32'
    ? context.builder.node('LeakyRelu', [x], x, { alpha: { float: -1 } })
    : context.builder.node('Abs', [x], x);
};

const softmax: Lowering = (context) => {
  const logits = input(context, 'logits');
  return context.builder.node('Softmax', [logits], logits, { axis: { int: -1 } });
};

const addN: Lowering = ({ builder, list }) =>
  list.reduce((sum, value) => builder.node('Add', [sum, value], sum));

const select: Lowering = (context) => {
  const { builder } = context;
  const [condition, t, e] = ['condition', 't', 'e'].map((name) => input(context, name)) as [
    ReturnType<typeof input>,
    ReturnType<typeof input>,
    ReturnType<typeof input>,
  ];
  return builder.node('Where', [cast(builder, condition, 'bool'), t, e], t);
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
  const positive = builder.node('Greater', [x, scalar(builder, 0)], { ...x, dtype: 'bool' });
  const below = scalar(builder, Number(context.attributes.alpha));
  return builder.node('Where', [positive, scalar(builder, 1), below], x);
};

/** Kernels that work element by element. */
export const elementwise = {
  Abs: abs,
  Add: binary('Add'),
  AddN: addN,
  Cast: castKernel,
  Equal: binary('Equal', 'bool'),
  Exp: unary('Exp'),
  Floor: unary('Floor'),
  Greater: binary('Greater', 'bool'),
  GreaterEqual: binary('GreaterOrEqual', 'bool'),
  LeakyRelu: leakyRelu,
  Less: binary('Less', 'bool'),
  LessEqual: binary('LessOrEqual', 'bool'),
  Log: unary('Log'),
  LogicalAnd: binary('And', 'bool'),
  LogicalNot: unary('Not'),
  LogicalOr: binary('Or', 'bool'),
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
