import type { DataType } from '../data-types.ts';
import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { cast, input, scalar, through, toWhole } from '../lowering.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { OperatorName } from '../operators/table.ts';

type Numeric = (builder: GraphBuilder, x: Value) => Value;

const operator =
  (op: OperatorName): Numeric =>
  (builder, x) =>
    builder.node(op, [x]);

/** Of floats; whole numbers and bools become floats first. */
const ofFloats =
  (work: Numeric): Lowering =>
  (context) =>
    work(context.builder, cast(context.builder, input(context, 'x'), 'float32'));

const float = (op: OperatorName) => ofFloats(operator(op));

/** Of numbers of any type, which stays. */
const ofNumbers =
  (op: OperatorName): Lowering =>
  (context) => {
    const x = input(context, 'x');
    const type = x.dtype === 'bool' ? 'int32' : x.dtype;
    return through(context.builder, type, x, (value) => context.builder.node(op, [value]));
  };

/** Rounds floats; whole numbers are round. */
const rounding =
  (op: OperatorName): Lowering =>
  (context) => {
    const x = input(context, 'x');
    return x.dtype === 'float32' ? context.builder.node(op, [x]) : x;
  };

/** `near` between −½ and ½, where `far` cancels. */
function byMagnitude(
  builder: GraphBuilder,
  x: Value,
  near: (x: Value) => Value,
  far: (x: Value) => Value,
): Value {
  const small = builder.node('Less', [builder.node('Abs', [x]), scalar(builder, 0.5)]);
  return builder.node('Where', [small, near(x), far(x)]);
}

/** eˣ − 1; near 0 as 2 t / (1 − t) with t = tanh(x / 2). */
const expm1: Numeric = (builder, x) => {
  const one = scalar(builder, 1);
  const near = (small: Value) => {
    const t = builder.node('Tanh', [builder.node('Mul', [small, scalar(builder, 0.5)])]);
    const twice = builder.node('Mul', [t, scalar(builder, 2)]);
    return builder.node('Div', [twice, builder.node('Sub', [one, t])]);
  };
  const far = (large: Value) => builder.node('Sub', [builder.node('Exp', [large]), one]);
  return byMagnitude(builder, x, near, far);
};

/**
 * log(1 + x); near 0 as 2 artanh(x / (2 + x)).
 */
const log1p: Numeric = (builder, x) => {
  const near = (small: Value) => {
    const ratio = builder.node('Div', [small, builder.node('Add', [small, scalar(builder, 2)])]);
    return builder.node('Mul', [builder.node('Atanh', [ratio]), scalar(builder, 2)]);
  };
  const far = (large: Value) =>
    builder.node('Log', [builder.node('Add', [large, scalar(builder, 1)])]);
  return byMagnitude(builder, x, near, far);
};

/** Of whole numbers by way of float64, as JavaScript computes it: large results show the difference. */
const exp: Lowering = (context) => {
  const { builder } = context;
  const x = input(context, 'x');
  if (x.dtype === 'float32') return builder.node('Exp', [x]);
  return cast(builder, builder.node('Exp', [cast(builder, x, 'float64')]), 'float32');
};

const isNotFinite: Numeric = (builder, x) =>
  builder.node('Or', [builder.node('IsNaN', [x]), builder.node('IsInf', [x])]);

/** TensorFlow.js gives 0 for NaN. */
const sign: Lowering = (context) => {
  const { builder } = context;
  const x = input(context, 'x');
  const of = (value: Value) => builder.node('Sign', [value]);
  if (x.dtype !== 'float32') return through(builder, 'int32', x, of);
  return builder.node('Where', [builder.node('IsNaN', [x]), scalar(builder, 0), of(x)]);
};

const square = (context: LoweringContext): Value => {
  const x = input(context, 'x');
  return context.builder.node('Mul', [x, x]);
};

const clip: Lowering = (context) => {
  const { builder, attributes } = context;
  const x = input(context, 'x');
  const bound = (name: string) => scalar(builder, Number(attributes[name]), x.dtype);
  const above = builder.node('Max', [x, bound('clipValueMin')]);
  return builder.node('Min', [above, bound('clipValueMax')]);
};

const castKernel: Lowering = (context) => {
  const { builder, attributes } = context;
  const x = input(context, 'x');
  const dtype = attributes.dtype as DataType;
  const truncates = x.dtype === 'float32' && dtype === 'int32';
  return truncates ? toWhole(builder, x) : cast(builder, x, dtype);
};

/** ONNX Runtime's Abs takes six times as long as its LeakyRelu, which is |x| for the slope −1. */
const abs: Lowering = (context) => {
  const x = input(context, 'x');
  return x.dtype === 'float32' && !context.exactNaN
    ? context.builder.node('LeakyRelu', [x], { alpha: { float: -1 } })
    : ofNumbers('Abs')(context);
};

/** Kernels of one tensor that work element by element. */
export const unary = {
  Abs: abs,
  Acos: float('Acos'),
  Acosh: float('Acosh'),
  Asin: float('Asin'),
  Asinh: float('Asinh'),
  Atan: float('Atan'),
  Atanh: float('Atanh'),
  Cast: castKernel,
  Ceil: rounding('Ceil'),
  ClipByValue: clip,
  Cos: float('Cos'),
  Cosh: float('Cosh'),
  Erf: float('Erf'),
  Exp: exp,
  Expm1: ofFloats(expm1),
  Floor: rounding('Floor'),
  IsFinite: ofFloats((builder, x) => builder.node('Not', [isNotFinite(builder, x)])),
  IsInf: float('IsInf'),
  IsNan: float('IsNaN'),
  Log: float('Log'),
  Log1p: ofFloats(log1p),
  LogicalNot: (context) =>
    context.builder.node('Not', [cast(context.builder, input(context, 'x'), 'bool')]),
  Neg: ofNumbers('Neg'),
  Reciprocal: float('Reciprocal'),
  Round: rounding('Round'),
  Rsqrt: ofFloats((builder, x) => builder.node('Reciprocal', [builder.node('Sqrt', [x])])),
  Sigmoid: float('Sigmoid'),
  Sign: sign,
  Sin: float('Sin'),
  Sinh: float('Sinh'),
  Sqrt: float('Sqrt'),
  Square: square,
  Tan: float('Tan'),
  Tanh: float('Tanh'),
} as const satisfies Record<string, Lowering>;
