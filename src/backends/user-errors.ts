import { ShapeError, UntraceableError } from '../core/errors.ts';
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

/** Wraps what runs programs. */
function converting<A extends unknown[], R>(
  run: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await run(...args);
    } catch (error) {
      throw asUserError(error);
    }
  };
}

/** The backend, with errors of vae-bench in place of the library's. */
export function withUserErrors(backend: Backend): Backend {
  const { name, description, threads } = backend;
  return {
    name,
    description,
    ...(threads !== undefined && { threads }),
    compile: (program, inputShapes) => converting(backend.compile(program, inputShapes)),
    compileLoop: (program, shapes) => converting(backend.compileLoop(program, shapes)),
  };
}
