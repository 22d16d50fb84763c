import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DivergedError } from '../../src/core/run-errors.ts';
import { InterruptedError } from '../../src/core/stop-errors.ts';
import { nodeFileSystem } from '../../src/core/file-system.ts';
import { ownManifest } from '../../src/core/package.ts';
import { provenance } from '../../src/runs/provenance.ts';
import { machineChanges, outcomeOf, RecordKeeper, startingRecord } from '../../src/runs/record.ts';
import type { StartOptions } from '../../src/runs/record.ts';
import { parseRunRecord } from '../../src/run-files/run-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { backendFor } from '../support/backends.ts';
import { tinyDataset } from '../support/training/tiny-model.ts';

describe('the outcome of a run that an error ended', () => {
  test.each([
    ['interrupted', new InterruptedError(7, 'SIGTERM')],
    ['failed', new DivergedError(3, 'elbo', Number.NaN, 'Do this.')],
    ['failed', new TypeError('x is not a function')],
  ])('is %s, with its message as the reason: %s', (status, error) => {
    expect(outcomeOf(error)).toEqual({ status, reason: error.message });
  });

  test('is failed for what is no error', () => {
    expect(outcomeOf('nothing')).toEqual({ status: 'failed', reason: 'nothing' });
  });
});

async function optionsFor(): Promise<StartOptions> {
  return {
    about: await provenance(),
    selection: {
      backend: await backendFor('cpu'),
      passedOver: [{ name: 'wasm', reason: 'it is too hot' }],
    },
    dataset: { ...tinyDataset(10, 2), checksums: { images: 'abc' } },
    plugins: ['def'],
    ...{ seed: 3, steps: 9, fromStep: 0, earlier: undefined, init: null },
    annotations: { tags: ['first'], note: null },
  };
}

describe('the record of a run', () => {
  test('starts as running, with the backends that were passed over', async () => {
    const options = await optionsFor();
    const { about, selection } = options;
    const record = startingRecord(options);
    expect(record).toMatchObject({
      ...about,
      status: 'running',
      reason: null,
      seed: 3,
      steps: 9,
      steps_done: 0,
      ended: null,
      backend: { name: 'cpu', description: selection.backend.description, threads: 1 },
      backends_passed_over: { wasm: 'it is too hot' },
      data: { name: 'tiny', sha256: { images: 'abc' } },
      plugins: ['def'],
    });
    expect(record.starts).toMatchObject([
      { started: record.started, ended: null, from_step: 0, pid: process.pid, argv: about.argv },
    ]);
  });

  test('keeps the starts before this one, and the time of the first', async () => {
    const options = await optionsFor();
    const first = startingRecord(options);
    const started = '2026-01-02T03:04:05.678Z';
    const earlier = { ...first, started, starts: [{ ...first.starts[0]!, started }] };
    const record = startingRecord({ ...options, earlier, fromStep: 6 });
    expect(record.started).toBe(started);
    expect(record.steps_done).toBe(6);
    expect(record.starts.map(({ from_step }) => from_step)).toEqual([0, 6]);
  });

  test('is replaced as a whole by every update, and leaves no other file', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'run.json');
    const record = startingRecord(await optionsFor());
    const keeper = new RecordKeeper(nodeFileSystem, path, record);
    keeper.update({ steps_done: 1 });
    keeper.end({ status: 'completed', reason: 'all done', steps_done: 9 });
    const found = parseRunRecord(path, readFileSync(path))!;
    expect(found).toEqual({
      ...record,
      ...{ status: 'completed', reason: 'all done', steps_done: 9, ended: found.ended },
      starts: [{ ...record.starts[0], ended: found.ended, reason: 'all done' }],
    });
    expect(Date.parse(found.ended!)).toBeGreaterThanOrEqual(Date.parse(found.started));
    expect(readdirSync(folder)).toEqual(['run.json']);
  });

  test('tells another processor and another Node from those of the last start', async () => {
    const options = await optionsFor();
    const earlier = startingRecord(options);
    expect(machineChanges(earlier, options.about, null)).toEqual([]);
    const starts = [{ ...earlier.starts[0]!, cpu: 'abacus', node: '1.0.0' }];
    expect(machineChanges({ ...earlier, starts }, options.about, null)).toEqual([
      `cpu: abacus → ${options.about.hardware.cpu}`,
      `node: 1.0.0 → ${process.versions.node}`,
    ]);
  });

  test('tells another GPU of the same name, where both are known', async () => {
    const options = await optionsFor();
    const { selection } = options;
    const backend = { ...selection.backend, gpu: 'GPU-a' };
    const earlier = startingRecord({ ...options, selection: { ...selection, backend } });
    expect([earlier.backend.gpu, earlier.starts[0]?.gpu]).toEqual(['GPU-a', 'GPU-a']);
    expect(machineChanges(earlier, options.about, 'GPU-a')).toEqual([]);
    expect(machineChanges(earlier, options.about, null)).toEqual([]);
    expect(machineChanges(earlier, options.about, 'GPU-b')).toEqual(['gpu: GPU-a → GPU-b']);
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
