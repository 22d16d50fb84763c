import { broadcastShape } from './broadcast.ts';
import { assertGraph, at, int } from './operator.ts';
import type { Operator } from './operator.ts';

/** α op(A) op(B) + β C, with op the transpose where asked for. */
const gemm: Operator = {
  inputs: ['T', 'T', 'T'],
  optional: 1,
  types: ['float32'],
  attributes: { transA: 'int', transB: 'int', alpha: 'float', beta: 'float' },
  infer: (inputs, attributes) => {
    const [a, b, c] = [at(inputs, 0), at(inputs, 1), inputs[2]];
    assertGraph(a.shape.length === 2 && b.shape.length === 2, 'it takes matrices');
    const ofA = int(attributes, 'transA', 0) === 0 ? a.shape : a.shape.toReversed();
    const ofB = int(attributes, 'transB', 0) === 0 ? b.shape : b.shape.toReversed();
    const [rows = 0, inner] = ofA;
    const [other, columns = 0] = ofB;
    assertGraph(inner === other, `inner lengths ${inner ?? 0} and ${other ?? 0} differ`);
    const shape = [rows, columns];
    if (c !== undefined) {
      const same = broadcastShape(shape, c.shape).join() === shape.join();
      assertGraph(same, `[${c.shape.join(', ')}] does not broadcast to [${shape.join(', ')}]`);
    }
    return { shape, dtype: a.dtype };
  },
};

const matMul: Operator = {
  inputs: ['T', 'T'],
  types: ['float32', 'int32', 'int64'],
  attributes: {},
  infer: (inputs) => {
    const [a, b] = [at(inputs, 0), at(inputs, 1)];
    assertGraph(a.shape.length > 1 && b.shape.length > 1, 'it takes matrices');
    const [rows = 0, inner] = a.shape.slice(-2);
    const [other, columns = 0] = b.shape.slice(-2);
    assertGraph(inner === other, `inner lengths ${inner ?? 0} and ${other ?? 0} differ`);
    const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    return { shape: [...batch, rows, columns], dtype: a.dtype };
  },
};

/** Operators of linear algebra. */
export const matrix = { Gemm: gemm, MatMul: matMul } as const satisfies Record<string, Operator>;
