import { sizeOf } from '../shapes.ts';
import type { Rule } from './rewrite.ts';

/**
 * a · b + c as one Gemm, which takes a summand that broadcasts: a device starts one kernel less. A processor gains nothing, and the sum
 * would round otherwise.
 */
export const addBiases: Rule = ({ builder, node: { op, inputs }, value, uses }) => {
  if (op !== 'Add') return undefined;
  const place = inputs.findIndex(({ source }, at) => {
    return source.kind === 'node' && source.node.op === 'Gemm' && uses(at) === 1;
  });
  const [product, summand] = [inputs[place], inputs[1 - place]];
  if (product?.source.kind !== 'node' || summand === undefined) return undefined;
  const { node } = product.source;
  const broadcasts = value.shape.join() === product.shape.join() && sizeOf(summand.shape) > 0;
  if (node.inputs.length > 2 || !broadcasts) return undefined;
  return builder.node('Gemm', [...node.inputs, summand], node.attributes);
};
