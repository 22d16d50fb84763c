/** The TensorFlow.js that the backend registers with, and whose operations programs are written in. */
export * as tf from '@tensorflow/tfjs';
export { takeTurn } from './active-backend.ts';
export type {
  Backend,
  CompiledLoop,
  CompiledProgram,
  DeviceArray,
  Input,
  LoopInputs,
  LoopOutputs,
  LoopShapes,
  Named,
  Program,
  Shape,
} from './contract.ts';
export { DisposedError, OnnxError, OptionError, ShapeError, UntraceableError } from './errors.ts';
export { OnnxBackend } from './onnx-backend.ts';
export type { OnnxOptions } from './onnx-backend.ts';
export { registerOnnx } from './register.ts';
