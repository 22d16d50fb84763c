import type { BackendModule } from './backend.ts';

/** Programs compiled by the library in `onnx/`. */
export const start: BackendModule['start'] = async (threads, importModule) => {
  // Its native part exists for some platforms only.
  await importModule('onnxruntime-node');
  const { OnnxBackend } = await import('./onnx/onnx-backend.ts');
  return new OnnxBackend(threads === null ? {} : { threads });
};
