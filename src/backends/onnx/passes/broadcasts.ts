import type { Value } from '../graph.ts';
import { broadcastShape } from '../operators/broadcast.ts';
import type { OperatorName } from '../operators/table.ts';
import type { Rule } from './rewrite.ts';

/** Operators that broadcast their inputs by themselves. */
const broadcasting: ReadonlySet<OperatorName> = new Set<OperatorName>([
  'Add',
  'And',
  'Div',
  'Equal',
  'Greater',
  'GreaterOrEqual',
  'Less',
  'LessOrEqual',
  'Max',
  'Min',
  'Mul',
  'Or',
  'Sub',
  'Where',
]);

/** What an Expand repeats, or the value itself. */
function unexpanded(value: Value): Value {
  const { source } = value;
  if (source.kind !== 'node' || source.node.op !== 'Expand') return value;
  return source.node.inputs[0] ?? value;
}

/** Takes Expand away where the operator broadcasts by itself: a pass over the whole result less. */
export const dropExpands: Rule = ({ builder, node: { op, inputs, attributes }, value }) => {
  if (!broadcasting.has(op)) return undefined;
  const plain = [...inputs];
  for (const [place, input] of inputs.entries()) {
    const candidate = plain.with(place, unexpanded(input));
    const shape = candidate.map((each) => each.shape).reduce(broadcastShape);
    if (shape.join() === value.shape.join()) plain[place] = candidate[place] ?? input;
  }
  return builder.node(op, plain, attributes);
};
