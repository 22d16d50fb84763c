import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptPoint, writePoint } from '../../src/comparisons/kept-point.ts';
import type { PointFiles } from '../../src/comparisons/kept-point.ts';
import { trainedPoint } from '../../src/comparisons/point.ts';
import type { FrozenPoint } from '../../src/comparisons/point.ts';
import { configSchema } from '../../src/config/schema.ts';
import { StoppedError } from '../../src/core/stop-errors.ts';
import { nodeFileSystem } from '../../src/core/file-system.ts';
import { resolveRun } from '../../src/training/resolved-run.ts';
import { backendFor } from '../support/backends.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { tinyDataset, tinyModel, tinyShape } from '../support/training/tiny-model.ts';

const STEPS = 12;
const backend = await backendFor('cpu');
const { categories, variables } = tinyShape;
const run = await resolveRun({
  config: configSchema.parse({
    // Its variables are a part of the state that the next step needs.
    ...{ estimator: 'reinforce+baseline', steps: STEPS, categories, variables, batchSize: 4 },
    ...{ evaluation: { every: STEPS }, checkpoint: { everySteps: 4, everySeconds: null } },
  }),
  ...{ seed: 3, dataset: tinyDataset(8, 3), model: tinyModel },
});
const whole = await trainedPoint(run, backend, {});

const filesIn = (folder: string, config = 'a'): PointFiles => ({
  point: join(folder, 'point.safetensors'),
  training: join(folder, 'training.safetensors'),
  maker: { config_sha256: config, backend: 'cpu', version: '1' },
});

/** What a start comes to that is stopped, or killed, once it has seen a step. */
async function train(files: PointFiles, ends: { stop?: number; kill?: number } = {}) {
  const seen: number[] = [];
  const controller = new AbortController();
  let point: FrozenPoint | undefined;
  let error: unknown;
  try {
    point = await keptPoint(nodeFileSystem, files, run, backend, {
      signal: controller.signal,
      observe: (step) => {
        seen.push(step);
        if (step >= (ends.stop ?? Infinity)) controller.abort('SIGINT');
        if (step >= (ends.kill ?? Infinity)) throw new Error('killed');
      },
    });
  } catch (caught) {
    error = caught;
  }
  return { point, error, first: seen[0] ?? Infinity, last: seen.at(-1) ?? 0 };
}

test('a training that is stopped goes on from there to the same parameters', async () => {
  for (let stop = 1; stop < STEPS; stop += 1) {
    const files = filesIn(join(temporaryFolder(), 'new'));
    const stopped = await train(files, { stop });
    // Steps are taken several at once: it stops after `stop`, if that is not the last group.
    expect(stopped.last).toBeGreaterThanOrEqual(stop);
    if (stopped.last === STEPS) {
      expect(stopped.point).toEqual(whole);
      continue;
    }
    expect(stopped.error).toBeInstanceOf(StoppedError);
    const { point, first } = await train(files);
    expect(first).toBeGreaterThan(stopped.last);
    expect(point).toEqual(whole);
  }
});

test('one that is killed goes on from the last state that was due', async () => {
  const files = filesIn(temporaryFolder());
  expect((await train(files, { kill: 7 })).error).toMatchObject({ message: 'killed' });
  const { point, first } = await train(files);
  expect(first).toBeGreaterThan(4);
  expect(first).toBeLessThanOrEqual(8);
  expect(point).toEqual(whole);
});

test('a state of other settings, or a damaged one, is not gone on from', async () => {
  const files = filesIn(temporaryFolder());
  await train(files, { stop: 8 });
  expect((await train({ ...filesIn('', 'b'), training: files.training }, { stop: 1 })).first).toBe(
    1,
  );
  const bytes = readFileSync(files.training);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(files.training, bytes);
  expect(await train(files)).toMatchObject({ point: whole, first: 1 });
});

test('a point takes the place of the state, and has the same bytes whatever came before it', async () => {
  const [one, other] = [filesIn(temporaryFolder()), filesIn(temporaryFolder())];
  await train(one, { stop: 5 });
  for (const files of [one, other]) {
    const { point } = await train(files);
    writePoint(nodeFileSystem, files, point!);
    expect((await train(files)).last).toBe(0);
  }
  expect(readFileSync(one.point)).toEqual(readFileSync(other.point));
  expect(existsSync(one.training)).toBe(false);
  expect(readdirSync(join(one.point, '..'))).toEqual(['point.safetensors']);
});
