import * as tf from '@tensorflow/tfjs';
import { mapNamed } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { Shape } from '../core/shapes.ts';
import type {
  Backend,
  CompiledLoop,
  CompiledProgram,
  DeviceArray,
  Input,
  LoopShapes,
  Program,
} from './backend.ts';
import { iterate } from './iterate.ts';
import { takeTurn } from './onnx/active-backend.ts';
import { allShapes, given, hostInput } from './onnx/arguments.ts';
import { assertShape } from './onnx/shapes.ts';

/** A tensor that outlives the run that made it. */
class TensorArray implements DeviceArray {
  readonly tensor: tf.Tensor;

  constructor(tensor: tf.Tensor) {
    this.tensor = tensor;
  }

  get shape(): Shape {
    return this.tensor.shape;
  }

  async read(): Promise<Float32Array> {
    // A copy: the cpu backend hands out its own memory, and keeps whole numbers as it casts them.
    return new Float32Array(await this.tensor.data());
  }

  dispose(): void {
    this.tensor.dispose();
  }
}

function toTensor(name: string, input: Input, shape: Shape): tf.Tensor {
  if (input instanceof TensorArray) {
    assertShape(`Input "${name}"`, input, shape);
    return input.tensor;
  }
  // A copy: the cpu backend keeps the array it is given, and the caller may use it again.
  return tf.tensor(hostInput(name, input, shape).slice(), [...shape], 'float32');
}

/** Runs programs operation by operation on one of TensorFlow.js's own backends. */
export class EagerBackend implements Backend {
  readonly name: string;
  readonly description: string;
  readonly threads: number;
  readonly #engine: string;

  /** `engine` is the name under which TensorFlow.js registered the backend. */
  constructor(name: string, description: string, engine = name, threads = 1) {
    this.name = name;
    this.description = description;
    this.threads = threads;
    this.#engine = engine;
  }

  compile(program: Program, inputShapes: Named<Shape>): CompiledProgram {
    return (inputs) => takeTurn(() => this.#run(program, inputShapes, inputs));
  }

  compileLoop(program: Program, shapes: LoopShapes): CompiledLoop {
    return iterate(this.compile(program, allShapes(shapes)), shapes);
  }

  async #run(
    program: Program,
    inputShapes: Named<Shape>,
    inputs: Named<Input>,
  ): Promise<Record<string, DeviceArray>> {
    if (tf.getBackend() !== this.#engine) await tf.setBackend(this.#engine);
    const outputs = tf.tidy(() => {
      const tensors = mapNamed(inputShapes, (shape, name) =>
        toTensor(name, given(inputs, name), shape),
      );
      const owned = new Set(Object.values(tensors));
      // A tensor that is an input too, or has two names, would be disposed of twice.
      return mapNamed(program(tensors), (output) => {
        // What a program returns is float32, whatever its operations give.
        const tensor = output.dtype === 'float32' ? output : tf.cast(output, 'float32');
        if (owned.has(tensor)) return tensor.clone();
        owned.add(tensor);
        return tensor;
      });
    });
    return mapNamed(outputs, (tensor) => new TensorArray(tensor));
  }
}

/**
 * Starts a backend of TensorFlow.js that computes on one thread of the CPU.
 *
 * @param name - under which TensorFlow.js registered it.
 * @throws Error when it does not start here.
 */
export async function startOwn(name: string): Promise<EagerBackend> {
  if (!(await tf.setBackend(name))) throw new Error('it did not start');
  return new EagerBackend(name, `${name}: TensorFlow.js ${tf.version_core}, CPU, 1 thread`);
}
