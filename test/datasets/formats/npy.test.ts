import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DatasetError } from '../../../src/core/file-errors.ts';
import { parseNpy } from '../../../src/datasets/formats/npy.ts';
import { npyBytes, numpyFile, trainLevels, uint8Bytes } from '../npy-files.ts';

const parse = (bytes: Buffer) => parseNpy('FILE', bytes).images;

describe('an .npy file that NumPy wrote', () => {
  test.each(['train.npy', 'version2.npy', 'version3.npy'])('gives its grey levels: %s', (name) => {
    const { pixels, ...sizes } = parse(numpyFile(name));
    expect(sizes).toEqual({ count: 8, rows: 2, columns: 3 });
    expect([...pixels]).toEqual(trainLevels);
  });

  test('of bools gives black and white', () => {
    const { pixels } = parse(numpyFile('bool.npy'));
    expect([...pixels]).toEqual(trainLevels.map((level) => (level > 100 ? 255 : 0)));
  });

  test.each(['f2', 'f4', 'f8', 'f2be', 'f4be', 'f8be'])('of floats gives them: %s', (name) => {
    const { pixels, ...sizes } = parse(numpyFile(`${name}.npy`));
    expect(sizes).toMatchObject({ count: 8, rows: 1, columns: 6 });
    // (np.arange(8 * 6) % 9) / 8.
    expect(pixels).toEqual(Float32Array.from({ length: 48 }, (_, at) => (at % 9) / 8));
  });

  test('of half precision gives the nearest such numbers', () => {
    const { pixels } = parse(numpyFile('half.npy'));
    // Of 0, 6e-8, 6.1e-5, 0.333, 0.9995 and 1, the first two below the least normal number.
    const nearest = [0, 2 ** -24, 1023 * 2 ** -24, 1364 * 2 ** -12, 2047 * 2 ** -11, 1];
    expect([...pixels]).toEqual(nearest);
  });

  test('of images that are lists of pixels gives squares where it can', () => {
    expect(parse(uint8Bytes([2, 9]))).toMatchObject({ count: 2, rows: 3, columns: 3 });
    expect(parse(uint8Bytes([2, 8]))).toMatchObject({ count: 2, rows: 1, columns: 8 });
  });
});

describe('an .npy file that does not hold images is named with what is expected:', () => {
  const cut = numpyFile('train.npy').subarray(0, -1);
  test.each<readonly [string, Buffer, string, string]>([
    ['whole numbers', numpyFile('int64.npy'), 'holds elements of type "<i8"', 'array.astype'],
    ['records', numpyFile('records.npy'), 'holds elements of type "records"', 'Give uint8'],
    [
      'Fortran order',
      numpyFile('fortran.npy'),
      'in Fortran order',
      'numpy.ascontiguousarray(array)',
    ],
    ['channels', numpyFile('channels.npy'), 'an array of shape [8, 1, 2, 3]', 'numpy.squeeze'],
    ['one dimension', numpyFile('flat.npy'), 'an array of shape [48]', '[N, pixels]'],
    ['no bytes', Buffer.alloc(0), 'does not start with \\x93NUMPY', 'numpy.save'],
    ['text', Buffer.from('0 1 0\n'), 'is no .npy file', 'numpy.save'],
    ['the magic number alone', cut.subarray(0, 6), 'has version 0.0', 'Versions 1.0'],
    [
      'half a header',
      cut.subarray(0, 100),
      'has a header of 118 bytes that is not all',
      'numpy.save',
    ],
    [
      'version 4',
      Buffer.concat([cut.subarray(0, 6), Buffer.of(4), cut.subarray(7)]),
      '4.0',
      '1.0, 2.0',
    ],
    [
      'no shape',
      npyBytes("{'descr': '|u1', 'fortran_order': False}"),
      'without a shape',
      'numpy.save',
    ],
    ['no type', npyBytes("{'shape': (6, 2)}"), 'of type "no type"', 'Give uint8'],
    // A header of 128 bytes in all, and 48 elements.
    ['a cut end', cut, '[8, 2, 3] and type |u1, that is 176 bytes, and it holds 175', 'again'],
    ['trailing bytes', Buffer.concat([cut, cut]), 'is too long: its header claims', 'again'],
    ['a huge claim', uint8Bytes([2 ** 40, 784], 3), 'is truncated: its header claims', 'again'],
    [
      'an endless claim',
      npyBytes(`{'descr': '|u1', 'fortran_order': False, 'shape': (${'9'.repeat(400)}, 2)}`),
      'is truncated',
      'again',
    ],
  ])('%s', (_, bytes, problem, remedy) => {
    expect(() => parse(bytes)).toThrow(DatasetError);
    expect(() => parse(bytes)).toThrow('FILE: ');
    expect(() => parse(bytes)).toThrow(problem);
    expect(() => parse(bytes)).toThrow(remedy);
  });

  test('a header of any length is not read', () => {
    const bytes = Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\xff', 'latin1');
    expect(() => parse(bytes)).toThrow('has a header of 4294967295 bytes');
  });

  test.each([1.5, -0.001, 255, Number.NaN, Number.POSITIVE_INFINITY])(
    '%d among floats',
    (value) => {
      const bytes = Buffer.from(numpyFile('f4.npy'));
      // The second pixel of the third image.
      bytes.writeFloatLE(value, 128 + 4 * (2 * 6 + 1));
      const found = Math.fround(value);
      expect(() => parse(bytes)).toThrow(
        `FILE: holds ${found} in image 3. Floats must be in [0, 1]`,
      );
    },
  );

  test('after any damage, it is named, or gives images of one size', () => {
    const outcomes = { read: 0, rejected: 0 };
    const plain = numpyFile('f4.npy');
    const damage = fc.tuple(
      fc.nat(plain.length - 1),
      fc.nat(255),
      fc.oneof(fc.constant(1e9), fc.nat(400)),
    );
    fc.assert(
      fc.property(damage, ([position, flip, length]) => {
        const bytes = Buffer.from(plain);
        bytes[position]! ^= flip;
        try {
          const { count, rows, columns, pixels } = parse(bytes.subarray(0, length));
          expect(pixels).toHaveLength(count * rows * columns);
          for (const pixel of pixels)
            expect(pixel).toBeLessThanOrEqual(pixels instanceof Float32Array ? 1 : 255);
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
