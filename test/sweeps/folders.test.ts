import { expect, test } from 'vitest';
import { foldersOf, runsOf } from '../support/sweeps/sweep.ts';

test('settings that the run id does not tell are in the name of the experiment', () => {
  const sweep = {
    name: 'rates',
    grid: {
      optimiser: { encoderLearningRate: [0.001, 1e-7] },
      model: { encoderHidden: [[8, 4], []] },
    },
    include: [{ model: { encoderHidden: [16] }, evaluation: { samples: [5, 6] } }],
  };
  expect(foldersOf(sweep)).toEqual([
    '../rates-optimiser.encoderLearningRate-0.001-model.encoderHidden-8x4/ars+-c10/seed-0',
    '../rates-optimiser.encoderLearningRate-0.001-model.encoderHidden-/ars+-c10/seed-0',
    '../rates-optimiser.encoderLearningRate-1e-7-model.encoderHidden-8x4/ars+-c10/seed-0',
    '../rates-optimiser.encoderLearningRate-1e-7-model.encoderHidden-/ars+-c10/seed-0',
    '../rates-model.encoderHidden-16-evaluation.samples-5/ars+-c10/seed-0',
    '../rates-model.encoderHidden-16-evaluation.samples-6/ars+-c10/seed-0',
  ]);
  expect(runsOf(sweep).at(-1)!.config).toMatchObject({
    name: 'rates-model.encoderHidden-16-evaluation.samples-6',
    model: { encoderHidden: [16] },
    evaluation: { samples: 6 },
  });
});

test('values that look alike have folders of their own', () => {
  const directories = ['/a b', '/a_b', '/a-b', '/a+b', '/A b', '/a/b', '/a', '/a-steps-10'];
  const folders = foldersOf({
    grid: { data: { directory: directories }, steps: [5, 10] },
    include: [{ data: { directory: directories } }],
  });
  const distinct = new Set(folders.map((folder) => folder.toLowerCase()));
  expect(distinct.size).toBe(3 * directories.length);
  for (const folder of folders) expect(folder).toMatch(/^\.\.\/experiment-data\.directory-a/i);
});

test('words of the schema are in the name as they are', () => {
  expect(foldersOf({ grid: { backend: { name: ['tfjs-node'] } } })).toEqual([
    '../experiment-backend.name-tfjs-node/ars+-c10/seed-0',
  ]);
});

test('many settings have a short name that tells the runs apart', () => {
  const one = {
    batchSize: [50],
    optimiser: { encoderLearningRate: [1], decoderLearningRate: [1], priorLearningRate: [0.1] },
    evaluation: { samples: [5], trainImages: [100], testImages: [100], varianceDecay: [0.99] },
    model: { leakySlope: [0.1, 0.2], encoderHidden: [[400, 200]], decoderHidden: [[200, 400]] },
  };
  const folders = foldersOf({ name: 'many', grid: one });
  expect(folders).toEqual([
    expect.stringMatching(/^\.\.\/many-batchSize-50-.{80,90}_[0-9a-f]{10}\/ars\+-c10\/seed-0$/),
    expect.stringMatching(/^\.\.\/many-batchSize-50-.{80,90}_[0-9a-f]{10}\/ars\+-c10\/seed-0$/),
  ]);
  expect(folders[0]).not.toBe(folders[1]);
  expect(foldersOf({ name: 'many', grid: one })).toEqual(folders);
  const name = 'n'.repeat(250);
  const [folder] = foldersOf({ name, grid: { batchSize: [1234] } });
  expect(folder).toMatch(/^\.\.\/n{244}_[0-9a-f]{10}\/ars\+-c10\/seed-0$/);
});
