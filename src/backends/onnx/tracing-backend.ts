import * as tf from '@tensorflow/tfjs';
import { constantData, numeric } from './data-types.ts';
import { UntraceableError } from './errors.ts';
import type { Value } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { GraphError } from './graph-error.ts';
import { hostData, LazyData } from './lazy-data.ts';
import type { Evaluate, Holder } from './lazy-data.ts';
import { reshape } from './lowering.ts';

/** A tensor's data: a value that its tensors hold, or strings, which no operator takes. */
type Entry = (Holder | { readonly strings: tf.BackendValues }) & { references: number };

/** How values outside of programs are recorded and computed. */
export interface OutsideOptions {
  /** Computes what is read; the CPU does when it is left out. */
  readonly evaluate?: Evaluate;
  /** Whether extremes of NaN are those of TensorFlow.js; true when left out. */
  readonly exactNaN?: boolean;
}

/**
 * A backend of TensorFlow.js whose kernels compute nothing: they record graphs. Inside `record` that
 * is the graph of a program; outside, values wait until they are read.
 */
export class TracingBackend extends tf.KernelBackend {
  readonly #entries = new Map<tf.DataId, Entry>();
  readonly #outside = new GraphBuilder({ merge: false });
  readonly #lazy: LazyData;
  readonly #exactNaN: boolean;
  #inside: GraphBuilder | undefined;

  constructor({ evaluate, exactNaN = true }: OutsideOptions = {}) {
    super();
    this.#lazy = new LazyData(this.#outside, () => this.#holders(), evaluate);
    this.#exactNaN = exactNaN;
  }

  /** What kernels record with now. */
  get builder(): GraphBuilder {
    return this.#inside ?? this.#outside;
  }

  /** Whether extremes of NaN have to be those of TensorFlow.js now. Programs save that. */
  get exactNaN(): boolean {
    return this.#inside === undefined && this.#exactNaN;
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
