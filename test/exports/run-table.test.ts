import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetReadObjects, parquetSchema, parquetMetadata } from 'hyparquet';
import { expect, test } from 'vitest';
import { exportedRuns } from '../../src/exports/exported-run.ts';
import { exporter as csv } from '../../src/exports/csv.ts';
import { exporter as parquet } from '../../src/exports/parquet.ts';
import { readResults } from '../../src/figures/results.ts';
import { mixedResults } from '../support/figures/export-results.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const runsIn = (folder: string) => {
  const results = readResults(folder);
  return exportedRuns(results, results.seeds, results.unreadable);
};

/** The rows of runs.csv as texts, by column. */
function csvRows(): Record<string, string>[] {
  const out = temporaryFolder();
  csv.write({ runs: runsIn(mixedResults().path), out });
  return parse(readFileSync(join(out, 'runs.csv')), { columns: true });
}

test('every run is in the table with a row per step, or one without a step', () => {
  const rows = csvRows();
  expect(rows.map(({ folder, status, step }) => [folder, status, step])).toEqual([
    ['e/ars-c3/seed-0', 'completed', '1'],
    ['e/ars-c3/seed-0', 'completed', '2'],
    ['e/reinforce-loo-c3-n3/seed-1', 'failed', '1'],
    ['f/arm-c2/seed-0', 'damaged', '1'],
    ['f/arm-c2/seed-1', 'damaged', '1'],
    ['f/arm-c2/seed-2', 'damaged', ''],
    ['f/arm-c2/seed-10', 'waiting', ''],
  ]);
});

test('the table says why a run is not complete or cannot be relied on', () => {
  const problems = csvRows().map(({ folder, problem }) => [folder, problem]);
  expect(Object.fromEntries(problems)).toEqual({
    'e/ars-c3/seed-0': '',
    'e/reinforce-loo-c3-n3/seed-1': 'at step 1 of 2: the disk is full',
    'f/arm-c2/seed-0': 'metrics.csv is damaged: line 3 has 7 values, not 6',
    'f/arm-c2/seed-1': 'metrics.csv ends at step 1 of 2',
    'f/arm-c2/seed-2': 'no readable config.json',
    'f/arm-c2/seed-10': '',
  });
});

test('a row has names, settings that differ, metrics, times and origin of its run', () => {
  const [first, second, third] = csvRows();
  expect(first).toMatchObject({
    ...{
      experiment: 'e',
      run: 'ars-c3',
      seed: '0',
      estimator: 'ars',
      categories: '3',
      samples: '',
    },
    ...{
      tags: 'base line,b',
      note: 'two\nlines, "so"',
      batchSize: '10',
      steps: '2',
      variables: '20',
    },
    ...{ 'model.encoderHidden': '[4]', 'optimiser.encoderLearningRate': '0.001' },
    ...{ train_elbo: '-3.25', grad_variance: '', function_evaluations: '30', seconds: '0.5' },
    ...{ backend: 'wasm', threads: '1', version: '0.2.0', started: '2026-01-02T03:04:05.678Z' },
  });
  expect(second).toMatchObject({
    train_elbo: '-2.5',
    grad_variance: '1e-7',
    kl: '',
    seconds: '1.25',
  });
  expect(third).toMatchObject({ samples: '3', 'model.encoderHidden': '[4,4]', host: 'here' });
  for (const same of ['optimiser.decoderLearningRate', 'name', 'out', 'seeds', 'tensorboard']) {
    expect(Object.keys(first!)).not.toContain(same);
  }
});

test('Parquet holds what CSV holds, with types', async () => {
  const out = temporaryFolder();
  const runs = runsIn(mixedResults().path);
  parquet.write({ runs, out });
  const file = join(out, 'runs.parquet');
  const { children } = parquetSchema(parquetMetadata(new Uint8Array(readFileSync(file)).buffer));
  const types = Object.fromEntries(children.map(({ element: { name, type } }) => [name, type]));
  expect(types).toMatchObject({
    ...{ step: 'INT64', seed: 'INT64', function_evaluations: 'INT64', train_elbo: 'DOUBLE' },
    ...{ 'optimiser.encoderLearningRate': 'DOUBLE', note: 'BYTE_ARRAY', kl: 'DOUBLE' },
  });
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
  const texts = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value ?? '')])),
  );
  csv.write({ runs, out });
  const columns = parse(readFileSync(join(out, 'runs.csv')), { columns: true });
  expect(texts).toEqual(columns);
});
