import { dataTypeNumbers } from '../data-types.ts';
import type { DataType } from '../data-types.ts';
import { GraphError } from '../graph-error.ts';
import { broadcastShape } from './broadcast.ts';
import { at } from './operator.ts';
import type { AttributeKind, Operand, Operator } from './operator.ts';

const floats: readonly DataType[] = ['float32'];
const numbers: readonly DataType[] = ['float32', 'int32', 'int64'];
const anything: readonly DataType[] = ['float32', 'float64', 'int32', 'int64', 'bool'];

/** One input; the result has its shape, and its type unless another is given. */
function unary(
  types: readonly DataType[],
  attributes: Readonly<Record<string, AttributeKind>> = {},
  result?: DataType,
): Operator {
  return {
    inputs: ['T'],
    types,
    attributes,
    infer: (inputs) => {
      const { shape, dtype } = at(inputs, 0);
      return { shape, dtype: result ?? dtype };
    },
  };
}

const shapeOf = (values: readonly Operand[]) =>
  values.map(({ shape }) => shape).reduce((one, other) => broadcastShape(one, other));

/** Two inputs, or one and more, that broadcast. */
function broadcasting(
  types: readonly DataType[],
  {
    result,
    variadic,
    attributes = {},
  }: { result?: DataType; variadic?: true; attributes?: Operator['attributes'] } = {},
): Operator {
  return {
    inputs: variadic === true ? ['T'] : ['T', 'T'],
    ...(variadic === true && { variadic }),
    types,
    attributes,
    infer: (inputs) => ({ shape: shapeOf(inputs), dtype: result ?? at(inputs, 0).dtype }),
  };
}

const comparison = (types: readonly DataType[]) => broadcasting(types, { result: 'bool' });

function castType(attribute: number): DataType {
  const known = (Object.keys(dataTypeNumbers) as DataType[]).find(
    (name) => dataTypeNumbers[name] === attribute,
  );
  if (known === undefined) throw new GraphError(`element type ${attribute} is unknown`);
  return known;
}

/** Operators that work element by element. */
export const elementwise = {
  Abs: unary(numbers),
  Acos: unary(floats),
  Acosh: unary(floats),
  Add: broadcasting(numbers),
  And: broadcasting(['bool']),
  Asin: unary(floats),
  Asinh: unary(floats),
  Atan: unary(floats),
  Atanh: unary(floats),
  Cast: {
    inputs: ['T'],
    types: anything,
    attributes: { to: 'int' },
    infer: (inputs, { to }) => {
      if (to === undefined || !('int' in to)) throw new GraphError('it has no attribute "to"');
      return { shape: at(inputs, 0).shape, dtype: castType(to.int) };
    },
  },
  Ceil: unary(floats),
  Cos: unary(floats),
  Cosh: unary(floats),
  Div: broadcasting(numbers),
  Equal: comparison(anything),
  Erf: unary(floats),
  Exp: unary(['float32', 'float64']),
  Floor: unary(floats),
  Greater: comparison(numbers),
  GreaterOrEqual: comparison(numbers),
  IsInf: unary(['float32', 'float64'], {}, 'bool'),
  IsNaN: unary(['float32', 'float64'], {}, 'bool'),
  LeakyRelu: unary(floats, { alpha: 'float' }),
  Less: comparison(numbers),
  LessOrEqual: comparison(numbers),
  Log: unary(floats),
  Max: broadcasting(numbers, { variadic: true }),
  Min: broadcasting(numbers, { variadic: true }),
  // The sign of the divisor for whole numbers; C's fmod with the attribute, which floats need.
  Mod: broadcasting(numbers, { attributes: { fmod: 'int' } }),
  Mul: broadcasting(numbers),
  Neg: unary(numbers),
  Not: unary(['bool']),
  Or: broadcasting(['bool']),
  Pow: broadcasting([...numbers, 'float64']),
  Reciprocal: unary(floats),
  Relu: unary(floats),
  // To even.
  Round: unary(floats),
  Sigmoid: unary(floats),
  Sign: unary(numbers),
  Sin: unary(floats),
  Sinh: unary(floats),
  Softplus: unary(floats),
  Sqrt: unary(floats),
  Sub: broadcasting(numbers),
  Tan: unary(floats),
  Tanh: unary(floats),
  Where: {
    inputs: ['bool', 'T', 'T'],
    types: ['float32', 'float64', 'int32', 'int64'],
    attributes: {},
    infer: (inputs) => ({ shape: shapeOf(inputs), dtype: at(inputs, 1).dtype }),
  },
} as const satisfies Record<string, Operator>;
