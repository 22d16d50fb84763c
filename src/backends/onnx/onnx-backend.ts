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
import { DeviceMemory } from './device-arrays.ts';
import type { MemoryUse } from './device-arrays.ts';
import { deviceNames, devices } from './devices.ts';
import type { Device } from './devices.ts';
import { OptionError } from './errors.ts';
import { Executable } from './executable.ts';
import { flattenLoop, separateLoop } from './flat-loop.ts';
import { LoopExecutable } from './loop-executable.ts';
import { optimise } from './passes/optimise.ts';
import { ResidentExecutable } from './resident-executable.ts';
import { optimisations } from './session.ts';
import type { SessionOptions } from './session.ts';
import type { Shape } from './shapes.ts';
import { trace } from './trace.ts';
import type { Trace } from './trace.ts';
import { UnrolledLoop } from './unrolled-loop.ts';

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

/**
 * Options of the backend: the CPU, as many threads as the machine runs at once, and all optimisations, unless given.
 */
export type OnnxOptions = Partial<SessionOptions>;

/** Runs a program once. */
type Single = Pick<Executable, 'run'>;

/** Iterates a program. */
type Loop = Pick<LoopExecutable, 'run'>;

/**
 * Traces programs once into ONNX models and runs them with ONNX Runtime. A program that is compiled again for inputs
 * of the same names and shapes is prepared once.
 */
export class OnnxBackend implements Backend {
  readonly name: string;
  readonly description: string;
  readonly threads: number;
  readonly rowsAtOnce?: number;
  readonly #device: Device;
  readonly #options: SessionOptions;
  readonly #pool = new BufferPool();
  readonly #memory: DeviceMemory;
  readonly #programs = new Prepared<Single>();
  readonly #loops = new Prepared<Loop>();
  readonly #profiled: { endProfiling(): void }[] = [];

  /** @throws OptionError when an option has a value that it cannot have. */
  constructor(options: OnnxOptions = {}) {
    const { device = 'cpu', threads = availableParallelism(), optimisation = 'all' } = options;
    if (!deviceNames.includes(device)) {
      throw new OptionError('device', device, deviceNames.join(', '));
    }
    if (!Number.isInteger(threads) || threads < 1) {
      throw new OptionError('threads', threads, 'whole numbers of at least 1');
    }
    if (!optimisations.includes(optimisation)) {
      throw new OptionError('optimisation', optimisation, optimisations.join(', '));
    }
    this.#device = devices[device];
    this.#options = { ...options, device, threads, optimisation };
    this.#memory = new DeviceMemory(this.#options);
    this.threads = threads;
    const { rowsAtOnce } = this.#device;
    if (rowsAtOnce !== undefined) this.rowsAtOnce = rowsAtOnce;
    this.name = device === 'cpu' ? 'onnx' : `onnx-${device}`;
    const shown = threads === 1 ? '1 thread' : `${threads} threads`;
    const where = device === 'cpu' ? shown : (options.adapter ?? shown);
    this.description = `${this.name}: ONNX Runtime ${env.versions.node ?? ''}, ${this.#device.title}, ${where}`;
  }

  /** The arrays that are alive on a device that keeps results; nothing is counted on others. */
  get memoryUse(): MemoryUse {
    return this.#memory.use;
  }

  compile(program: Program, inputShapes: Named<Shape>): CompiledProgram {
    const prepare = async (): Promise<Single> => {
      const traced = await this.#trace(program, inputShapes);
      if (!this.#device.keepsResults) {
        return this.#profiling(await Executable.from(traced, this.#options, this.#pool));
      }
      const executable = this.#profiling(
        await ResidentExecutable.from(traced, () => true, this.#options, this.#memory),
      );
      return { run: async (inputs) => (await executable.run(inputs)).kept };
    };
    return async (inputs) => {
      const executable = await this.#programs.get(program, Object.entries(inputShapes), prepare);
      return executable.run(inputs);
    };
  }

  compileLoop(program: Program, shapes: LoopShapes): CompiledLoop {
    const all = allShapes(shapes);
    const prepare = async (): Promise<Loop> => {
      const traced = await this.#trace(program, all);
      const loop = (this.#device.flatState ? flattenLoop : separateLoop)(traced, shapes);
      if (this.#device.loop === 'scan') {
        return this.#profiling(await LoopExecutable.from(loop, this.#options, this.#pool));
      }
      return new UnrolledLoop(loop, shapes, this.#options, this.#memory, (executable) =>
        this.#profiling(executable),
      );
    };
    return async (inputs) => (await this.#loops.get(program, shapes, prepare)).run(inputs);
  }

  /** The program as a graph, optimised for the device. */
  async #trace(program: Program, shapes: Named<Shape>): Promise<Trace> {
    const traced = await takeTurn(() => trace(program, shapes));
    return { ...traced, graph: await optimise(traced.graph, this.#device.rules) };
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
