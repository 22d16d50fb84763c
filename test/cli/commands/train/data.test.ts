import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { expectUserError, tinyRun, vaeBench } from '../../../support/cli/vae-bench.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';
import {
  dataFolder,
  TEST_FILE,
  testBytes,
  TRAIN_FILE,
  trainBytes,
} from '../../../support/runs/small-data.ts';
import { withFiles } from '../../../datasets/examples.ts';
import { idxBytes } from '../../../datasets/idx-files.ts';

const folder = sharedFolder();

const damaged: readonly (readonly [
  string,
  Readonly<Record<string, Buffer>>,
  readonly string[],
  readonly string[],
])[] = [
  [
    'truncated',
    { [TRAIN_FILE]: trainBytes().subarray(0, -5), [TEST_FILE]: testBytes() },
    [],
    // 16 bytes of header and 12 · 4 · 4 pixels.
    [TRAIN_FILE, 'is truncated', '208 bytes', 'holds 203'],
  ],
  [
    'of labels instead of images',
    {
      [TRAIN_FILE]: trainBytes(),
      [TEST_FILE]: idxBytes({ magic: 0x0801, count: 4, rows: 4, columns: 4 }),
    },
    [],
    [TEST_FILE, '0x00000801', '0x00000803'],
  ],
  [
    'other than MNIST',
    { [TRAIN_FILE]: trainBytes(), [TEST_FILE]: testBytes() },
    ['--dataset', 'mnist'],
    // The canonical checksum of MNIST's training images.
    [TRAIN_FILE, 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db was expected'],
  ],
  ['missing', { [TRAIN_FILE]: trainBytes() }, [], [TEST_FILE, `${TEST_FILE}.gz`, '--data-dir']],
];

describe('a data file that is', () => {
  test.concurrent.each(damaged)(
    '%s stops the command before anything is written',
    async (name, contents, flags, expected) => {
      const data = dataFolder(folder, name.replaceAll(' ', '-'), contents);
      const out = join(data, 'results');
      const ended = await vaeBench(...tinyRun(data, out), ...flags);
      expectUserError(ended, 2);
      for (const part of [data, ...expected]) expect(ended.stderr).toContain(part);
      expect(existsSync(out)).toBe(false);
    },
  );
});

test('gzipped files train to the same bytes as the files themselves', async () => {
  const plain = dataFolder(folder, 'plain');
  const packed = dataFolder(folder, 'packed', {
    [`${TRAIN_FILE}.gz`]: gzipSync(trainBytes()),
    [`${TEST_FILE}.gz`]: gzipSync(testBytes()),
  });
  const [a, b] = await Promise.all(
    [plain, packed].map(async (data) => {
      const ended = await vaeBench(...tinyRun(data, join(data, 'results')));
      expect(ended.exitCode, ended.stderr).toBe(0);
      return new RunFiles(data, 'results/quick/ars+-c3-v3/seed-0');
    }),
  );
  expect(b!.read('metrics.csv')).toBe(a!.read('metrics.csv'));
  expect(b!.record.data).toEqual(a!.record.data);
  expect(b!.record.data.name).toBe('idx');
});

test.concurrent.each(withFiles)(
  '%s trains, and is recognised without its name to the same bytes',
  async (name, { files, train }) => {
    const data = dataFolder(folder, `data-${name}`, files);
    const run = async (...flags: readonly string[]) => {
      const out = join(data, `results${flags.length}`);
      const ended = await vaeBench(...tinyRun(data, out), ...flags);
      expect(ended.exitCode, ended.stderr).toBe(0);
      return new RunFiles(data, `results${flags.length}/quick/ars+-c3-v3/seed-0`);
    };
    const [named, recognised] = await Promise.all([run('--dataset', name), run()]);
    expect(named.read('metrics.csv').trim().split('\n')).toHaveLength(1 + 2);
    expect(recognised.read('metrics.csv')).toBe(named.read('metrics.csv'));
    expect(recognised.record.data).toEqual(named.record.data);
    expect(named.record.data.name).toBe(name);

    writeFileSync(join(data, train), '');
    const ended = await vaeBench(...tinyRun(data, join(data, 'none')));
    expectUserError(ended, 2);
    expect(ended.stderr).toContain(join(data, train));
  },
);
