import AdmZip from 'adm-zip';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../src/datasets/dataset.ts';
import { numpyFile, testLevels, trainLevels } from './npy-files.ts';
import { writeFiles } from './written-files.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const loadFrom = (directory: string) => loadDataset({ name: 'npy', directory });
const load = (files: Files) => loadFrom(writeFiles(files));

const [train, tests] = [numpyFile('train.npy'), numpyFile('test.npy')];
const folder: Files = { 'train.npy': train, 'test.npy': tests };

function zippedLabels(): Buffer {
  const zip = new AdmZip();
  zip.addFile('labels.npy', train);
  return zip.toBuffer();
}

describe('arrays', () => {
  test('are grey levels that are drawn, the last sixth set aside', () => {
    const { train: trained, validation, test: tested } = load(folder);
    expect([trained.count, validation.count, tested.count]).toEqual([7, 1, 3]);
    expect([...trained.pixels, ...validation.pixels]).toEqual(trainLevels);
    expect([...tested.pixels]).toEqual(testLevels);
    expect(trained).toMatchObject({ rows: 2, columns: 3, binary: false });
  });

  test.each<[string, Files]>([
    ['an .npz file', { 'my-images.npz': numpyFile('stored.npz'), 'notes.txt': '' }],
    ['an .npz file of Keras', { 'mnist.npz': numpyFile('keras.npz') }],
    ['files of Keras', { 'x_train.npy': train, 'x_test.npy': tests }],
    ['files of MedMNIST', { 'train_images.npy': train, 'test_images.npy': tests }],
    ['files beside an .npz file', { ...folder, 'other.npz': 'damaged' }],
  ])('are the same data set from %s, with the same checksums', (_, files) => {
    expect(load(files)).toEqual(load(folder));
  });

  test('may be an .npz file that is given by its path', () => {
    const directory = writeFiles({ 'a.npz': numpyFile('stored.npz'), 'b.npz': 'damaged' });
    expect(loadFrom(join(directory, 'a.npz'))).toEqual(load(folder));
    expect(loadDataset({ name: 'auto', directory: join(directory, 'a.npz') }).name).toBe('npy');
    expect(() => loadFrom(directory)).toThrow(
      `${directory}: holds several .npz files; it holds a.npz, b.npz. Give one of them with --data-dir.`,
    );
  });

  test.each(['validation', 'valid', 'val', 'x_val', 'val_images'])(
    'named %s are used for validation, and nothing is set aside',
    (name) => {
      const { train: trained, validation, checksums } = load({ ...folder, [`${name}.npy`]: tests });
      expect([trained.count, validation.count]).toEqual([8, 3]);
      expect(Object.keys(checksums)).toEqual(['train.npy', 'test.npy', 'validation.npy']);
    },
  );

  test('of an .npz file are found for validation, too', () => {
    const { train: trained, validation } = load({ 'a.npz': numpyFile('deflated.npz') });
    expect([trained.count, validation.count]).toEqual([8, 2]);
  });

  test('of grey levels divided by 255 are these grey levels', () => {
    const { train: trained } = load({ ...folder, 'train.npy': numpyFile('scaled.npy') });
    expect([...trained.pixels]).toEqual([...load(folder).train.pixels]);
  });

  test('of other floats stay floats', () => {
    const floats = load({ 'train.npy': numpyFile('f8.npy'), 'test.npy': numpyFile('f2.npy') });
    expect(floats.train.pixels).toBeInstanceOf(Float32Array);
    expect(floats.train.binary).toBe(false);
    // (0 + 6 + 3 + 0 + 6 + 3 + 0) / 8 / 7: the first pixels of seven images, at % 9 for at = 0, 6, …, 36.
    expect(floats.trainMean[0]).toBe(Math.fround(18 / 8 / 7));
  });

  test.each(['bits.npy', 'bool.npy'])('of two values alone are binary: %s', (name) => {
    const {
      train: trained,
      test: tested,
      checksums,
    } = load({
      'train.npy': numpyFile(name),
      'test.npy': numpyFile(name),
    });
    const expected = trainLevels.map((level) => (level > 100 ? 255 : 0));
    expect([...tested.pixels]).toEqual(expected);
    expect([trained.binary, tested.binary]).toEqual([true, true]);
    expect(checksums['train.npy']).toBe(checksums['test.npy']);
  });

  test('of two values beside grey levels are grey levels', () => {
    const { test: tested } = load({ 'train.npy': train, 'test.npy': numpyFile('bits.npy') });
    expect(new Set(tested.pixels)).toEqual(new Set([0, 1]));
    expect(tested.binary).toBe(false);
  });
});

describe('arrays that cannot be used are named:', () => {
  test.each<[string, Files, string]>([
    [
      'a missing file',
      { 'train.npy': train, 'a.txt': '' },
      ': holds no array test (test.npy); it holds a.txt, train.npy. Name it test',
    ],
    [
      'a missing array',
      { 'a.npz': zippedLabels() },
      '/a.npz: holds no array train (train.npy); it holds labels.npy.',
    ],
    [
      'two names of one array',
      { ...folder, 'val.npy': tests, 'valid.npy': tests },
      ': holds several that may be validation.npy: val.npy, valid.npy.',
    ],
    [
      'another size',
      { 'train.npy': train, 'test.npy': numpyFile('f4.npy') },
      '/test.npy: holds images of 1 × 6 pixels (6); the training images have 2 × 3',
    ],
    [
      'another type',
      { 'train.npy': numpyFile('int64.npy'), 'test.npy': tests },
      '/train.npy: holds elements of type "<i8"',
    ],
  ])('%s', (_, files, problem) => {
    const directory = writeFiles(files);
    expect(() => loadFrom(directory)).toThrow(`${directory}${problem}`);
  });
});
