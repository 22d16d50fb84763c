import { DeviceLostError } from '../core/device-errors.ts';
import { BackendMemoryError, ShapeError, UntraceableError, VaeBenchError } from '../core/errors.ts';
import { firstLine } from '../core/text.ts';
import type { Backend } from './backend.ts';
import * as onnx from './onnx/errors.ts';

/** An error of the library as one of vae-bench, whose advice names its own flags; any other as it is. */
export function asUserError(error: unknown): unknown {
  if (error instanceof onnx.UntraceableError) {
    return new UntraceableError(error.what, { cause: error });
  }
  if (error instanceof onnx.ShapeError) {
    return new ShapeError(error.what, error.expected, error.found, { cause: error });
  }
  return error;
}

/**
 * How engines say that memory ran out; in WebAssembly, an allocation that failed is written to at once, and on WebGPU a buffer
 * that could not be made is invalid where it is used.
 */
const outOfMemory =
  /memory access out of bounds|out of (device )?memory|out_of_(device|host)_memory|OOM|cannot enlarge memory|maximum memory size|failed to allocate|bad_alloc|allocation failed|invalid (typed )?array (buffer )?length|invalid buffer .*previous error|allocation size too large|max(imum)? ?buffer ?size/i;

/** How Vulkan, Metal, Direct3D and CUDA say that the device is gone. */
const deviceLost =
  /device (is |was )?lost|device_lost|device (removed|hung)|device_(removed|hung)|an illegal memory access|unspecified launch failure/i;

/** An error of a backend that means too little memory, as one that says so; any other as it is. */
export function asMemoryError(error: unknown, backend: string): unknown {
  if (!(error instanceof Error) || error instanceof VaeBenchError) return error;
  const line = firstLine(error.message);
  if (!outOfMemory.test(line)) return error;
  return new BackendMemoryError(backend, line, { cause: error });
}

/** An error of a backend that means a lost device, as one that says so; any other as it is. */
export function asDeviceError(error: unknown, backend: string): unknown {
  if (!(error instanceof Error) || error instanceof VaeBenchError) return error;
  const line = firstLine(error.message);
  return deviceLost.test(line) ? new DeviceLostError(backend, line, { cause: error }) : error;
}

/** Wraps what runs programs. */
function converting<A extends unknown[], R>(
  backend: string,
  run: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await run(...args);
    } catch (error) {
      throw asMemoryError(asDeviceError(asUserError(error), backend), backend);
    }
  };
}

/** The backend, with errors of vae-bench in place of the library's. */
export function withUserErrors(backend: Backend): Backend {
  const { name, description, threads, gpu, rowsAtOnce } = backend;
  return {
    name,
    description,
    ...(threads !== undefined && { threads }),
    ...(gpu !== undefined && { gpu }),
    ...(rowsAtOnce !== undefined && { rowsAtOnce }),
    compile: (program, inputShapes) => converting(name, backend.compile(program, inputShapes)),
    compileLoop: (program, shapes) => converting(name, backend.compileLoop(program, shapes)),
  };
}
