import type { Value } from '../../../../../src/backends/onnx/graph.ts';
import type { RanNode } from '../../../../support/onnx-profile.ts';
import { currentKernel } from './kernels.ts';
import { ranSignature, recordedSignature } from './signatures.ts';

/** Stands for the kernel where a rule for the device wrote the operator. */
const NO_KERNEL = '';

let recorded = new Map<string, Set<string>>();
let onCpu = new Set<string>();

/** Notes that the kernel which runs now records a value. */
export function noteRecorded(value: Value): void {
  const [kernel, signature] = [currentKernel(), recordedSignature(value)];
  if (kernel === undefined || signature === undefined) return;
  recorded.set(signature, (recorded.get(signature) ?? new Set()).add(kernel));
}

/** Notes where a node ran. */
export function noteRan(node: RanNode): void {
  if (node.provider === 'CPUExecutionProvider') onCpu.add(ranSignature(node));
}

/** The operators that ran on the CPU since the last call, by the kernels that recorded such ones. */
export function takeOnCpu(): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const signature of [...onCpu].sort()) {
    for (const kernel of recorded.get(signature) ?? [NO_KERNEL]) {
      (found[kernel] ??= []).push(signature);
    }
  }
  recorded = new Map();
  onCpu = new Set();
  return found;
}
