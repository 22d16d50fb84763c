import { describe, expect, test } from 'vitest';
import { annotationsOf } from '../../src/run-files/annotations.ts';
import { run } from '../../src/runs/run.ts';
import { backendFor } from '../support/backends.ts';
import { settingWith } from '../support/runs/run-setting.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const wasm = await backendFor('wasm');

/** A run of one folder, whatever its tags and its note. */
const started = async (out: string, annotations: object, signal?: AbortSignal) => {
  const { options, files } = settingWith(wasm, annotations, out);
  const ended = await run({ ...options, ...(signal !== undefined && { signal }) });
  return { ...ended, files };
};

describe('tags and note of a run', () => {
  test('are in config.json and run.json, and decide neither folder nor numbers', async () => {
    const plain = await started(temporaryFolder(), {});
    const out = temporaryFolder();
    const { files } = await started(out, { tags: ['baseline', 'for the talk'], note: 'warm' });
    const recorded = { tags: ['baseline', 'for the talk'], note: 'warm' };
    expect(files.config).toMatchObject(recorded);
    expect(files.record).toMatchObject(recorded);
    expect(files.path.slice(out.length)).toBe(
      plain.files.path.slice(plain.files.path.indexOf('/experiment')),
    );
    expect(files.read('metrics.csv')).toBe(plain.files.read('metrics.csv'));
  });

  test('change when a run resumes, and stay when nothing is said of them', async () => {
    const out = temporaryFolder();
    const stopped = () => started(out, { tags: ['a'], note: 'one' }, AbortSignal.abort('SIGINT'));
    await expect(stopped()).rejects.toThrow('Stopped by SIGINT');
    const { files } = await started(out, { note: 'two' });
    expect(files.record).toMatchObject({ status: 'completed', tags: ['a'], note: 'two' });
    expect(files.config).toMatchObject({ tags: ['a'], note: 'two' });
  });

  test('change in a run that is complete, and nothing else does', async () => {
    const out = temporaryFolder();
    const { files } = await started(out, { tags: ['a'] });
    const before = files.bytes;
    const record = files.record;
    const changed = await started(out, { tags: ['b'], note: 'best so far' });
    expect(changed).toMatchObject({ final: null, annotated: true });
    expect(files.record).toEqual({ ...record, tags: ['b'], note: 'best so far' });
    const others = (bytes: typeof before) => ({ ...bytes, 'run.json': null, 'config.json': null });
    expect(others(files.bytes)).toEqual(others(before));

    const after = files.bytes;
    expect(await started(out, {})).toMatchObject({ annotated: false });
    expect(files.bytes).toEqual(after);
    await started(out, { tags: [], note: '' });
    expect(files.record).toEqual({ ...record, tags: [], note: null });
  });

  test('of records of earlier versions are none', () => {
    expect(annotationsOf({}, undefined)).toEqual({ tags: [], note: null });
  });

  test('of a run that waits are those of its configuration', () => {
    const config = { estimator: 'ars', categories: 2, batchSize: 1, steps: 1 };
    const waiting = { ...config, tags: ['a'], note: 'b' };
    expect(annotationsOf(undefined, waiting)).toEqual({ tags: ['a'], note: 'b' });
    expect(annotationsOf(undefined, { ...config, tags: 'a', note: 1 })).toEqual({
      tags: [],
      note: null,
    });
  });
});
