import { upcastType } from '@tensorflow/tfjs';
import { numeric } from '../data-types.ts';
import type { DataType } from '../data-types.ts';
import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { cast, input, reshape, scalar, toWhole } from '../lowering.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { OperatorName } from '../operators/table.ts';

/** The inputs a and b, both of the type that TensorFlow.js computes with; bools count as numbers. */
function operands(context: LoweringContext): [Value, Value] {
  const [a, b] = [input(context, 'a'), input(context, 'b')];
  const type = upcastType(a.dtype as 'float32', b.dtype as 'float32');
  const dtype = numeric(type === 'bool' ? 'int32' : type);
  return [cast(context.builder, a, dtype), cast(context.builder, b, dtype)];
}

/** One operator on two inputs that broadcast. */
const binary =
  (op: OperatorName) =>
  (context: LoweringContext): Value =>
    context.builder.node(op, operands(context));

const logical =
  (op: OperatorName): Lowering =>
  (context) => {
    const { builder } = context;
    const [a, b] = ['a', 'b'].map((name) => cast(builder, input(context, name), 'bool'));
    return builder.node(op, a === undefined || b === undefined ? [] : [a, b]);
  };

/** By floats: a quotient of whole numbers becomes whole as JavaScript's arrays do it. */
const realDiv: Lowering = ({ builder, ...context }) => {
  const [a, b] = operands({ builder, ...context });
  if (a.dtype === 'float32') return builder.node('Div', [a, b]);
  const quotient = builder.node('Div', [cast(builder, a, 'float32'), cast(builder, b, 'float32')]);
  return toWhole(builder, quotient);
};

/**
 * `work` with whole divisors that the processor can divide every number by. Where b is 0 the result is
 * 0, and where it is −1 it is `opposite`: ONNX Runtime fails at the one, and the lowest number divided
 * by −1 would end the process.
 */
function bySafeDivisor(
  builder: GraphBuilder,
  b: Value,
  opposite: Value,
  work: (divisor: Value) => Value,
): Value {
  const [zero, one] = [scalar(builder, 0, b.dtype), scalar(builder, 1, b.dtype)];
  const [isZero, isMinusOne] = [zero, scalar(builder, -1, b.dtype)].map((value) =>
    builder.node('Equal', [b, value]),
  ) as [Value, Value];
  const unsafe = builder.node('Or', [isZero, isMinusOne]);
  const result = work(builder.node('Where', [unsafe, one, b]));
  const divided = builder.node('Where', [isMinusOne, opposite, result]);
  return builder.node('Where', [isZero, zero, divided]);
}

/** The remainder with the divisor's sign; ONNX has it for whole numbers only. */
const mod: Lowering = (context) => {
  const { builder } = context;
  const [a, b] = operands(context);
  if (a.dtype !== 'float32') {
    const none = scalar(builder, 0, a.dtype);
    return bySafeDivisor(builder, b, none, (divisor) => builder.node('Mod', [a, divisor]));
  }
  const rest = (value: Value) => builder.node('Mod', [value, b], { fmod: { int: 1 } });
  const remainder = rest(a);
  const [negativeA, negativeB] = [a, b].map((value) =>
    builder.node('Less', [value, scalar(builder, 0)]),
  );
  const sameSign = builder.node('Equal', [negativeA ?? a, negativeB ?? b]);
  const moved = rest(builder.node('Add', [remainder, b]));
  return builder.node('Where', [sameSign, remainder, moved]);
};

/** As int32. Whole numbers are divided as such, since floats would round large ones. */
const floorDiv: Lowering = (context) => {
  const { builder } = context;
  const [a, b] = operands(context);
  if (a.dtype === 'float32') {
    return toWhole(builder, builder.node('Floor', [builder.node('Div', [a, b])]));
  }
  return bySafeDivisor(builder, b, builder.node('Neg', [a]), (divisor) => {
    // Towards zero, and one less where that was upwards.
    const quotient = builder.node('Div', [a, divisor]);
    const rest = builder.node('Sub', [a, builder.node('Mul', [quotient, divisor])]);
    const zero = scalar(builder, 0, a.dtype);
    const [negativeRest, negative] = [rest, divisor].map((value) =>
      builder.node('Less', [value, zero]),
    ) as [Value, Value];
    const inexact = builder.node('Not', [builder.node('Equal', [rest, zero])]);
    const otherSign = builder.node('Not', [builder.node('Equal', [negativeRest, negative])]);
    const upwards = builder.node('And', [inexact, otherSign]);
    return builder.node('Sub', [quotient, cast(builder, upwards, a.dtype)]);
  });
};

const squaredDifference: Lowering = (context) => {
  const difference = binary('Sub')(context);
  return context.builder.node('Mul', [difference, difference]);
};

/** The angle of (x, y) = (b, a), from the angle of the slope. */
const atan2: Lowering = (context) => {
  const { builder } = context;
  const given = operands(context);
  const [{ dtype }] = given;
  const [y, x] = given.map((value) => cast(builder, value, 'float32')) as [Value, Value];
  const zero = scalar(builder, 0);
  const [pi, minusPi] = [scalar(builder, Math.PI), scalar(builder, -Math.PI)];
  const infinite = builder.node(
    'And',
    [x, y].map((value) => builder.node('IsInf', [value])),
  );
  // The quotient of infinities is NaN, that of their signs is not.
  const [top, bottom] = [y, x].map((value) =>
    builder.node('Where', [infinite, builder.node('Sign', [value]), value]),
  ) as [Value, Value];
  const slope = builder.node('Atan', [builder.node('Div', [top, bottom])]);
  const turn = builder.node('Where', [builder.node('Less', [y, zero]), minusPi, pi]);
  const left = builder.node('Less', [x, zero]);
  const angle = builder.node('Where', [left, builder.node('Add', [slope, turn]), slope]);
  const isZero = (value: Value) => builder.node('Equal', [value, zero]);
  const origin = builder.node('And', [isZero(x), isZero(y)]);
  const result = builder.node('Where', [origin, zero, angle]);
  return dtype === 'int32' ? toWhole(builder, result) : result;
};

/** Of whole numbers by way of float64, since a power of a negative exponent is a fraction. */
const pow: Lowering = (context) => {
  const { builder } = context;
  const [base, exponent] = operands(context);
  if (base.dtype === 'float32') return builder.node('Pow', [base, exponent]);
  const exact = [base, exponent].map((value) => cast(builder, value, 'float64'));
  return toWhole(builder, builder.node('Pow', exact));
};

const addN: Lowering = ({ builder, list }) =>
  list.reduce((sum, value) => builder.node('Add', [sum, value]));

/** Chooses elements, or, by a list of bools, whole entries along the first axis. */
const select: Lowering = (context) => {
  const { builder } = context;
  const [condition, t, e] = [
    cast(builder, input(context, 'condition'), 'bool'),
    input(context, 't'),
    input(context, 'e'),
  ];
  const rank = t.shape.length;
  const entries = condition.shape.length === 1 && rank > 1;
  const shape = [...condition.shape, ...new Array<number>(entries ? rank - 1 : 0).fill(1)];
  const type: DataType = t.dtype === 'bool' ? 'int32' : t.dtype;
  const branches = [t, e].map((value) => cast(builder, value, type));
  const chosen = builder.node('Where', [reshape(builder, condition, shape), ...branches]);
  return cast(builder, chosen, t.dtype);
};

/** Kernels of two tensors that broadcast, and of conditions. */
export const binaryKernels = {
  Add: binary('Add'),
  AddN: addN,
  Atan2: atan2,
  Equal: binary('Equal'),
  FloorDiv: floorDiv,
  Greater: binary('Greater'),
  GreaterEqual: binary('GreaterOrEqual'),
  Less: binary('Less'),
  LessEqual: binary('LessOrEqual'),
  LogicalAnd: logical('And'),
  LogicalOr: logical('Or'),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  Mod: mod,
  Multiply: binary('Mul'),
  NotEqual: (context) => context.builder.node('Not', [binary('Equal')(context)]),
  Pow: pow,
  RealDiv: realDiv,
  Select: select,
  SquaredDifference: squaredDifference,
  Sub: binary('Sub'),
} as const satisfies Record<string, Lowering>;
