import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import { estimatorNames } from '../../src/estimators/table.ts';
import type { EstimatorName } from '../../src/estimators/table.ts';
import { resolveRun } from '../../src/training/resolved-run.ts';
import { Trainer } from '../../src/training/trainer.ts';
import type { BackendName } from '../../src/backends/select.ts';
import { relativeError } from '../support/arrays.ts';
import { backendFor } from '../support/backends.ts';
import { whyNoTfjsNode } from '../support/backends/tfjs-node.ts';
import {
  seenOnStderr,
  startVaeBench,
  startWith,
  tinyRun,
  vaeBench,
} from '../support/cli/vae-bench.ts';
import { RunFiles } from '../support/runs/run-files.ts';
import { dataFolder } from '../support/runs/small-data.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { tinyDataset } from '../support/training/tiny-model.ts';

const reason = whyNoTfjsNode();
// Reporters count skipped tests and do not name them.
if (reason !== undefined) process.stderr.write(`tfjs-node is not tested: ${reason}\n`);

async function trainerOn(name: BackendName, estimator: EstimatorName): Promise<Trainer> {
  const config = configSchema.parse({
    ...{
      estimator,
      categories: estimators[estimator].categories ?? 3,
      variables: 3,
      batchSize: 4,
    },
    model: { encoderHidden: [5], decoderHidden: [4] },
    evaluation: { samples: 3 },
  });
  const dataset = tinyDataset(9, 3);
  return new Trainer(await resolveRun({ config, seed: 3, dataset }), await backendFor(name));
}

/** What four steps leave: their ELBOs, what is measured, every array of the state. */
async function outcome(
  name: BackendName,
  estimator: EstimatorName,
): Promise<Map<string, readonly number[]>> {
  const trainer = await trainerOn(name, estimator);
  const elbos = await trainer.steps(1, 4);
  const metrics = await trainer.measure(4, () => Promise.resolve());
  const state = await trainer.readState();
  trainer.dispose();
  return new Map<string, readonly number[]>([
    ['elbos', [...elbos]],
    ...Object.entries(metrics).map(([metric, value]) => [metric, [value]] as const),
    ...Object.entries(state).map(([array, { values }]) => [array, [...values]] as const),
  ]);
}

const folder = sharedFolder();

describe.skipIf(reason !== undefined)(`tfjs-node${reason ? ` (${reason})` : ''}`, () => {
  describe('trains as cpu does', () => {
    test.each(estimatorNames)('with %s', async (estimator) => {
      const expected = await outcome('cpu', estimator);
      const found = await outcome('tfjs-node', estimator);
      expect([...found.keys()]).toEqual([...expected.keys()]);
      // Float32 sums in another order; Adam makes much of gradients that are nearly zero.
      const errors = [...expected].map(
        ([what, values]) => [what, relativeError(found.get(what)!, values)] as const,
      );
      expect(errors.filter(([, error]) => !(error < 1e-4))).toEqual([]);
    });
  });

  test('needs no more memory after four hundred steps than after two hundred', async () => {
    const trainer = await trainerOn('tfjs-node', 'relax');
    const steps = async (first: number) => {
      for (let at = first; at < first + 200; at += 10) await trainer.steps(at, 10);
      await trainer.measure(first + 199, () => Promise.resolve());
      const { numTensors, numDataBuffers, numBytes } = tf.memory();
      return {
        counts: { numTensors, numDataBuffers, numBytes },
        resident: process.memoryUsage.rss(),
      };
    };
    const before = await steps(1);
    const after = await steps(201);
    trainer.dispose();
    expect(after.counts).toEqual(before.counts);
    // The heap of a process that computes grows and shrinks by less.
    expect(after.resident - before.resident).toBeLessThan(32e6);
  });

  describe('as a process', () => {
    const data = dataFolder(folder);
    const run = (out: string) => [
      ...tinyRun(data, join(folder, out)),
      ...['--backend', 'tfjs-node', '--threads', '1', '--steps', '60'],
      ...['--set', 'checkpoint.everySteps=10', '--eval-every', '10'],
    ];
    const files = (out: string) => new RunFiles(join(folder, out), 'quick/ars+-c3-v3/seed-0');

    // The tests below compare with its run.
    test('works without the functions that Node 23 took away, and says nothing of its own', async () => {
      const script = `import util from 'node:util'; util.isNullOrUndefined = undefined;`;
      const preload = `data:text/javascript,${encodeURIComponent(script)}`;
      const ended = await startWith({ NODE_OPTIONS: `--import=${preload}` }, ...run('newer-node'));
      expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({
        exitCode: 0,
        stderr: expect.stringMatching(
          /^Backend tfjs-node: .*\n(\[[\d:]+\] INFO: .*\n?|step .*\n?)+$/,
        ) as string,
      });
    });

    test.each([
      ['SIGKILL', { signal: 'SIGKILL' }],
      ['SIGINT', { exitCode: 130 }],
    ] as const)('resumes after %s with the bytes of a run that goes on', async (signal, end) => {
      const child = startVaeBench(...run(signal));
      await seenOnStderr(child, /INFO: step 20:/);
      child.kill(signal);
      expect(await child).toMatchObject(end);
      const resumed = await vaeBench(...run(signal));
      expect(resumed).toMatchObject({
        exitCode: 0,
        stderr: expect.stringMatching(/resuming from step \d+ of 60/) as string,
      });
      expect(files(signal).read('metrics.csv')).toBe(files('newer-node').read('metrics.csv'));
    });
  });
});
