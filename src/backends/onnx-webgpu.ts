import { warnUser } from '../processes/warnings.ts';
import { findAdapter } from './adapter.ts';
import type { BackendModule } from './backend.ts';

/** Told once for a program whose operators WebGPU does not all have. */
function warnOfFallback(): void {
  warnUser(
    'WebGPU has no kernel for some operators of this program, so that the CPU computes them: every step waits ' +
      'for copies. The backend onnx may be faster.',
    'W_FALLBACK',
  );
}

/** Programs compiled by the library in `onnx/`, on a GPU by Vulkan, Metal or Direct3D 12. */
export const start: BackendModule['start'] = async (threads, importModule, { byName }) => {
  await importModule('onnxruntime-node');
  const adapter = await findAdapter({ always: byName });
  if (adapter.software && !byName) {
    throw new Error(`its adapter is software (${adapter.name}), which is taken by name only`);
  }
  const { OnnxBackend } = await import('./onnx/onnx-backend.ts');
  return new OnnxBackend({
    ...(threads !== null && { threads }),
    device: 'webgpu',
    adapter: adapter.software ? `${adapter.name}, software on the CPU` : adapter.name,
    onFallback: warnOfFallback,
  });
};
