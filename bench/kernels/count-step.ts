import { takeTurn } from '../../dist/backends/onnx/active-backend.js';
import { allShapes } from '../../dist/backends/onnx/arguments.js';
import type { LoopShapes, Program } from '../../dist/backends/onnx/contract.js';
import { countKernels } from '../../dist/backends/onnx/count-kernels.js';
import type { Device } from '../../dist/backends/onnx/devices.js';
import { flattenLoop, separateLoop } from '../../dist/backends/onnx/flat-loop.js';
import { optimise } from '../../dist/backends/onnx/passes/optimise.js';
import { trace } from '../../dist/backends/onnx/trace.js';
import { unroll } from '../../dist/backends/onnx/unroll.js';
import { sizeOf } from '../../dist/core/shapes.js';
import { configSchema, loadDataset } from '../../dist/index.js';
import { resolveRun } from '../../dist/training/resolved-run.js';
import { Trainer } from '../../dist/training/trainer.js';

/** As many steps as a device is given in one graph. */
const STEPS = 10;

/** What one training step costs a device. */
export interface StepCount {
  /** Kernels that it starts when every array of the state is updated by itself. */
  readonly plain: number;
  /** Kernels that it starts. */
  readonly flat: number;
  /** Bytes that it is given. */
  readonly moved: number;
  /** Bytes that are read. */
  readonly read: number;
}

/** The step of a run, which nothing computes. */
async function stepOf(settings: object, { rowsAtOnce }: Device): Promise<[Program, LoopShapes]> {
  const config = configSchema.parse(settings);
  const dataset = loadDataset(config.data);
  const steps: [Program, LoopShapes][] = [];
  new Trainer(await resolveRun({ config, seed: 0, dataset }), {
    ...{ name: 'count', description: 'counts kernels' },
    ...(rowsAtOnce !== undefined && { rowsAtOnce }),
    compile: () => () => Promise.reject(new Error('Nothing is computed here.')),
    compileLoop: (program, shapes) => {
      steps.push([program, shapes]);
      return () => Promise.reject(new Error('Nothing is computed here.'));
    },
  }).dispose();
  const [step] = steps;
  if (step === undefined) throw new Error('The trainer compiled no loop.');
  return step;
}

const bytesOf = (shapes: LoopShapes['sliced']) =>
  Object.values(shapes).reduce(
    (sum, shape) => sum + Float32Array.BYTES_PER_ELEMENT * sizeOf(shape),
    0,
  );

/** Counts for one of the steps that a device takes in one graph. */
export async function countStep(settings: object, device: Device): Promise<StepCount> {
  const [program, shapes] = await stepOf(settings, device);
  const traced = await takeTurn(() => trace(program, allShapes(shapes)));
  const optimised = { ...traced, graph: await optimise(traced.graph, device.rules) };
  const perStep = (loop: ReturnType<typeof flattenLoop>) =>
    countKernels(unroll(loop, STEPS).graph) / STEPS;
  const collected = traced.graph.outputs.filter(({ name }) => !Object.hasOwn(shapes.carried, name));
  return {
    plain: perStep(separateLoop(optimised, shapes)),
    flat: perStep(flattenLoop(optimised, shapes)),
    moved: bytesOf(shapes.sliced),
    read: bytesOf(Object.fromEntries(collected.map(({ name, value }) => [name, value.shape]))),
  };
}
