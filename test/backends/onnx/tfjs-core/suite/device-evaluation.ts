import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import type { ConstantData } from '../../../../../src/backends/onnx/data-types.ts';
import { devices } from '../../../../../src/backends/onnx/devices.ts';
import type { DeviceName } from '../../../../../src/backends/onnx/devices.ts';
import { dependencies, operands } from '../../../../../src/backends/onnx/graph.ts';
import type { Graph, Value } from '../../../../../src/backends/onnx/graph.ts';
import { GraphBuilder } from '../../../../../src/backends/onnx/graph-builder.ts';
import type { Evaluate } from '../../../../../src/backends/onnx/lazy-data.ts';
import type { Operator } from '../../../../../src/backends/onnx/operators/operator.ts';
import { operators } from '../../../../../src/backends/onnx/operators/table.ts';
import { optimise } from '../../../../../src/backends/onnx/passes/optimise.ts';
import { outputName, serialise } from '../../../../../src/backends/onnx/serialise.ts';
import { createSession } from '../../../../../src/backends/onnx/session.ts';
import { ranNodes } from '../../../../support/onnx-profile.ts';
import type { RanNode } from '../../../../support/onnx-profile.ts';

/** What operators take as constants alone: shapes and axes. */
function structural(values: readonly Value[]): Set<Value> {
  const taken = values.flatMap(({ source }) => {
    if (source.kind !== 'node') return [];
    const { op, inputs } = source.node;
    const { inputs: kinds }: Operator = operators[op];
    return inputs.filter((_, place) => kinds[place] === 'constant');
  });
  return new Set(taken);
}

/** A graph and the tensors of its inputs, in their order. */
interface Fed {
  readonly graph: Graph;
  readonly tensors: readonly Tensor[];
}

/** A graph of the values, whose inputs are the numbers that tensors hold, as they are a program's. */
function graphOf(values: readonly Value[], latest: (value: Value) => Value): Fed {
  const builder = new GraphBuilder();
  const inputs: Value[] = [];
  const tensors: Tensor[] = [];
  const isKnown = (value: Value) => latest(value).source.kind === 'constant';
  const computed = dependencies(values, (value) => (isKnown(value) ? [] : operands(value)));
  const constants = structural(computed.filter((value) => !isKnown(value)));
  const standIn = (value: Value): Value | undefined => {
    const { source, shape, dtype } = latest(value);
    if (source.kind !== 'constant') return undefined;
    if (constants.has(value)) return builder.constant(source.data, shape, dtype);
    const input = builder.input(shape, dtype);
    inputs.push(input);
    tensors.push(new Tensor(dtype, source.data, shape));
    return input;
  };
  const outputs = values.map((value, index) => ({
    name: String(index),
    value: builder.adopt(value, standIn),
  }));
  return { graph: builder.graph(inputs, outputs), tensors };
}

/** Runs a graph once, and gives its results and the profile of the run. */
async function run(graph: Graph, tensors: readonly Tensor[], device: DeviceName) {
  const folder = mkdtempSync(join(tmpdir(), 'vae-bench-profile-'));
  try {
    const session = await createSession(serialise(graph), {
      ...{ device, threads: 1, optimisation: 'all' },
      profile: join(folder, 'profile'),
    });
    try {
      const feeds = graph.inputs.map(({ name }, at) => [name, tensors[at] as Tensor] as const);
      const results = await session.run(Object.fromEntries(feeds));
      session.endProfiling();
      const profiles = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
      return { results, nodes: profiles.flatMap(ranNodes) };
    } finally {
      await session.release();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A session that lives as long as the process: the device, and the shaders it has compiled, end with the last one. */
async function keepDevice(device: DeviceName): Promise<InferenceSession> {
  const builder = new GraphBuilder();
  const x = builder.input([1]);
  const graph = builder.graph([x], [{ name: 'y', value: builder.node('Abs', [x]) }]);
  return createSession(serialise(graph), { device, threads: 1, optimisation: 'disabled' });
}

/**
 * Computes values on a device as a compiled program would. Nothing that a tensor holds is a constant of the graph, so that
 * no operator is computed on the CPU in advance.
 *
 * @param ran - told which nodes ran, and where.
 */
export function evaluateOn(device: DeviceName, ran: (node: RanNode) => void): Evaluate {
  let kept: Promise<InferenceSession> | undefined;
  return async (values, latest) => {
    await (kept ??= keepDevice(device));
    const { graph, tensors } = graphOf(values, latest);
    const { results, nodes } = await run(
      await optimise(graph, devices[device].rules),
      tensors,
      device,
    );
    nodes.forEach(ran);
    return values.map((_, index) => results[outputName(index)]?.data as ConstantData);
  };
}
