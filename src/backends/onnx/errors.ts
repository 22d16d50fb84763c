import type { Shape } from './contract.ts';

/** Base of the errors that a caller of this library can cause; `code` is stable across versions. */
export abstract class OnnxError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A program, or an operation outside of one, does what cannot be recorded as a graph. */
export class UntraceableError extends OnnxError {
  readonly code = 'E_UNTRACEABLE';
  /** What cannot be recorded, with the reason: `the operation FFT: …`. */
  readonly what: string;

  constructor(what: string, options?: ErrorOptions) {
    super(
      `The onnx backend cannot record ${what}. Use other operations, or run this on another ` +
        "backend of TensorFlow.js: tf.setBackend('wasm') or tf.setBackend('cpu').",
      options,
    );
    this.what = what;
  }
}

/** An array does not have the shape that the program was compiled for. */
export class ShapeError extends OnnxError {
  readonly code = 'E_SHAPE';
  /** Which array: `Input "x"`. */
  readonly what: string;
  readonly expected: Shape;
  readonly found: Shape;

  constructor(what: string, expected: Shape, found: Shape) {
    super(`${what} has shape [${found.join(', ')}]; [${expected.join(', ')}] is required.`);
    this.what = what;
    this.expected = expected;
    this.found = found;
  }
}

/** An array is used after it was disposed of. */
export class DisposedError extends OnnxError {
  readonly code = 'E_DISPOSED';

  constructor() {
    super('The array was disposed of; read it or run with it before dispose().');
  }
}

/** An option of the backend has a value that it cannot have. */
export class OptionError extends OnnxError {
  readonly code = 'E_OPTION';
  readonly option: string;
  readonly value: unknown;
  readonly allowed: string;

  constructor(option: string, value: unknown, allowed: string) {
    super(`The option ${option} is ${String(value)}; allowed: ${allowed}.`);
    this.option = option;
    this.value = value;
    this.allowed = allowed;
  }
}
