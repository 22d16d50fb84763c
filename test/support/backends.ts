import { selectBackend } from '../../src/backends/select.ts';
import type { Backend } from '../../src/backends/backend.ts';
import type { BackendName } from '../../src/backends/select.ts';

/** The backends that every machine can run; numeric tests run on each of them. */
export const testedBackends = ['cpu', 'wasm', 'onnx'] as const satisfies BackendName[];

/** Loads a backend for a test. */
export async function backendFor(name: BackendName): Promise<Backend> {
  return (await selectBackend({ name, threads: null })).backend;
}
