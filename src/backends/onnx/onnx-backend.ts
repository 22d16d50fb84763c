import { availableParallelism } from 'node:os';
import { env } from 'onnxruntime-node';
import { takeTurn } from './active-backend.ts';
import { allShapes } from './arguments.ts';
import { BufferPool } from './arrays.ts';
import type {
  Backend,
  CompiledLoop,
  CompiledProgram,
  LoopShapes,
  Named,
  Program,
} from './contract.ts';
import { OptionError } from './errors.ts';
import { Executable } from './executable.ts';
import { LoopExecutable } from './loop-executable.ts';
import { optimisations } from './session.ts';
import type { SessionOptions } from './session.ts';
import type { Shape } from './shapes.ts';
import { trace } from './trace.ts';

/**
 * Compiles a program when it is first run, and again only for other names or shapes of its inputs. What
 * was compiled lives as long as its program: with both, ONNX Runtime's session is collected as garbage.
 */
class Prepared<T> {
  readonly #variants = new WeakMap<Program, Map<string, Promise<T>>>();

  get(program: Program, shapes: object, prepare: () => Promise<T>): Promise<T> {
    const variants = this.#variants.get(program) ?? new Map<string, Promise<T>>();
    this.#variants.set(program, variants);
    const key = JSON.stringify(shapes);
    const known = variants.get(key) ?? prepare();
    variants.set(key, known);
    return known;
  }
}

/** Options of the backend: as many threads as the machine runs at once, and all optimisations, unless given. */
export type OnnxOptions = Partial<SessionOptions>;

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
  readonly #programs = new Prepared<Executable>();
  readonly #loops = new Prepared<LoopExecutable>();
  readonly #profiled: { endProfiling(): void }[] = [];

  /** @throws OptionError when an option has a value that it cannot have. */
  constructor(options: OnnxOptions = {}) {
    const { threads = availableParallelism(), optimisation = 'all' } = options;
    if (!Number.isInteger(threads) || threads < 1) {
      throw new OptionError('threads', threads, 'whole numbers of at least 1');
    }
    if (!optimisations.includes(optimisation)) {
      throw new OptionError('optimisation', optimisation, optimisations.join(', '));
    }
    this.#options = { ...options, threads, optimisation };
    this.threads = threads;
    const shown = threads === 1 ? '1 thread' : `${threads} threads`;
    this.description = `onnx: ONNX Runtime ${env.versions.node ?? ''}, CPU, ${shown}`;
  }

  compile(program: Program, inputShapes: Named<Shape>): CompiledProgram {
    const prepare = async (): Promise<Executable> => {
      const traced = await takeTurn(() => trace(program, inputShapes));
      return this.#profiling(await Executable.from(traced, this.#options, this.#pool));
    };
    return async (inputs) => {
      const executable = await this.#programs.get(program, Object.entries(inputShapes), prepare);
      return executable.run(inputs);
    };
  }

  compileLoop(program: Program, shapes: LoopShapes): CompiledLoop {
    const all = allShapes(shapes);
    const prepare = async (): Promise<LoopExecutable> => {
      const traced = await takeTurn(() => trace(program, all));
      return this.#profiling(await LoopExecutable.from(traced, shapes, this.#options, this.#pool));
    };
    return async (inputs) => (await this.#loops.get(program, shapes, prepare)).run(inputs);
  }

  /** Remembers what writes a profile, and returns it. */
  #profiling<T extends { endProfiling(): void }>(executable: T): T {
    if (this.#options.profile !== undefined) this.#profiled.push(executable);
    return executable;
  }

  /** Ends the profiles of all that was compiled; ONNX Runtime writes their files then. */
  endProfiling(): void {
    for (const executable of this.#profiled.splice(0)) executable.endProfiling();
  }
}
