import type { DataType } from '../data-types.ts';
import type { Value } from '../graph.ts';
import { at } from './operator.ts';
import type { AttributeKind, Operator } from './operator.ts';
import { broadcastShape } from './broadcast.ts';
import { dataTypeNumbers } from '../data-types.ts';
import { GraphError } from '../graph-error.ts';

const floats: readonly DataType[] = ['float32'];
const numbers: readonly DataType[] = ['float32', 'int32', 'int64'];
const anything: readonly DataType[] = ['float32', 'int32', 'int64', 'bool'];

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

const shapeOf = (values: readonly Value[]) =>
  values.map(({ shape }) => shape).reduce((one, other) => broadcastShape(one, other));

/** Two inputs, or one and more, that broadcast. */
function broadcasting(
  types: readonly DataType[],
  { result, variadic }: { result?: DataType; variadic?: true } = {},
): Operator {
  return {
    inputs: variadic === true ? ['T'] : ['T', 'T'],
    ...(variadic === true && { variadic }),
    types,
    attributes: {},
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
  Add: broadcasting(numbers),
  And: broadcasting(['bool']),
  Cast: {
    inputs: ['T'],
    types: anything,
    attributes: { to: 'int' },
    infer: (inputs, { to }) => {
      if (to === undefined || !('int' in to)) throw new GraphError('it has no attribute "to"');
      return { shape: at(inputs, 0).shape, dtype: castType(to.int) };
    },
  },
  Div: broadcasting(numbers),
  Equal: comparison(anything),
  Exp: unary(floats),
  Floor: unary(floats),
  Greater: comparison(numbers),
  GreaterOrEqual: comparison(numbers),
  LeakyRelu: unary(floats, { alpha: 'float' }),
  Less: comparison(numbers),
  LessOrEqual: comparison(numbers),
  Log: unary(floats),
  Max: broadcasting(numbers, { variadic: true }),
  Min: broadcasting(numbers, { variadic: true }),
  Mul: broadcasting(numbers),
  Neg: unary(numbers),
  Not: unary(['bool']),
  Or: broadcasting(['bool']),
  Relu: unary(floats),
  Sigmoid: unary(floats),
  Softplus: unary(floats),
  Sqrt: unary(floats),
  Sub: broadcasting(numbers),
  Where: {
    inputs: ['bool', 'T', 'T'],
    types: ['float32', 'int32', 'int64'],
    attributes: {},
    infer: (inputs) => ({ shape: shapeOf(inputs), dtype: at(inputs, 1).dtype }),
  },
} as const satisfies Record<string, Operator>;
