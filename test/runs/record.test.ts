import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DivergedError, InterruptedError } from '../../src/core/errors.ts';
import { ownManifest } from '../../src/core/package.ts';
import { provenance } from '../../src/runs/provenance.ts';
import { outcomeOf, RecordKeeper, startingRecord } from '../../src/runs/record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { backendFor } from '../support/backends.ts';
import { tinyDataset } from '../support/tiny-model.ts';

describe('the outcome of a run that an error ended', () => {
  test.each([
    ['interrupted', new InterruptedError(7, 'SIGTERM')],
    ['failed', new DivergedError(3, 'elbo', Number.NaN)],
    ['failed', new TypeError('x is not a function')],
  ])('is %s, with its message as the reason: %s', (status, error) => {
    expect(outcomeOf(error)).toEqual({ status, reason: error.message });
  });

  test('is failed for what is no error', () => {
    expect(outcomeOf('nothing')).toEqual({ status: 'failed', reason: 'nothing' });
  });
});

describe('the record of a run', () => {
  test('starts as running, with the backends that were passed over', async () => {
    const backend = await backendFor('cpu');
    const selection = { backend, passedOver: [{ name: 'wasm', reason: 'it is too hot' }] } as const;
    const about = await provenance();
    const dataset = { ...tinyDataset(10, 2), checksums: { images: 'abc' } };
    const record = startingRecord(about, selection, dataset, { seed: 3, steps: 9 });
    expect(record).toMatchObject({
      ...about,
      status: 'running',
      reason: null,
      seed: 3,
      steps: 9,
      steps_done: 0,
      ended: null,
      backend: { name: 'cpu', description: backend.description },
      backends_passed_over: { wasm: 'it is too hot' },
      data: { name: 'tiny', sha256: { images: 'abc' } },
    });
  });

  test('is replaced as a whole by every update, and leaves no other file', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'run.json');
    const selection = { backend: await backendFor('cpu'), passedOver: [] };
    const record = startingRecord(await provenance(), selection, tinyDataset(10, 2), {
      seed: 0,
      steps: 2,
    });
    const keeper = new RecordKeeper(path, record);
    await keeper.update({ steps_done: 1 });
    await keeper.update({ status: 'completed' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      ...record,
      status: 'completed',
      steps_done: 1,
    });
    expect(readdirSync(folder)).toEqual(['run.json']);
  });
});

describe('the provenance', () => {
  test('has the version of every dependency', async () => {
    const { versions } = await provenance();
    // Dependencies are pinned exactly.
    expect(versions).toMatchObject({ ...ownManifest().dependencies });
    expect(versions.node).toBe(process.versions.node);
  });

  test('has the commit of the checkout, if it is one', async () => {
    const { git } = await provenance();
    expect(git?.commit ?? 'a'.repeat(40)).toMatch(/^[0-9a-f]{40}$/);
  });
});
