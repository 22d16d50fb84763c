import AdmZip from 'adm-zip';
import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DatasetError } from '../../../src/core/file-errors.ts';
import { openNpz } from '../../../src/datasets/formats/npz.ts';
import { numpyFile, uint8Bytes } from '../npy-files.ts';
import { writeFiles } from '../written-files.ts';

const archiveOf = (bytes: Buffer) => join(writeFiles({ 'a.npz': bytes }), 'a.npz');

/** An archive with one file. */
function zipped(name: string, bytes: Buffer): Buffer {
  const zip = new AdmZip();
  zip.addFile(name, bytes);
  return zip.toBuffer();
}

describe('an .npz file', () => {
  test.each(['stored.npz', 'deflated.npz'])('gives the bytes of its arrays: %s', (name) => {
    const { names, read } = openNpz(archiveOf(numpyFile(name)));
    expect(names).toEqual(expect.arrayContaining(['train.npy', 'test.npy']));
    // numpy.savez writes what numpy.save writes.
    expect(read('train.npy').equals(numpyFile('train.npy'))).toBe(true);
    expect(read('test.npy').equals(numpyFile('test.npy'))).toBe(true);
  });

  test.each([
    ['is empty', Buffer.alloc(0)],
    ['is text', Buffer.from('0 1 0 1\n'.repeat(9))],
    ['is cut', numpyFile('deflated.npz').subarray(0, -30)],
  ])('that %s cannot be unpacked', (_, bytes) => {
    const file = archiveOf(bytes);
    expect(() => openNpz(file)).toThrow(DatasetError);
    expect(() => openNpz(file)).toThrow(`${file}: cannot be unpacked`);
  });

  test('that is damaged inside an array is named with the array', () => {
    const bytes = Buffer.from(numpyFile('stored.npz'));
    // The last byte of the last array, before the directory of the archive.
    bytes[bytes.indexOf('PK\x01\x02') - 1]! ^= 1;
    const file = archiveOf(bytes);
    const { read } = openNpz(file);
    expect(() => read('test.npy')).toThrow(DatasetError);
    expect(() => read('test.npy')).toThrow(
      new RegExp(`${file} \\(test.npy\\): cannot be unpacked .*CRC`),
    );
    expect(read('train.npy')).toHaveLength(176);
  });

  test('that is a bomb is not unpacked beyond what its array claims', () => {
    const bomb = zipped('train.npy', Buffer.concat([uint8Bytes([6, 2]), Buffer.alloc(2 ** 24)]));
    expect(bomb.length).toBeLessThan(2 ** 17);
    const { read } = openNpz(archiveOf(bomb));
    const before = process.memoryUsage().arrayBuffers;
    expect(() => read('train.npy')).toThrow(
      /its array takes \d+ bytes, and the archive claims 16\d+/,
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(3 * 2 ** 22);
  });

  test('whose directory hides the size of a bomb is not unpacked beyond it', () => {
    const array = uint8Bytes([6, 2]);
    const bomb = zipped('train.npy', Buffer.concat([array, Buffer.alloc(2 ** 24)]));
    // The unpacked size stands 24 bytes into the entry of the directory.
    bomb.writeUInt32LE(array.length, bomb.indexOf('PK\x01\x02') + 24);
    const { read } = openNpz(archiveOf(bomb));
    const before = process.memoryUsage().arrayBuffers;
    expect(() => read('train.npy')).toThrow(/cannot be unpacked/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(3 * 2 ** 22);
  });

  test('after any damage is named, or gives what it gave', () => {
    const plain = numpyFile('deflated.npz');
    const outcomes = { read: 0, rejected: 0 };
    fc.assert(
      fc.property(fc.nat(plain.length - 1), fc.integer({ min: 1, max: 255 }), (position, flip) => {
        const bytes = Buffer.from(plain);
        bytes[position]! ^= flip;
        try {
          const { names, read } = openNpz(archiveOf(bytes));
          const name = names.find((one) => one === 'train.npy');
          if (name !== undefined) expect(read(name).equals(numpyFile('train.npy'))).toBe(true);
          outcomes.read += 1;
        } catch (error) {
          if (!(error instanceof DatasetError)) throw error;
          outcomes.rejected += 1;
        }
      }),
      { seed: 1, numRuns: 500 },
    );
    expect(outcomes.read).toBeGreaterThan(50);
    expect(outcomes.rejected).toBeGreaterThan(50);
  });
});
