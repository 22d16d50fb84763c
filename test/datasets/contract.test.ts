import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import { DatasetError } from '../../src/core/file-errors.ts';
import { loadDataset } from '../../src/datasets/dataset.ts';
import { datasetNames, datasetOf, recognisedNames } from '../../src/datasets/table.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { withFiles } from './examples.ts';
import type { Example } from './examples.ts';
import { writeFiles } from './written-files.ts';

/** The error that loading throws. */
function errorOf(load: () => unknown): DatasetError {
  try {
    load();
  } catch (error) {
    if (error instanceof DatasetError) return error;
    throw error;
  }
  throw new Error('a DatasetError was expected, and nothing was thrown');
}

describe.each(datasetNames)('the data set %s', (name) => {
  const { summary, files, defaultDirectory } = datasetOf(name);

  test('says in one line what it is and what files it looks for', () => {
    for (const line of [summary, files]) {
      expect(line).not.toMatch(/\n|\.$/);
      expect(line.length).toBeGreaterThan(10);
    }
    // Help separates the summaries by semicolons.
    expect(summary).not.toContain(';');
  });

  test('needs a directory, or has one', () => {
    const load = () => loadDataset({ name, directory: null });
    if (defaultDirectory !== undefined) expect(load().name).toBe(name);
    else {
      expect(load).toThrow(ConfigError);
      expect(load).toThrow(`data.directory: is required by --dataset ${name}`);
    }
  });

  test('that is not there is an error that names the folder', () => {
    const directory = join(temporaryFolder(), 'none');
    expect(errorOf(() => loadDataset({ name, directory })).file).toContain(directory);
    mkdirSync(directory);
    const empty = errorOf(() => loadDataset({ name, directory }));
    expect(empty.file).toContain(directory);
    expect(empty.message).toContain('it is empty');
    writeFileSync(join(directory, 'notes.txt'), '');
    const other = errorOf(() => loadDataset({ name, directory }));
    expect(other.message).toContain('it holds notes.txt');
  });
});

describe.each(withFiles)('%s', (name, { files, train, sizes }) => {
  const load = (directory: string) => loadDataset({ name, directory });

  test('gives images of one size, their mean, and checksums', () => {
    const dataset = load(writeFiles(files));
    const sets = [dataset.train, dataset.validation, dataset.test];
    expect([...sets.map(({ count }) => count), dataset.trainMean.length]).toEqual(sizes);
    for (const { count, rows, columns, pixels } of sets) {
      expect(rows * columns).toBe(sizes[3]);
      expect(pixels).toHaveLength(count * sizes[3]);
    }
    expect(dataset.name).toBe(name);
    expect(Object.keys(dataset.checksums).length).toBeGreaterThanOrEqual(2);
    for (const sha256 of Object.values(dataset.checksums)) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('has pixels of the kind that its row names', () => {
    const { train: set } = load(writeFiles(files));
    const { pixels } = datasetOf(name);
    if (pixels !== 'grey or binary') expect(set.binary).toBe(pixels === 'binary');
  });

  test('has the same checksums in another folder, and others when a pixel differs', () => {
    const { checksums } = load(writeFiles(files));
    expect(load(writeFiles(files)).checksums).toEqual(checksums);
    const bytes = Buffer.from(files[train]!);
    // The last character that is not white space is a pixel in every format.
    const last = bytes.length - 1 - /\s*$/.exec(bytes.toString('latin1'))![0].length;
    bytes[last]! ^= 1;
    expect(load(writeFiles({ ...files, [train]: bytes })).checksums).not.toEqual(checksums);
  });

  test('is recognised without its name, beside other files', () => {
    expect(recognisedNames).toContain(name);
    const directory = writeFiles({ ...files, 'notes.txt': 'a', 'labels/train.txt': 'b' });
    expect(loadDataset({ name: 'auto', directory }).name).toBe(name);
  });

  test('with a file missing is an error that names the folder', () => {
    for (const file of Object.keys(files)) {
      const directory = writeFiles(files);
      rmSync(join(directory, file));
      // Validation images may be missing.
      if (file.includes('valid')) expect(load(directory).validation.count).toBe(1);
      else expect(errorOf(() => load(directory)).file).toContain(directory);
    }
  });

  test('with an empty file is an error that names the file', () => {
    for (const file of Object.keys(files)) {
      const directory = writeFiles({ ...files, [file]: '' });
      expect(errorOf(() => load(directory)).file).toBe(join(directory, file));
    }
  });

  test('with a file that is a folder is an error that names it', () => {
    const directory = writeFiles(files);
    rmSync(join(directory, train));
    mkdirSync(join(directory, train));
    const { file, message } = errorOf(() => load(directory));
    expect(file).toBe(join(directory, train));
    expect(message).toContain('cannot be read (it is not a file)');
  });
});

test('a folder with the files of several data sets is the first of the table', () => {
  const all = Object.assign({}, ...withFiles.map(([, { files }]) => files)) as Example['files'];
  expect(loadDataset({ name: 'auto', directory: writeFiles(all) }).name).toBe(recognisedNames[0]);
});

test('a folder without any known data set is named with all that would have been taken', () => {
  const directory = writeFiles({ 'a.txt': '', 'b.png': '' });
  const { message } = errorOf(() => loadDataset({ name: 'auto', directory }));
  expect(message).toContain(
    `${directory}: holds no data set that is known; it holds a.txt, b.png.`,
  );
  for (const name of recognisedNames) {
    expect(message).toContain(`  ${name}: ${datasetOf(name).files}`);
  }
});

test('a message lists no more than twelve of many files', () => {
  const names = Array.from({ length: 20 }, (_, at) => `${at + 10}.txt`);
  const directory = writeFiles(Object.fromEntries(names.map((name) => [name, ''])));
  const { message } = errorOf(() => loadDataset({ name: 'auto', directory }));
  expect(message).toContain('it holds 10.txt, 11.txt');
  expect(message).toContain('21.txt and 8 more.');
});
