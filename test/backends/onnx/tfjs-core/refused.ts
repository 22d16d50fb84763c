import { untraced } from '../../../../src/backends/onnx/untraced.ts';
import type { SpecReport } from './specs.ts';

const refused = /cannot record the operation (\w+):/;

/** The kernel that a spec failed on because it is not recorded. */
export function refusedKernel({ status, messages }: SpecReport): string | undefined {
  const kernel = status === 'failed' ? refused.exec(messages[0] ?? '')?.[1] : undefined;
  return kernel !== undefined && Object.hasOwn(untraced, kernel) ? kernel : undefined;
}
