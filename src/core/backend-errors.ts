import { ExitCode, VaeBenchError } from './errors.ts';

/** A backend that was asked for by name cannot be used here. */
export class BackendUnavailableError extends VaeBenchError {
  readonly code = 'E_BACKEND_UNAVAILABLE';
  readonly backend: string;
  readonly reason: string;
  readonly remedy: string;

  constructor(backend: string, reason: string, remedy: string, options?: ErrorOptions) {
    super(`The backend "${backend}" is not available: ${reason}. ${remedy}`, options);
    this.backend = backend;
    this.reason = reason;
    this.remedy = remedy;
  }
}

/** A tensor does not have the shape that its place requires. */
export class ShapeError extends VaeBenchError {
  readonly code = 'E_SHAPE';
  override readonly exitCode = ExitCode.runFailed;

  constructor(
    what: string,
    expected: readonly (number | string)[],
    found: readonly number[],
    options?: ErrorOptions,
  ) {
    super(
      `${what} has shape [${found.join(', ')}]; [${expected.join(', ')}] is required.`,
      options,
    );
  }
}

/** A program did something that the onnx backend cannot record. */
export class UntraceableError extends VaeBenchError {
  readonly code = 'E_UNTRACEABLE';
  override readonly exitCode = ExitCode.runFailed;

  constructor(what: string, options?: ErrorOptions) {
    super(
      `The onnx backend cannot compile ${what}. The eager backends can run it: --backend wasm, or cpu.`,
      options,
    );
  }
}

/** What to do when a backend is out of memory, besides asking for less. */
const memoryRemedies: Readonly<Record<string, string>> = {
  wasm: ', or --backend onnx, which can use all memory of the machine; wasm has a few GiB at most',
};

/** A backend has no room for a program's tensors. */
export class BackendMemoryError extends VaeBenchError {
  readonly code = 'E_BACKEND_MEMORY';
  override readonly exitCode = ExitCode.runFailed;
  readonly backend: string;

  /** @param reason - what it said itself. */
  constructor(backend: string, reason: string, options?: ErrorOptions) {
    super(
      `The backend ${backend} has no memory for so many numbers at once (${reason}). Use a smaller ` +
        '--batch-size, fewer --categories or --variables, fewer samples, or an estimator with fewer ' +
        `evaluations${memoryRemedies[backend] ?? ', or a machine with more memory'}.`,
      options,
    );
    this.backend = backend;
  }
}

/** A device stopped answering while it computed. */
export class DeviceLostError extends VaeBenchError {
  readonly code = 'E_DEVICE_LOST';
  override readonly exitCode = ExitCode.runFailed;
  readonly backend: string;

  /** @param reason - what it said itself. */
  constructor(backend: string, reason: string, options?: ErrorOptions) {
    super(
      `The device of the backend ${backend} is lost (${reason}): its driver was reset, or the GPU was taken away. The same ` +
        'command goes on from the last checkpoint; --backend onnx does without a GPU.',
      options,
    );
    this.backend = backend;
  }
}
