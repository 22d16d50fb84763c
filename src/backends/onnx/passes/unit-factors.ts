import type { Value } from '../graph.ts';
import type { Rule } from './rewrite.ts';

/** A float32 constant of ones: TensorFlow.js starts gradients and repeats sums with them. */
function isOnes({ source, dtype }: Value): boolean {
  return (
    dtype === 'float32' &&
    source.kind === 'constant' &&
    (source.data as Float32Array).every((number) => number === 1)
  );
}

/** x · 1 becomes x, repeated where the ones had the larger shape. */
export const dropUnitFactors: Rule = ({ builder, node: { op, inputs }, value }) => {
  if (op !== 'Mul') return undefined;
  const place = inputs.findIndex(isOnes);
  const factor = inputs[1 - place];
  if (place < 0 || factor === undefined) return undefined;
  if (factor.shape.join() === value.shape.join()) return factor;
  return builder.node('Expand', [factor, builder.int64s(value.shape)]);
};
