import type { Graph } from './graph.ts';
import type { ValueType } from './operators/operator.ts';
import { sizeOf } from './shapes.ts';

/** `float32[2, 3]`. */
export function typeText({ dtype, shape }: ValueType): string {
  return `${dtype}[${shape.join(', ')}]`;
}

/** The graph as text, one value per line. */
export function printGraph(graph: Graph): string {
  const lines = [
    ...graph.inputs.map((value) => `input ${value.name}: ${typeText(value)}`),
    ...graph.constants.map((value) => {
      const data = value.source.kind === 'constant' ? value.source.data.join(', ') : '';
      const shown = sizeOf(value.shape) > 8 ? '…' : data;
      return `constant ${value.name}: ${typeText(value)} = ${shown}`;
    }),
    ...graph.computed.flatMap((value) => {
      if (value.source.kind !== 'node') return [];
      const { op, inputs, attributes } = value.source.node;
      const names = inputs.map(({ name }) => name).join(', ');
      const extra = Object.keys(attributes).length === 0 ? '' : ` ${JSON.stringify(attributes)}`;
      return [`${value.name}: ${typeText(value)} = ${op}(${names})${extra}`];
    }),
    ...graph.outputs.map(({ name, value }) => `output ${name} = ${value.name}`),
  ];
  return lines.join('\n');
}
