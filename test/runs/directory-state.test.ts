import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { RunDirectoryError } from '../../src/core/run-errors.ts';
import { nodeFileSystem } from '../../src/core/file-system.ts';
import { firstColumns, metricsColumns } from '../../src/metrics/columns.ts';
import { clear, describeContents, inspect } from '../../src/runs/directory-state.ts';
import type { WantedRun } from '../../src/runs/directory-state.ts';
import { RunDirectory } from '../../src/run-files/run-directory.ts';
import { contentIdentity } from '../../src/runs/identity.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const config = configSchema.parse({ steps: 4, seeds: [0] });
const onnx = 'onnx: ONNX Runtime 1, CPU, 1 thread';

const wanted: WantedRun = {
  config,
  contents: contentIdentity({ images: 'abc' }, ['def']),
  backend: onnx,
  version: '0.1.0',
  settingsAs: 'flags',
};

const withConfig = (changed: typeof config): WantedRun => ({
  ...wanted,
  config: changed,
});

const recordOf = (status: string, changes: object = {}) => ({
  ...{ status, steps: 4, steps_done: 2, started: '2026-01-01', starts: [] },
  ...{ backend: { description: onnx }, data: { sha256: { images: 'abc' } }, plugins: ['def'] },
  versions: { 'vae-bench': '0.1.0' },
  ...changes,
});

/** A directory with these files; what is no text is written as JSON. */
function directoryWith(files: Readonly<Record<string, unknown>>): RunDirectory {
  const directory = new RunDirectory(temporaryFolder());
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(directory.path, name), text);
  }
  return directory;
}

const completed = {
  'config.json': config,
  'run.json': recordOf('completed'),
  'metrics.csv': 'step,epoch\n2,1\n4,2\n',
};

const stateOf = (directory: RunDirectory, asked = wanted) =>
  inspect(nodeFileSystem, directory, asked).state;

const refusal = (directory: RunDirectory, asked = wanted): RunDirectoryError => {
  try {
    inspect(nodeFileSystem, directory, asked);
  } catch (error) {
    expect(error).toBeInstanceOf(RunDirectoryError);
    return error as RunDirectoryError;
  }
  throw new Error('The directory was not refused.');
};

describe('a run directory', () => {
  test('that is not there is fresh, and so is one with files of others', () => {
    expect(stateOf(new RunDirectory(join(temporaryFolder(), 'a')))).toBe('fresh');
    expect(stateOf(directoryWith({ 'notes.txt': 'mine' }))).toBe('fresh');
  });

  test('with a completed run of the same configuration is complete', () => {
    expect(stateOf(directoryWith(completed))).toBe('completed');
  });

  test('is complete wherever it was moved, and in whatever order its keys are', () => {
    const changed = { ...config, out: 'elsewhere', name: 'other', checkpoint: {}, plugins: ['x'] };
    const reordered = Object.fromEntries(Object.entries(changed).reverse());
    expect(stateOf(directoryWith({ ...completed, 'config.json': reordered }))).toBe('completed');
  });

  test.each(['running', 'failed', 'interrupted'])('with a %s run is partial', (status) => {
    const directory = directoryWith({ 'config.json': config, 'run.json': recordOf(status) });
    expect(inspect(nodeFileSystem, directory, wanted)).toMatchObject({
      state: 'partial',
      earlier: { status },
    });
  });

  test.each([
    ['whose run.json is damaged', { ...completed, 'run.json': '{' }],
    ['without a run.json', { 'config.json': config }],
    ['that is complete but for the last row', { ...completed, 'metrics.csv': 'step,epoch\n2,1\n' }],
    ['whose last row is torn', { ...completed, 'metrics.csv': 'step,epoch\n2,1\n4,2' }],
    ['without metrics.csv', { 'config.json': config, 'run.json': recordOf('completed') }],
  ])('%s is partial', (_, files) => {
    expect(stateOf(directoryWith(files))).toBe('partial');
  });

  test.each(['completed', 'running'])(
    'with a %s run of another configuration is refused, with the difference',
    (status) => {
      const directory = directoryWith({ ...completed, 'run.json': recordOf(status) });
      const model = { ...config.model, encoderHidden: [16] };
      const error = refusal(directory, withConfig({ ...config, batchSize: 5, model }));
      expect(error.message).toMatch(/another configuration.*--force/);
      expect(error.differences).toEqual([
        'batchSize: 200 → 5',
        'model.encoderHidden: [512,256] → [16]',
      ]);
      for (const line of error.differences) expect(error.message).toContain(line);
    },
  );

  test.each(['completed', 'running'])('with a %s run of other data is refused', (status) => {
    const record = recordOf(status, { data: { sha256: { images: 'xyz' } }, plugins: [] });
    const error = refusal(directoryWith({ ...completed, 'run.json': record }));
    expect(error.differences).toEqual(['data images: xyz → abc', 'plugins.0: (none) → def']);
  });

  test('with a part computed on another backend, or by another version, is refused', () => {
    const backend = { description: 'wasm: TensorFlow.js 4, CPU, 1 thread' };
    const record = recordOf('running', { backend, versions: { 'vae-bench': '0.0.9' } });
    const error = refusal(directoryWith({ 'config.json': config, 'run.json': record }));
    expect(error.differences).toEqual([
      `backend: ${backend.description} → ${onnx}`,
      'vae-bench: 0.0.9 → 0.1.0',
    ]);
  });

  describe('with a metrics.csv of another version', () => {
    const partial = { 'config.json': config, 'run.json': recordOf('running') };
    const earlier = firstColumns.join(',');

    test('that had fewer columns is refused, with what to do', () => {
      const { message } = refusal(directoryWith({ ...partial, 'metrics.csv': `${earlier}\n` }));
      expect(message).toContain('its metrics.csv has no function_derivatives');
      expect(message).toMatch(/Resume it with that version.*--force/);
    });

    test('that had more columns is refused, and names them', () => {
      const later = `${metricsColumns.join(',')},entropy\n`;
      const { message } = refusal(directoryWith({ ...partial, 'metrics.csv': later }));
      expect(message).toContain('its metrics.csv has an unknown entropy');
    });

    test('is complete when all its rows are there', () => {
      const rows = `${earlier}\n2,1,6,-3,-2,1\n4,2,12,-3,-2,1\n`;
      expect(stateOf(directoryWith({ ...completed, 'metrics.csv': rows }))).toBe('completed');
    });

    test.each([
      ['torn', earlier],
      ['damaged', `${earlier.replace('bound', 'b0und')}\n`],
      ['of this version', `${metricsColumns.join(',')}\n`],
    ])('is not one whose heading is %s', (_, text) => {
      expect(stateOf(directoryWith({ ...partial, 'metrics.csv': text }))).toBe('partial');
    });
  });

  test('that is complete may have been computed on another backend, unless one is asked for', () => {
    const record = recordOf('completed', {
      backend: { description: 'wasm' },
      versions: { 'vae-bench': '0.0.9' },
    });
    const directory = directoryWith({ ...completed, 'run.json': record });
    expect(stateOf(directory)).toBe('completed');
    const rest = { threads: null, gpu: null };
    const asked = withConfig({ ...config, backend: { name: 'onnx', ...rest } });
    expect(refusal(directory, asked).differences).toEqual([`backend: wasm → ${onnx}`]);
    const onGpu = withConfig({ ...config, backend: { name: 'auto', threads: null, gpu: 1 } });
    expect(refusal(directory, onGpu).differences).toEqual([`backend: wasm → ${onnx}`]);
  });

  test.each([
    ['a config.json that is no JSON', { 'config.json': '{', 'run.json': recordOf('completed') }],
    ['a log alone', { 'log.jsonl': '' }],
  ])('with %s is refused', (_, files) => {
    expect(refusal(directoryWith(files)).message).toContain('config.json is missing or unreadable');
  });
});

describe('--force', () => {
  test('removes a run’s files and nothing else', () => {
    const directory = directoryWith({
      ...completed,
      ...{ 'timing.csv': '', 'log.jsonl': '', 'checkpoint.safetensors': '', 'notes.txt': 'mine' },
      ...{ 'events.out.tfevents.1795572993.vae-bench': '', 'events.out.tfevents.1.other': 'mine' },
    });
    clear(nodeFileSystem, directory);
    expect(readdirSync(directory.path)).toEqual(['events.out.tfevents.1.other', 'notes.txt']);
    expect(readFileSync(join(directory.path, 'notes.txt'), 'utf8')).toBe('mine');
  });

  test('tells what it replaces', () => {
    expect(describeContents(nodeFileSystem, directoryWith(completed))).toBe(
      'a run that was completed at step 2 of 4, with 2 rows of metrics.csv, started 2026-01-01',
    );
    expect(describeContents(nodeFileSystem, directoryWith({ 'log.jsonl': '' }))).toBe(
      'files of a run without a readable run.json',
    );
    expect(describeContents(nodeFileSystem, directoryWith({}))).toBeUndefined();
  });
});
