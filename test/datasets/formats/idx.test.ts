import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DatasetError } from '../../../src/core/file-errors.ts';
import { readIdxImages } from '../../../src/datasets/formats/idx.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { idxBytes, writeBytes } from '../idx-files.ts';

/** The message of the DatasetError that reading `bytes` throws, with FILE for the file's path. */
function problemOf(bytes: Buffer, sha256?: string): string {
  const file = writeBytes(temporaryFolder(), 'images', bytes);
  try {
    readIdxImages(file, sha256);
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    expect(error.file).toBe(file);
    return error.message.replace(file, 'FILE');
  }
  throw new Error('a DatasetError was expected, and nothing was thrown');
}

describe('a good IDX file', () => {
  const bytes = idxBytes({ count: 2, rows: 1, columns: 3 });
  const pixels = [7, 14, 21, 28, 35, 42]; // 7, 14, … as idxBytes writes them.

  test('gives its images and its checksum', () => {
    const file = writeBytes(temporaryFolder(), 'images', bytes);
    const { images, sha256 } = readIdxImages(file);
    expect(images).toMatchObject({ count: 2, rows: 1, columns: 3 });
    expect([...images.pixels]).toEqual(pixels);
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test('gives the same when it is gzipped, whatever its name', () => {
    const folder = temporaryFolder();
    const plain = readIdxImages(writeBytes(folder, 'plain', bytes));
    expect(readIdxImages(writeBytes(folder, 'packed', gzipSync(bytes)))).toEqual(plain);
  });

  test('is accepted with its own checksum, gzipped or not', () => {
    const folder = temporaryFolder();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    for (const content of [bytes, gzipSync(bytes)]) {
      expect(readIdxImages(writeBytes(folder, 'a', content), sha256).sha256).toBe(sha256);
    }
  });
});

describe('a bad IDX file', () => {
  test.each([
    ['an empty file', Buffer.alloc(0), 'is truncated: 0 bytes, and the header alone takes 16'],
    [
      'a truncated header',
      idxBytes().subarray(0, 15),
      'is truncated: 15 bytes, and the header alone takes 16',
    ],
    [
      'a truncated body',
      idxBytes({ count: 3, rows: 2, columns: 2 }, 11),
      // 16 + 3 · 2 · 2 bytes expected, 16 + 11 there.
      'is truncated: its header claims 3 images of 2 × 2 pixels, that is 28 bytes, and it holds 27',
    ],
    [
      'trailing bytes',
      idxBytes({ count: 3, rows: 2, columns: 2 }, 13),
      'is too long: its header claims 3 images of 2 × 2 pixels, that is 28 bytes, and it holds 29',
    ],
    [
      'another magic number',
      idxBytes({ magic: 0x0d03 }),
      'starts with the magic number 0x00000d03; IDX images start with 0x00000803',
    ],
    [
      'labels',
      idxBytes({ magic: 0x0801 }),
      'starts with the magic number 0x00000801, which marks labels; IDX images start with 0x00000803',
    ],
    ['no images', idxBytes({ count: 0 }), 'claims 0 images of 2 × 2 pixels'],
    ['no rows', idxBytes({ rows: 0 }), 'claims 3 images of 0 × 2 pixels'],
    ['no columns', idxBytes({ columns: 0 }), 'claims 3 images of 2 × 0 pixels'],
    [
      'sizes beyond any file',
      idxBytes({ count: 2 ** 32 - 1, rows: 2 ** 32 - 1, columns: 2 ** 32 - 1 }, 4),
      'is truncated: its header claims 4294967295 images of 4294967295 × 4294967295 pixels',
    ],
  ])('with %s is named with what was expected', (_, bytes, problem) => {
    expect(problemOf(bytes)).toContain(`FILE: ${problem}`);
    expect(problemOf(gzipSync(bytes))).toContain(`FILE: ${problem}`);
  });

  test('with another checksum shows both', () => {
    const found = createHash('sha256').update(idxBytes()).digest('hex');
    expect(problemOf(idxBytes(), 'abc')).toContain(
      `FILE: has the SHA-256 checksum ${found}; abc was expected`,
    );
  });

  test.each([
    ['a cut end', gzipSync(idxBytes()).subarray(0, -5)],
    ['nothing but the gzip magic', Buffer.of(0x1f, 0x8b)],
    ['rubbish after the gzip magic', Buffer.of(0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8)],
  ])('that is gzipped with %s cannot be decompressed', (_, bytes) => {
    expect(problemOf(bytes)).toContain('FILE: cannot be decompressed');
  });

  test('that is a gzip bomb is not unpacked beyond what its header claims', () => {
    // 64 MiB of zeros after a header that claims 12 pixels.
    const bomb = gzipSync(Buffer.concat([idxBytes(), Buffer.alloc(2 ** 26)]));
    expect(bomb.length).toBeLessThan(2 ** 17);
    const before = process.memoryUsage().arrayBuffers;
    expect(problemOf(bomb)).toMatch(/cannot be decompressed.*larger than its header claims/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });

  test('that claims more than any image set has is not unpacked', () => {
    const bytes = gzipSync(idxBytes({ count: 2 ** 32 - 1, rows: 2 ** 16, columns: 2 ** 16 }, 100));
    expect(problemOf(bytes)).toMatch(/is truncated|cannot be decompressed/);
  });

  test('that is missing, or a folder, cannot be read', () => {
    const folder = temporaryFolder();
    const missing = join(folder, 'none');
    expect(() => readIdxImages(missing)).toThrow(DatasetError);
    expect(() => readIdxImages(missing)).toThrow(`${missing}: cannot be read`);
    expect(() => readIdxImages(folder)).toThrow(DatasetError);
  });
});

describe('any damage', () => {
  const plain = idxBytes({ count: 3, rows: 2, columns: 2 });
  const damage = fc.record({
    packed: fc.boolean(),
    position: fc.nat(),
    flip: fc.nat(255),
    length: fc.oneof(fc.constant(1e9), fc.nat(60)),
  });

  test('to a file ends in a DatasetError or in images of the sizes that it then claims', () => {
    const folder = temporaryFolder();
    const outcomes = { read: 0, rejected: 0 };
    fc.assert(
      fc.property(damage, ({ packed, position, flip, length }) => {
        const bytes = Buffer.from(packed ? gzipSync(plain) : plain);
        bytes[position % bytes.length]! ^= flip;
        const damaged = bytes.subarray(0, length);
        const file = writeBytes(folder, 'images', damaged);
        try {
          const { images } = readIdxImages(file);
          const header = packed ? gunzipSync(damaged) : damaged;
          const claimed = [4, 8, 12].map((at) => header.readUInt32BE(at));
          expect([images.count, images.rows, images.columns]).toEqual(claimed);
          expect(images.pixels).toHaveLength(images.count * images.rows * images.columns);
          expect([...images.pixels]).toEqual([...header.subarray(16)]);
          // The checksum inside gzip lets no change of the content pass.
          if (packed) expect(header.equals(plain)).toBe(true);
          outcomes.read += 1;
        } catch (error) {
          if (!(error instanceof DatasetError)) throw error;
          outcomes.rejected += 1;
        }
      }),
      { seed: 1, numRuns: 1000 },
    );
    expect(outcomes.read).toBeGreaterThan(100);
    expect(outcomes.rejected).toBeGreaterThan(100);
  });
});
