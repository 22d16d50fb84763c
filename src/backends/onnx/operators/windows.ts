import { assertGraph, at, int, ints } from './operator.ts';
import type { Attributes, Operand, Operator, ValueType } from './operator.ts';

/** Attributes of operators that move a window over the axes after batch and channels. */
const windowAttributes = { strides: 'ints', pads: 'ints', dilations: 'ints' } as const;

interface Window {
  readonly stride: number;
  /** Before and after. */
  readonly pads: number;
  /** From the window's first element to its last, inclusive. */
  readonly extent: number;
}

function windows(attributes: Attributes, kernel: readonly number[]): Window[] {
  const rank = kernel.length;
  const [strides, pads, dilations] = ['strides', 'pads', 'dilations'].map((name) =>
    ints(attributes, name),
  );
  return kernel.map((length, axis) => ({
    stride: strides?.[axis] ?? 1,
    pads: (pads?.[axis] ?? 0) + (pads?.[axis + rank] ?? 0),
    extent: (length - 1) * (dilations?.[axis] ?? 1) + 1,
  }));
}

function slid(lengths: readonly number[], list: readonly Window[]): number[] {
  return lengths.map((length, axis) => {
    const { stride = 1, pads = 0, extent = 1 } = list[axis] ?? {};
    return Math.floor((length + pads - extent) / stride) + 1;
  });
}

/** x [N, C, …] with weights [M, C / group, …]. */
const conv: Operator = {
  inputs: ['T', 'T'],
  types: ['float32'],
  attributes: { ...windowAttributes, group: 'int' },
  infer: (inputs, attributes) => {
    const [x, weights] = [at(inputs, 0), at(inputs, 1)];
    const [batch = 0, channels = 0, ...lengths] = x.shape;
    const [results = 0, perGroup = 0, ...kernel] = weights.shape;
    const group = int(attributes, 'group', 1);
    assertGraph(
      channels === perGroup * group,
      `${channels} channels are not ${perGroup} × ${group}`,
    );
    return {
      shape: [batch, results, ...slid(lengths, windows(attributes, kernel))],
      dtype: x.dtype,
    };
  },
};

/** The transpose of a Conv as a linear map: x [N, C, …] with weights [C, M / group, …]. */
const convTranspose: Operator = {
  inputs: ['T', 'T'],
  types: ['float32'],
  attributes: { ...windowAttributes, group: 'int', output_padding: 'ints' },
  infer: (inputs, attributes) => {
    const [x, weights] = [at(inputs, 0), at(inputs, 1)];
    const [batch = 0, channels = 0, ...lengths] = x.shape;
    const [same = 0, perGroup = 0, ...kernel] = weights.shape;
    assertGraph(channels === same, `${channels} channels are not ${same}`);
    const extra = ints(attributes, 'output_padding');
    const list = windows(attributes, kernel);
    const shape = lengths.map((length, axis) => {
      const { stride = 1, pads = 0, extent = 1 } = list[axis] ?? {};
      return (length - 1) * stride + extent - pads + (extra?.[axis] ?? 0);
    });
    return { shape: [batch, perGroup * int(attributes, 'group', 1), ...shape], dtype: x.dtype };
  },
};

const pooled = (inputs: readonly Operand[], attributes: Attributes): ValueType => {
  const { shape, dtype } = at(inputs, 0);
  const [batch = 0, channels = 0, ...lengths] = shape;
  const kernel = ints(attributes, 'kernel_shape') ?? [];
  assertGraph(kernel.length === lengths.length, `a window of ${kernel.length} axes`);
  return { shape: [batch, channels, ...slid(lengths, windows(attributes, kernel))], dtype };
};

const poolAttributes = { strides: 'ints', pads: 'ints', kernel_shape: 'ints' } as const;

/** Operators that move a window over x [N, C, …]. */
export const windowed = {
  // Padding does not count.
  AveragePool: { inputs: ['T'], types: ['float32'], attributes: poolAttributes, infer: pooled },
  Conv: conv,
  ConvTranspose: convTranspose,
  MaxPool: { inputs: ['T'], types: ['float32'], attributes: poolAttributes, infer: pooled },
  /** Where the maxima stand in x as a list. */
  MaxPoolIndices: {
    inputs: ['T'],
    types: ['float32'],
    attributes: poolAttributes,
    result: { of: 'MaxPool', index: 1 },
    infer: (inputs, attributes) => ({ ...pooled(inputs, attributes), dtype: 'int64' }),
  },
} as const satisfies Record<string, Operator>;
