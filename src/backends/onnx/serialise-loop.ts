import type { Graph } from './graph.ts';
import { encodeModel } from './model-proto.ts';
import { attributeTypes, graphProto, valueInfo } from './serialise.ts';

/** How many inputs and outputs of a graph play which part when it is iterated. */
export interface LoopParts {
  /** The first inputs and the first outputs: what one iteration hands to the next. */
  readonly carried: number;
  /** The inputs after those: one slice per iteration. */
  readonly sliced: number;
}

/** The name of an input of an iterated graph's model. */
export function loopInputName(index: number): string {
  return `all${index}`;
}

/** The name of an output of an iterated graph's model. */
export function loopOutputName(index: number): string {
  return `final${index}`;
}

/** The input that counts iterations where no input is sliced: one number per iteration, which nothing reads. */
export const COUNTER = 'iterations';

/**
 * The graph as the body of ONNX's Scan: carried values go from iteration to iteration inside ONNX
 * Runtime, sliced inputs and the other outputs have a first axis more, one entry per iteration. Inputs
 * that are neither stay the same for all. A Scan takes as many steps as its sliced inputs have entries;
 * without any, COUNTER is one.
 */
export function serialiseLoop(graph: Graph, { carried, sliced }: LoopParts): Uint8Array {
  const { input, ...body } = graphProto(graph);
  const own = input.slice(0, carried + sliced);
  const fixed = input.slice(carried + sliced);
  const counters = sliced === 0 ? [COUNTER] : [];
  const number = { shape: [], dtype: 'float32' } as const;
  const axis = (index: number) => (index >= carried ? 'iterations' : undefined);
  const inputs = graph.inputs
    .slice(0, carried + sliced)
    .map((value, index) => valueInfo(loopInputName(index), value, axis(index)));
  const outputs = graph.outputs.map(({ value }, index) =>
    valueInfo(loopOutputName(index), value, axis(index)),
  );
  return encodeModel({
    name: 'loop',
    node: [
      {
        opType: 'Scan',
        input: [...own.map((_, index) => loopInputName(index)), ...counters],
        output: graph.outputs.map((_, index) => loopOutputName(index)),
        attribute: [
          { name: 'num_scan_inputs', i: sliced + counters.length, type: attributeTypes.int },
          {
            name: 'body',
            g: { ...body, input: [...own, ...counters.map((name) => valueInfo(name, number))] },
            type: attributeTypes.graph,
          },
        ],
      },
    ],
    initializer: [],
    input: [...inputs, ...counters.map((name) => valueInfo(name, number, 'iterations')), ...fixed],
    output: outputs,
  });
}
