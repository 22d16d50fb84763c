import { Tensor } from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import { assertIterations, carriedOutputs, given } from './arguments.ts';
import { inputTensor, joinedTensor, OnnxArray } from './arrays.ts';
import type { BufferPool } from './arrays.ts';
import type { LoopInputs, LoopOutputs, LoopShapes, Named } from './contract.ts';
import type { FlatGroup } from './flat-groups.ts';
import type { FlatLoop } from './flat-loop.ts';
import type { Graph, Value } from './graph.ts';
import { COUNTER, loopInputName, loopOutputName, serialiseLoop } from './serialise-loop.ts';
import { createSession } from './session.ts';
import type { SessionOptions } from './session.ts';
import { sizeOf } from './shapes.ts';
import type { Shape } from './shapes.ts';

/** The graph with the carried outputs first, in the order of the carried inputs. */
function carriedFirst(graph: Graph, carried: Named<Shape>): Graph {
  const values = Object.fromEntries(graph.outputs.map(({ name, value }) => [name, value]));
  const first = carriedOutputs(values, carried);
  const others = graph.outputs.filter(({ name }) => !Object.hasOwn(carried, name));
  return { ...graph, outputs: [...first.map(([name, value]) => ({ name, value })), ...others] };
}

/** The graph with its inputs in the order carried, sliced, fixed: names such as "0" come first else. */
function inLoopOrder(graph: Graph, names: readonly string[], shapes: LoopShapes): Graph {
  const byName = Object.fromEntries(names.map((name, at) => [name, graph.inputs[at]]));
  const ordered = [shapes.carried, shapes.sliced, shapes.fixed].flatMap((part) =>
    Object.keys(part).map((name) => byName[name] as Value),
  );
  return { ...graph, inputs: ordered };
}

/**
 * A program that ONNX Runtime iterates by itself, as the body of a Scan. onnxruntime-node copies every
 * output of a run to a fresh array; here the state leaves ONNX Runtime once for all iterations.
 */
export class LoopExecutable {
  readonly #session: InferenceSession;
  readonly #graph: Graph;
  readonly #loop: FlatLoop;
  readonly #pool: BufferPool;

  private constructor(session: InferenceSession, graph: Graph, loop: FlatLoop, pool: BufferPool) {
    this.#session = session;
    this.#graph = graph;
    this.#loop = loop;
    this.#pool = pool;
  }

  /**
   * Prepares a graph that is optimised already. Carried results are taken from `pool`.
   *
   * @throws TypeError or ShapeError when the program does not return what it carries.
   */
  static async from(
    loop: FlatLoop,
    options: SessionOptions,
    pool: BufferPool,
  ): Promise<LoopExecutable> {
    const { shapes, inputNames } = loop;
    const graph = inLoopOrder(carriedFirst(loop.graph, shapes.carried), inputNames, shapes);
    const [carried, sliced] = [shapes.carried, shapes.sliced].map(
      (part) => Object.keys(part).length,
    ) as [number, number];
    const session = await createSession(serialiseLoop(graph, { carried, sliced }), options);
    return new LoopExecutable(session, graph, loop, pool);
  }

  /** The arrays that a flat one consists of; undefined for one that is carried by itself. */
  #membersOf(name: string): FlatGroup['members'] | undefined {
    return this.#loop.groups.find((group) => group.name === name)?.members;
  }

  #feeds(inputs: LoopInputs): Record<string, Tensor> {
    const { carried, sliced, fixed } = this.#loop.shapes;
    const own = [
      ...Object.entries(carried).map(([name, shape]) => {
        const members = this.#membersOf(name);
        return members === undefined
          ? inputTensor(name, given(inputs.carried, name), shape)
          : joinedTensor(members, inputs.carried);
      }),
      ...Object.entries(sliced).map(
        ([name, shape]) =>
          new Tensor('float32', given(inputs.sliced, name), [inputs.iterations, ...shape]),
      ),
    ];
    const outer = Object.entries(fixed).map(([name, shape], at) => {
      const { name: key } = this.#graph.inputs[own.length + at] ?? { name };
      return [key, inputTensor(name, given(inputs.fixed, name), shape)] as const;
    });
    const feeds = Object.fromEntries([
      ...own.map((tensor, at) => [loopInputName(at), tensor] as const),
      ...outer,
    ]);
    if (Object.keys(sliced).length > 0) return feeds;
    const { iterations } = inputs;
    return {
      ...feeds,
      [COUNTER]: new Tensor('float32', new Float32Array(iterations), [iterations]),
    };
  }

  /** Where a carried result is written; its arrays are added to `carried`. */
  #carriedBuffer(
    name: string,
    shape: Shape,
    carried: Record<string, OnnxArray>,
  ): Float32Array<ArrayBuffer> {
    const members = this.#membersOf(name);
    if (members === undefined) {
      const array = (carried[name] = OnnxArray.from(shape, this.#pool));
      return array.buffer;
    }
    const shapes = members.map((member) => member.shape);
    const { buffer, arrays } = OnnxArray.inOneBuffer(shapes, this.#pool);
    for (const [at, array] of arrays.entries()) carried[members[at]?.name ?? ''] = array;
    return buffer;
  }

  /** @throws ShapeError when an input does not have the shape it was traced with. */
  async run(inputs: LoopInputs): Promise<LoopOutputs> {
    const { shapes } = this.#loop;
    assertIterations(shapes, inputs);
    const feeds = this.#feeds(inputs);
    const carried: Record<string, OnnxArray> = {};
    const collected: Record<string, Float32Array> = {};
    const fetches = this.#graph.outputs.map(({ name, value: { shape } }, at) => {
      if (Object.hasOwn(shapes.carried, name)) {
        const buffer = this.#carriedBuffer(name, shape, carried);
        return [loopOutputName(at), new Tensor('float32', buffer, shape)] as const;
      }
      const all = (collected[name] = new Float32Array(inputs.iterations * sizeOf(shape)));
      return [
        loopOutputName(at),
        new Tensor('float32', all, [inputs.iterations, ...shape]),
      ] as const;
    });
    await this.#session.run(feeds, Object.fromEntries(fetches));
    return { carried, collected };
  }

  /** Ends the profile that was asked for; ONNX Runtime writes its file then. */
  endProfiling(): void {
    this.#session.endProfiling();
  }
}
