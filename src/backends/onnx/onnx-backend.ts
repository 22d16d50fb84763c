import { env } from 'onnxruntime-node';
import type { Named } from '../../core/named.ts';
import type { Shape } from '../../core/shapes.ts';
import type { Backend, CompiledProgram, Program } from '../backend.ts';
import { takeTurn } from '../turn.ts';
import { BufferPool } from './arrays.ts';
import { Executable } from './executable.ts';
import type { SessionOptions } from './session.ts';
import { trace } from './tracing-backend.ts';

/** Names and shapes of inputs as text. */
function shapesKey(shapes: Named<Shape>): string {
  return JSON.stringify(Object.entries(shapes));
}

/**
 * Traces programs once into ONNX models and runs them with ONNX Runtime on the CPU. A program that is
 * compiled again for inputs of the same names and shapes is prepared once.
 */
export class OnnxBackend implements Backend {
  readonly name = 'onnx';
  readonly description: string;
  readonly threads: number;
  readonly #options: SessionOptions;
  readonly #pool = new BufferPool();
  readonly #prepared = new WeakMap<Program, Map<string, Promise<Executable>>>();
  readonly #executables: Executable[] = [];

  /** @param options - a number stands for threads of ONNX Runtime, at least 1. */
  constructor(options: number | (Partial<SessionOptions> & Pick<SessionOptions, 'threads'>)) {
    const given = typeof options === 'number' ? { threads: options } : options;
    this.#options = { optimisation: 'all', ...given };
    const { threads } = this.#options;
    this.threads = threads;
    const shown = threads === 1 ? '1 thread' : `${threads} threads`;
    this.description = `onnx: ONNX Runtime ${env.versions.node ?? ''}, CPU, ${shown}`;
  }

  compile(program: Program, inputShapes: Named<Shape>): CompiledProgram {
    return async (inputs) => (await this.#executable(program, inputShapes)).run(inputs);
  }

  /** Traced and compiled when it is first run. */
  #executable(program: Program, inputShapes: Named<Shape>): Promise<Executable> {
    const variants = this.#prepared.get(program) ?? new Map<string, Promise<Executable>>();
    this.#prepared.set(program, variants);
    const key = shapesKey(inputShapes);
    const known = variants.get(key);
    if (known !== undefined) return known;
    const prepared = this.#prepare(program, inputShapes);
    variants.set(key, prepared);
    return prepared;
  }

  async #prepare(program: Program, inputShapes: Named<Shape>): Promise<Executable> {
    const traced = await takeTurn(() => trace(program, inputShapes));
    const executable = await Executable.from(traced, this.#options, this.#pool);
    if (this.#options.profile !== undefined) this.#executables.push(executable);
    return executable;
  }

  /** Ends the profiles of all that was compiled; ONNX Runtime writes their files then. */
  endProfiling(): void {
    for (const executable of this.#executables.splice(0)) executable.endProfiling();
  }
}
