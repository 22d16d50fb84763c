import type { DataType } from '../../../../../src/backends/onnx/data-types.ts';
import type { Value } from '../../../../../src/backends/onnx/graph.ts';
import { operators } from '../../../../../src/backends/onnx/operators/table.ts';
import type { Operator } from '../../../../../src/backends/onnx/operators/operator.ts';
import type { RanNode } from '../../../../support/onnx-profile.ts';

/** ONNX Runtime's names of element types that are not this library's. */
const names: Readonly<Record<string, DataType>> = { float: 'float32', double: 'float64' };

/** `IsNaN of float32`, `Cast of float64 to int32`: what decides whether a device has a kernel. */
function signature(operator: string, inputs: readonly string[], output: string): string {
  const from = [...new Set(inputs)].join(' and ');
  return operator === 'Cast' ? `Cast of ${from} to ${output}` : `${operator} of ${from}`;
}

/** A node as it is recorded; undefined for what is no node's result. */
export function recordedSignature({ source, dtype }: Value): string | undefined {
  if (source.kind !== 'node') return undefined;
  const { op, inputs } = source.node;
  const { result }: Operator = operators[op];
  return signature(
    result?.of ?? op,
    inputs.map((input) => input.dtype),
    dtype,
  );
}

/** A node as it ran. */
export function ranSignature({ operator, inputs, outputs }: RanNode): string {
  const [types, [output = '']] = [inputs, outputs].map((each) =>
    each.map((type) => names[type] ?? type),
  ) as [string[], string[]];
  return signature(operator, types, output);
}
