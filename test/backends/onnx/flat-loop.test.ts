import * as tf from '@tensorflow/tfjs';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { LoopShapes, Program } from '../../../src/backends/backend.ts';
import { takeTurn } from '../../../src/backends/onnx/active-backend.ts';
import { allShapes } from '../../../src/backends/onnx/arguments.ts';
import { flattenLoop, separateLoop } from '../../../src/backends/onnx/flat-loop.ts';
import type { FlatLoop } from '../../../src/backends/onnx/flat-loop.ts';
import type { Graph } from '../../../src/backends/onnx/graph.ts';
import { outputName, serialise } from '../../../src/backends/onnx/serialise.ts';
import { createSession } from '../../../src/backends/onnx/session.ts';
import { trace } from '../../../src/backends/onnx/trace.ts';
import { unroll } from '../../../src/backends/onnx/unroll.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { optimisers } from '../../../src/optimisers/table.ts';
import { resolveRun } from '../../../src/training/resolved-run.ts';
import { Trainer } from '../../../src/training/trainer.ts';
import { RandomStream } from '../../../src/core/random.ts';
import { sizeOf } from '../../../src/core/shapes.ts';
import { tinyDataset } from '../../support/training/tiny-model.ts';

const ITERATIONS = 3;

async function loopOf(program: Program, shapes: LoopShapes) {
  const traced = await takeTurn(() => trace(program, allShapes(shapes)));
  return { plain: separateLoop(traced, shapes), flat: flattenLoop(traced, shapes) };
}

/** What three iterations give on the CPU, from positive inputs that a seed decides. */
async function results(loop: FlatLoop): Promise<Record<string, number[]>> {
  const { graph, inputNames } = unroll(loop, ITERATIONS);
  const session = await createSession(serialise(graph), { threads: 1, optimisation: 'disabled' });
  const feeds = graph.inputs.map(({ name, shape }, at) => {
    const values = new RandomStream(1, 'latent', 0, inputNames[at] ?? '').uniforms(sizeOf(shape));
    return [name, new Tensor('float32', values, shape)] as const;
  });
  const found = await session.run(Object.fromEntries(feeds));
  await session.release();
  return Object.fromEntries(
    graph.outputs.map(({ name }, at) => [
      name,
      [...((found[outputName(at)] as Tensor).data as Float32Array)],
    ]),
  );
}

function operatorsOf({ computed }: Graph): string[] {
  return computed.flatMap(({ source }) =>
    source.kind === 'node' && source.node.op !== 'Reshape' ? [source.node.op] : [],
  );
}

/** The step of a run with a tiny model, and what it is iterated on. */
async function trainingStep(settings: object): Promise<[Program, LoopShapes]> {
  const config = configSchema.parse({
    ...{ categories: 3, variables: 2, batchSize: 4, ...settings },
    model: { encoderHidden: [3, 5], decoderHidden: [3] },
  });
  const run = await resolveRun({ config, seed: 1, dataset: tinyDataset(8, 3) });
  const steps: [Program, LoopShapes][] = [];
  const trainer = new Trainer(run, {
    ...{ name: 'recorder', description: 'records what is compiled' },
    compile: () => async () => Promise.resolve({}),
    compileLoop: (program, shapes) => {
      steps.push([program, shapes]);
      return async () => Promise.reject(new Error('nothing runs here'));
    },
  });
  trainer.dispose();
  return steps[0] as [Program, LoopShapes];
}

describe('a training step with a flat state gives the same bits', () => {
  test.each([
    ...Object.keys(optimisers).map((name) => ({ optimiser: { name } })),
    { optimiser: { clipNorm: 0.1 } },
    { estimator: 'relax' },
    { estimator: 'nvil' },
    { optimiser: { schedule: { name: 'cosine' } } },
  ])('%j', async (settings) => {
    const { plain, flat } = await loopOf(...(await trainingStep(settings)));
    expect(flat.groups.length).toBeGreaterThan(1);
    expect(operatorsOf(flat.graph).length).toBeLessThan(operatorsOf(plain.graph).length);
    expect(await results(flat)).toEqual(await results(plain));
  });
});

describe('arrays that are alike', () => {
  const shapesOf = (names: readonly string[], alike: readonly (readonly string[])[]) => ({
    carried: Object.fromEntries(names.map((name, at) => [name, [at + 1, 2]] as const)),
    sliced: { x: [1] },
    fixed: {},
    alike,
  });
  const names = ['a', 'b', 'c'];
  /** The same formula for all: it has the number of operators of one. */
  const sameFormula: Program = (inputs) =>
    Object.fromEntries(
      names.map((name) => {
        const value = inputs[name]!;
        const halved = tf.where(tf.greater(value, 0.5), tf.div(value, 2), value);
        return [name, tf.add(tf.sqrt(halved), inputs.x!.asScalar())];
      }),
    );

  test('are computed as one', async () => {
    const { plain, flat } = await loopOf(sameFormula, shapesOf(names, [names]));
    expect(operatorsOf(flat.graph).length * 3).toBe(operatorsOf(plain.graph).length);
    expect(operatorsOf(unroll(flat, 2).graph).filter((op) => op === 'Concat')).toHaveLength(1);
    expect(await results(flat)).toEqual(await results(plain));
  });

  test('are joined from where their formulas differ', async () => {
    const program: Program = (inputs) => ({
      ...mapOf(inputs, (value) => tf.add(tf.mul(value, 0.9), tf.square(value))),
      c: tf.add(tf.mul(inputs.c!, 0.9), tf.exp(inputs.c!)),
    });
    const { plain, flat } = await loopOf(program, shapesOf(names, [names]));
    expect(operatorsOf(flat.graph)).toContain('Concat');
    expect(operatorsOf(flat.graph).filter((op) => op === 'Add')).toHaveLength(1);
    expect(await results(flat)).toEqual(await results(plain));
  });

  test('stay apart where they are not', async () => {
    const program: Program = ({ a, b, c }) => ({
      a: tf.exp(a!),
      b: tf.sqrt(b!),
      c: tf.transpose(tf.reshape(c!, [2, 3])),
    });
    const { flat, plain } = await loopOf(program, shapesOf(names, [names]));
    expect(flat.groups).toEqual([]);
    expect(await results(flat)).toEqual(await results(plain));
  });

  test('with a factor of their own each are joined behind it', async () => {
    const program: Program = (inputs) =>
      Object.fromEntries(
        names.map((name, at) => [name, tf.sqrt(tf.exp(tf.neg(tf.mul(inputs[name]!, at + 2))))]),
      );
    const { plain, flat } = await loopOf(program, shapesOf(names, [names]));
    expect(operatorsOf(flat.graph).filter((op) => op === 'Mul')).toHaveLength(3);
    expect(operatorsOf(flat.graph).filter((op) => op === 'Sqrt')).toHaveLength(1);
    expect(await results(flat)).toEqual(await results(plain));
  });

  test('that are handed round keep their places', async () => {
    const square = { carried: { a: [2], b: [2], c: [2] }, sliced: {}, fixed: {}, alike: [names] };
    const program: Program = ({ a, b, c }) => ({
      a: tf.sqrt(tf.exp(b!)),
      b: tf.sqrt(tf.exp(c!)),
      c: tf.sqrt(tf.exp(a!)),
    });
    const { plain, flat } = await loopOf(program, square);
    expect(await results(flat)).toEqual(await results(plain));
  });

  test('are no more in one array than a kernel of every WebGPU reads', async () => {
    const many = Array.from({ length: 16 }, (_, at) => `n${at}`);
    const program: Program = (inputs) =>
      Object.fromEntries(many.map((name) => [name, tf.sqrt(tf.exp(inputs[name]!))]));
    const { flat } = await loopOf(program, shapesOf(many, [many]));
    expect(flat.groups.map(({ members }) => members.length)).toEqual([7, 7, 2]);
  });

  test('are no larger in one array than a buffer of every WebGPU', async () => {
    const large = { a: [2 ** 12, 2 ** 12], b: [2 ** 12, 2 ** 12], c: [1] };
    const program: Program = ({ a, b, c }) => ({ a: tf.exp(a!), b: tf.exp(b!), c: tf.exp(c!) });
    const shapes = { carried: large, sliced: {}, fixed: {}, alike: [names] };
    const { flat } = await loopOf(program, shapes);
    expect(flat.groups.map(({ members }) => members.map(({ name }) => name))).toEqual([['a', 'b']]);
  });

  test('must be carried', async () => {
    const program: Program = ({ a }) => ({ a: tf.exp(a!) });
    await expect(loopOf(program, shapesOf(['a'], [['a', 'x']]))).rejects.toThrow(
      '"x" is alike others, but not carried.',
    );
  });
});

/** What a formula makes of every carried array, by name. */
function mapOf(
  inputs: Parameters<Program>[0],
  formula: (value: tf.Tensor) => tf.Tensor,
): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => name !== 'x')
      .map(([name, value]) => [name, formula(value)]),
  );
}
