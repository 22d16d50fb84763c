import {
  BackendMemoryError,
  DeviceLostError,
  ShapeError,
  UntraceableError,
} from '../core/backend-errors.ts';
import { VaeBenchError } from '../core/errors.ts';
import { firstLine } from '../core/text.ts';
import { mapNamed } from '../core/named.ts';
import type { Backend, DeviceArray } from './backend.ts';
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
  /\bdevice\b\]? (is |was )?lost|device_lost|device (removed|hung)|device_(removed|hung)|an illegal memory access|unspecified launch failure/i;

/** The reason in a message: ONNX Runtime puts the place in its source and the condition before it. */
const reasonIn = (message: string): string =>
  firstLine(message).replace(/^\/onnxruntime_src\/.* was false\. /, '');

/** An error of a backend that means too little memory, as one that says so; any other as it is. */
export function asMemoryError(error: unknown, backend: string): unknown {
  if (!(error instanceof Error) || error instanceof VaeBenchError) return error;
  const reason = reasonIn(error.message);
  if (!outOfMemory.test(reason)) return error;
  return new BackendMemoryError(backend, reason, { cause: error });
}

/** An error of a backend that means a lost device, as one that says so; any other as it is. */
export function asDeviceError(error: unknown, backend: string): unknown {
  if (!(error instanceof Error) || error instanceof VaeBenchError) return error;
  const reason = reasonIn(error.message);
  return deviceLost.test(reason) ? new DeviceLostError(backend, reason, { cause: error }) : error;
}

/** Wraps what runs programs, or reads what they gave. */
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

/** An array on a device, which may turn out to be lost only where the array is read. */
function readable(backend: string, array: DeviceArray): DeviceArray {
  return Object.assign(array, { read: converting(backend, array.read.bind(array)) });
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
    compile(program, inputShapes) {
      const run = converting(name, backend.compile(program, inputShapes));
      return async (inputs) => mapNamed(await run(inputs), (array) => readable(name, array));
    },
    compileLoop(program, shapes) {
      const run = converting(name, backend.compileLoop(program, shapes));
      return async (inputs) => {
        const { carried, collected } = await run(inputs);
        return { carried: mapNamed(carried, (array) => readable(name, array)), collected };
      };
    },
  };
}
