import type { Graph } from './graph.ts';

/**
 * What a graph starts on a device. A Reshape only names the same elements anew, and all parts of an array are results of one
 * kernel.
 */
export function countKernels({ computed }: Graph): number {
  const nodes = computed.flatMap(({ source }) => (source.kind === 'node' ? [source.node] : []));
  const parts = nodes.filter(({ op }) => op === 'Part');
  const others = nodes.filter(({ op }) => op !== 'Part' && op !== 'Reshape');
  return others.length + new Set(parts.map(({ inputs }) => inputs[0])).size;
}
