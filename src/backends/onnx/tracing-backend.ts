import * as tf from '@tensorflow/tfjs';
import { UntraceableError } from '../../core/errors.ts';
import { mapNamed } from '../../core/named.ts';
import type { Named } from '../../core/named.ts';
import type { Shape } from '../../core/shapes.ts';
import type { Program } from '../backend.ts';
import { constantData, numeric } from './data-types.ts';
import { GraphError } from './graph-error.ts';
import { GraphBuilder } from './graph.ts';
import type { Graph, Value } from './graph.ts';
import { registerKernels } from './kernels.ts';
import { hostData, LazyData } from './lazy-data.ts';
import type { Holder } from './lazy-data.ts';
import { cast, reshape } from './lowering.ts';
import { verifyGraph } from './verify.ts';

/** What TensorFlow.js knows this backend as. */
const ENGINE = 'onnx';

/** A tensor's data: a value that its tensors hold, or strings, which no operator takes. */
type Entry = (Holder | { readonly strings: tf.BackendValues }) & { references: number };

/**
 * A backend of TensorFlow.js whose kernels compute nothing: they record graphs. Inside `record` that
 * is the graph of a program; outside, values wait until they are read.
 */
export class TracingBackend extends tf.KernelBackend {
  readonly #entries = new Map<tf.DataId, Entry>();
  readonly #outside = new GraphBuilder({ merge: false });
  readonly #lazy = new LazyData(this.#outside, () => this.#holders());
  #inside: GraphBuilder | undefined;

  /** What kernels record with now. */
  get builder(): GraphBuilder {
    return this.#inside ?? this.#outside;
  }

  /** Whether a program is being recorded. */
  get isRecording(): boolean {
    return this.#inside !== undefined;
  }

  /** Runs `work` with a fresh graph. */
  record<T>(work: (builder: GraphBuilder) => T): T {
    this.#inside = new GraphBuilder();
    try {
      return work(this.#inside);
    } finally {
      this.#inside = undefined;
    }
  }

  *#holders(): Generator<Holder> {
    for (const entry of this.#entries.values()) if ('value' in entry) yield entry;
  }

  /** Data that stands for a value of the graph. */
  hold(value: Value): tf.TensorInfo {
    const { dtype, shape } = value;
    if (dtype === 'int64' || dtype === 'float64') {
      throw new GraphError(`A kernel gave a result of type ${dtype}.`);
    }
    const dataId = {};
    this.#entries.set(dataId, { value, references: 1 });
    return { dataId, shape: [...shape], dtype };
  }

  /** The value that data stands for. Reshaped tensors share data, so that the shape comes along. */
  lookUp({ dataId, shape }: tf.TensorInfo): Value {
    const entry = this.#entries.get(dataId);
    if (entry === undefined) throw new UntraceableError('a tensor of another backend');
    if (!('value' in entry)) throw new UntraceableError('a tensor of type string');
    return reshape(this.builder, this.#adopted(entry.value), shape);
  }

  /** A value as one of the graph that is recorded, which starts from what is known by now. */
  #adopted(value: Value): Value {
    const { builder } = this;
    try {
      return builder.adopt(value, (each) => {
        const { source, shape, dtype } = this.#lazy.latest(each);
        if (source.kind !== 'constant') return undefined;
        return builder.constant(source.data, shape, dtype);
      });
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      throw new UntraceableError('a tensor of another program', { cause: error });
    }
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: tf.DataId,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    const entry =
      dtype === 'string'
        ? { strings: values }
        : { value: this.#outside.constant(constantData(values, dtype), shape, numeric(dtype)) };
    this.#entries.set(dataId, { ...entry, references });
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

  override dispose(): void {
    this.#entries.clear();
  }

  #entry(dataId: object): Entry {
    const entry = this.#entries.get(dataId);
    if (entry === undefined) throw new UntraceableError('a tensor of another backend');
    return entry;
  }

  override readSync(dataId: object): tf.BackendValues {
    const entry = this.#entry(dataId);
    if ('strings' in entry) return entry.strings;
    const data = hostData(entry.value);
    if (data !== undefined) return data.slice() as tf.BackendValues;
    throw new UntraceableError(
      'reading the values of a tensor at once; `await tensor.data()` reads them outside of a program',
    );
  }

  override async read(dataId: object): Promise<tf.BackendValues> {
    const entry = this.#entry(dataId);
    if ('strings' in entry) return entry.strings;
    return (await this.#lazy.read(entry.value)).slice() as tf.BackendValues;
  }
}

let tracer: TracingBackend | undefined;

function theTracer(): TracingBackend {
  if (tracer === undefined) {
    const backend = new TracingBackend();
    tf.registerBackend(ENGINE, () => backend, 0);
    registerKernels(ENGINE, backend);
    tracer = backend;
  }
  return tracer;
}

/**
 * Makes `onnx` a backend of TensorFlow.js: after `await tf.setBackend('onnx')`, operations outside of
 * programs are recorded and run by ONNX Runtime when `await tensor.data()` asks for their result.
 */
export function registerOnnx(): void {
  theTracer();
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
