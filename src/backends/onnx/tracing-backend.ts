import * as tf from '@tensorflow/tfjs';
import { UntraceableError } from '../../core/errors.ts';
import { mapNamed } from '../../core/named.ts';
import type { Named } from '../../core/named.ts';
import type { Shape } from '../../core/shapes.ts';
import type { Program } from '../backend.ts';
import { GraphBuilder } from './graph.ts';
import type { Graph, Value } from './graph.ts';
import { cast } from './lowering.ts';
import { lowerings } from './table.ts';
import { verifyGraph } from './verify.ts';

/** What TensorFlow.js knows this backend as. */
const ENGINE = 'onnx';

/** Data that was written as numbers; it becomes a constant of the trace that uses it. */
interface HostData {
  readonly values: tf.BackendValues;
  readonly shape: Shape;
  readonly dtype: tf.DataType;
}

interface Entry {
  readonly content: Value | HostData;
  references: number;
}

function isValue(content: Value | HostData): content is Value {
  return 'source' in content;
}

/** A backend of TensorFlow.js whose kernels compute nothing: they record the graph of a program. */
class TracingBackend extends tf.KernelBackend {
  readonly #entries = new Map<tf.DataId, Entry>();
  #builder: GraphBuilder | undefined;

  get builder(): GraphBuilder {
    if (this.#builder === undefined) {
      throw new UntraceableError('a tensor operation on the onnx backend outside of a program');
    }
    return this.#builder;
  }

  /** Runs `work` with a fresh graph. */
  record<T>(work: (builder: GraphBuilder) => T): T {
    this.#builder = new GraphBuilder();
    try {
      return work(this.#builder);
    } finally {
      this.#builder = undefined;
    }
  }

  /** Data that stands for a value of the graph. */
  hold(value: Value): tf.TensorInfo {
    const dataId = {};
    this.#entries.set(dataId, { content: value, references: 1 });
    return { dataId, shape: [...value.shape], dtype: value.dtype as tf.DataType };
  }

  /** The value that data stands for. Reshaped tensors share data, so that the shape comes along. */
  lookUp({ dataId, shape }: tf.TensorInfo): Value {
    const entry = this.#entries.get(dataId);
    if (entry === undefined) throw new UntraceableError('a tensor of another backend');
    const { content } = entry;
    return isValue(content) ? content : constantOf(this.builder, { ...content, shape });
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    const dataId = {};
    this.#entries.set(dataId, { content: { values, shape, dtype }, references: 1 });
    return dataId;
  }

  override move(
    dataId: tf.DataId,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    this.#entries.set(dataId, { content: { values, shape, dtype }, references });
  }

  override refCount(dataId: tf.DataId): number {
    return this.#entries.get(dataId)?.references ?? 0;
  }

  override incRef(dataId: tf.DataId): void {
    const entry = this.#entries.get(dataId);
    if (entry !== undefined) entry.references += 1;
  }

  override disposeData(dataId: tf.DataId, force = false): boolean {
    const entry = this.#entries.get(dataId);
    if (entry === undefined) return true;
    entry.references -= 1;
    if (!force && entry.references > 0) return false;
    this.#entries.delete(dataId);
    return true;
  }

  override numDataIds(): number {
    return this.#entries.size;
  }

  override memory() {
    return { unreliable: true };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override readSync(dataId: object): tf.BackendValues {
    const content = this.#entries.get(dataId)?.content;
    if (content !== undefined && !isValue(content)) return content.values;
    throw new UntraceableError('reading the values of a tensor');
  }

  override read(dataId: object): Promise<tf.BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }
}

function constantOf(builder: GraphBuilder, { values, shape, dtype }: HostData): Value {
  const numbers = values as Float32Array | Int32Array | Uint8Array;
  switch (dtype) {
    case 'float32':
      return builder.constant(Float32Array.from(numbers), shape, dtype);
    case 'int32':
      return builder.constant(Int32Array.from(numbers), shape, dtype);
    case 'bool':
      return builder.constant(Uint8Array.from(numbers), shape, dtype);
    default:
      throw new UntraceableError(`a tensor of type ${dtype}`);
  }
}

function registerKernels(backend: TracingBackend): void {
  for (const [kernelName, lowering] of Object.entries(lowerings)) {
    tf.registerKernel({
      kernelName,
      backendName: ENGINE,
      kernelFunc: ({ inputs, attrs }) => {
        const values = mapNamed({ ...inputs }, (info) => backend.lookUp(info as tf.TensorInfo));
        const result = lowering({
          builder: backend.builder,
          inputs: values,
          list: Object.values(values),
          attributes: attrs ?? {},
        });
        return Array.isArray(result)
          ? (result as Value[]).map((value) => backend.hold(value))
          : backend.hold(result as Value);
      },
    });
  }
  // The JavaScript backend has every kernel: what is left is asked for in vain.
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (kernelName in lowerings) continue;
    tf.registerKernel({
      kernelName,
      backendName: ENGINE,
      kernelFunc: () => {
        throw new UntraceableError(`the operation ${kernelName}`);
      },
    });
  }
}

let tracer: TracingBackend | undefined;

function theTracer(): TracingBackend {
  if (tracer === undefined) {
    const backend = new TracingBackend();
    tf.registerBackend(ENGINE, () => backend, 0);
    registerKernels(backend);
    tracer = backend;
  }
  return tracer;
}

/** A traced program. */
export interface Trace {
  readonly graph: Graph;
  /** Names of the program's inputs, in the order of the graph's. */
  readonly inputNames: readonly string[];
}

/**
 * Runs a program once on tensors that hold no numbers and records what it does. The backend must have
 * its turn (`takeTurn`).
 *
 * @throws UntraceableError when the program does what cannot be recorded.
 */
export async function trace(program: Program, inputShapes: Named<Shape>): Promise<Trace> {
  const backend = theTracer();
  await tf.setBackend(ENGINE);
  return backend.record((builder) => {
    const inputs = mapNamed(inputShapes, (shape) => builder.input(shape));
    const outputs: { name: string; value: Value }[] = [];
    tf.tidy(() => {
      const tensors = mapNamed(inputs, (value) =>
        tf.engine().makeTensorFromTensorInfo(backend.hold(value)),
      );
      for (const [name, tensor] of Object.entries(program(tensors))) {
        // Arrays of the seam are float32.
        outputs.push({ name, value: cast(builder, backend.lookUp(tensor), 'float32') });
      }
    });
    const graph = builder.graph(Object.values(inputs), outputs);
    verifyGraph(graph);
    return { graph, inputNames: Object.keys(inputs) };
  });
}
