import type { ConstantData } from './data-types.ts';
import { UntraceableError } from './errors.ts';
import { dependencies, operands } from './graph.ts';
import type { Value } from './graph.ts';
import type { GraphBuilder } from './graph-builder.ts';

/** What stands behind the data of a tensor. It is replaced when the value has been computed. */
export interface Holder {
  value: Value;
}

/**
 * Computes values that depend on constants alone.
 *
 * @param latest - the constant that a value has become, or the value itself.
 */
export type Evaluate = (
  values: readonly Value[],
  latest: (value: Value) => Value,
) => Promise<ConstantData[]>;

/** On the CPU. Loaded with the first reading: its native part exists for some platforms only. */
const onCpu: Evaluate = async (values, latest) =>
  (await import('./evaluate.ts')).evaluate(values, latest);

/** The data of a constant; undefined for what has yet to be computed. */
export function hostData({ source }: Value): ConstantData | undefined {
  return source.kind === 'constant' ? source.data : undefined;
}

/**
 * Computes values when they are asked for and remembers them. What other live tensors need of the
 * same intermediate results is computed along with them: a chain of steps of which only a part is
 * read (the losses of a training loop) would otherwise grow with every step.
 */
export class LazyData {
  /** Constants that computed values have become. Values that are not used any more are collected. */
  readonly #known = new WeakMap<Value, Value>();
  readonly #running = new WeakMap<Value, Promise<void>>();
  readonly #builder: GraphBuilder;
  readonly #live: () => Iterable<Holder>;
  readonly #run: Evaluate;

  /**
   * @param builder - makes the constants.
   * @param live - the holders of all tensors that exist.
   * @param evaluate - computes values; the CPU does when it is left out.
   */
  constructor(builder: GraphBuilder, live: () => Iterable<Holder>, evaluate: Evaluate = onCpu) {
    this.#builder = builder;
    this.#live = live;
    this.#run = evaluate;
  }

  /** The value, or the constant that it has become. */
  latest(value: Value): Value {
    return this.#known.get(value) ?? value;
  }

  /**
   * The numbers of a value.
   *
   * @throws UntraceableError when it depends on an input of a program.
   */
  async read(value: Value): Promise<ConstantData> {
    const data = hostData(this.latest(value));
    if (data !== undefined) return data;
    if (this.#pending(value).some(({ source }) => source.kind === 'input')) {
      throw new UntraceableError('reading a tensor that depends on the inputs of a program');
    }
    const running = this.#running.get(value) ?? this.#compute(value);
    this.#running.set(value, running);
    await running;
    return this.read(value);
  }

  async #compute(value: Value): Promise<void> {
    const related = this.#relatedTo(value);
    await this.#evaluate([value, ...related]).catch((error: unknown) => {
      // Perhaps only what was not asked for fails.
      if (related.length === 0) throw error;
      return this.#evaluate([value]);
    });
    for (const holder of this.#live()) holder.value = this.latest(holder.value);
  }

  async #evaluate(values: readonly Value[]): Promise<void> {
    const results = await this.#run(values, (value) => this.latest(value));
    for (const [index, value] of values.entries()) {
      const data = results[index];
      if (data === undefined) throw new Error(`ONNX Runtime gave no result ${index}.`);
      this.#known.set(value, this.#builder.constant(data, value.shape, value.dtype));
    }
  }

  /** What live tensors wait for that needs some of the same computations. */
  #relatedTo(value: Value): Value[] {
    const needed = new Set(this.#pending(value));
    const related = new Set<Value>();
    for (const holder of this.#live()) {
      if (holder.value === value || related.has(holder.value)) continue;
      const own = this.#pending(holder.value);
      const free = own.every(({ source }) => source.kind !== 'input');
      if (free && own.some((each) => needed.has(each))) related.add(holder.value);
    }
    return [...related];
  }

  /** All that has to be computed for a value. */
  #pending(value: Value): Value[] {
    const known = (each: Value) => hostData(this.latest(each)) !== undefined;
    return dependencies([value], (each) => (known(each) ? [] : operands(each))).filter(
      (each) => !known(each),
    );
  }
}
