import { int32s } from '../lowering.ts';
import { axisOf, constantInts } from '../operators/operator.ts';
import type { Rule } from './rewrite.ts';

/**
 * A Slice that goes backwards, or one of int32, as a Gather along each axis. ONNX Runtime 1.30 has no Slice of int32 on
 * WebGPU, and takes wrong elements for steps below 0.
 */
export const writeSlices: Rule = ({ builder, node: { op, inputs }, value }) => {
  const [x, ...bounds] = inputs;
  if (op !== 'Slice' || x === undefined) return undefined;
  const [starts = [], , axes = [], steps] = bounds.map(constantInts);
  if (x.dtype !== 'int32' && steps?.some((step) => step < 0) !== true) return undefined;
  return axes.reduce((sliced, each, at) => {
    const axis = axisOf(each, x.shape.length);
    const [length = 0, count = 0] = [x.shape[axis], value.shape[axis]];
    const [start = 0, step = 1] = [starts[at], steps?.[at]];
    const from = start < 0 ? start + length : start;
    const first = Math.max(0, Math.min(from, step < 0 ? length - 1 : length));
    const taken = Array.from({ length: count }, (_, place) => first + place * step);
    return builder.node('Gather', [sliced, int32s(builder, taken)], { axis: { int: axis } });
  }, x);
};
