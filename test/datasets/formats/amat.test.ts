import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DatasetError } from '../../../src/core/file-errors.ts';
import { parseAmat } from '../../../src/datasets/formats/amat.ts';

const parse = (text: string) => parseAmat('FILE', Buffer.from(text));

const pixelsOf = (text: string) => {
  const { count, pixels } = parse(text);
  return { count, pixels: [...pixels] };
};

describe('text of one image per line', () => {
  test('of zeros and ones is black and white in bytes', () => {
    const images = parse('0 1 1 0\n1 0 0 1\n');
    expect(images).toMatchObject({ count: 2, rows: 2, columns: 2 });
    expect(images.pixels).toEqual(Uint8Array.of(0, 255, 255, 0, 255, 0, 0, 255));
  });

  test.each([
    ['without a newline at its end', '0 1\n1 0'],
    ['with spaces at the ends of lines', '0 1 \n1 0 \n'],
    ['with spaces before', '  0 1\n 1 0\n'],
    ['with several spaces', '0   1\n1  0\n'],
    ['with tabs', '0\t1\n1\t0\n'],
    ['with carriage returns', '0 1\r\n1 0\r\n'],
    ['with empty lines', '\n0 1\n\n \n1 0\n\n'],
    // As numpy.savetxt writes them.
    [
      'of floats',
      '0.000000000000000000e+00 1.000000000000000000e+00\n1.000000000000000000e+00 0.000000000000000000e+00\n',
    ],
    ['of numbers in other notations', '0.0 1.\n+1 -0\n'],
  ])('may be %s', (_, text) => {
    expect(pixelsOf(text)).toEqual({ count: 2, pixels: [0, 255, 255, 0] });
  });

  test('of other numbers is grey in floats, from the first one on', () => {
    const { pixels } = parse('0 1 1\n0 .25 1\n5e-1 0 1e-3\n');
    expect(pixels).toEqual(Float32Array.of(0, 1, 1, 0, 0.25, 1, 0.5, 0, 1e-3));
  });

  test('is a square if it can be one, and one row otherwise', () => {
    const sizes = (pixels: number) => parse(`${'0 '.repeat(pixels)}\n`);
    expect(sizes(784)).toMatchObject({ rows: 28, columns: 28 });
    expect(sizes(1)).toMatchObject({ rows: 1, columns: 1 });
    expect(sizes(785)).toMatchObject({ rows: 1, columns: 785 });
  });

  test('is read as any number of images that was written', () => {
    const images = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
      .chain(([count, columns]) =>
        fc.array(
          fc.array(fc.float({ min: 0, max: 1, noNaN: true }), {
            minLength: columns,
            maxLength: columns,
          }),
          { minLength: count, maxLength: count },
        ),
      );
    fc.assert(
      fc.property(images, (rows) => {
        const {
          count,
          columns,
          rows: side,
          pixels,
        } = parse(rows.map((row) => row.join(' ')).join('\n'));
        expect([count, side * columns]).toEqual([rows.length, rows[0]!.length]);
        const white = pixels instanceof Uint8Array ? 255 : 1;
        expect([...pixels].map((pixel) => pixel / white)).toEqual(
          rows.flat().map((value) => value + 0),
        );
      }),
      { seed: 1 },
    );
  });
});

describe('bad text is named with its line:', () => {
  test.each([
    ['an empty file', '', 'holds no images. Each line must be an image.'],
    ['nothing but white space', ' \n\r\n', 'holds no images.'],
    ['a short line', '0 1\n1 0\n1\n', 'holds 1 pixels in line 3 and 2 in those before it.'],
    ['a long line', '0 1\n\n1 0 1\n', 'holds 3 pixels in line 3 and 2 in those before it.'],
    ['a short last line', '0 1\n1', 'holds 1 pixels in line 2 and 2 in those before it.'],
    ['a grey level of 255', '0 1\n0 255\n', 'holds "255" in line 2. A line is one image'],
    ['a negative number', '0 -0.5\n', 'holds "-0.5" in line 1.'],
    ['a number above one', '0 1.0000001\n', 'holds "1.0000001" in line 1.'],
    ['a word', '0 1\nlabel 0\n', 'holds "label" in line 2.'],
    ['commas', '0,1\n', 'holds "0,1" in line 1.'],
    ['nan', '0 nan\n', 'holds "nan" in line 1.'],
    ['infinity', '0 Infinity\n', 'holds "Infinity" in line 1.'],
    ['hexadecimal digits', '0 0x1\n', 'holds "0x1" in line 1.'],
    ['digits without spaces', '0101\n', 'holds "0101" in line 1.'],
    ['zero bytes', '0 \0\n', 'holds "\\u0000" in line 1.'],
    ['a byte order mark', '\ufeff0 1\n', 'in line 1.'],
    ['a word of any length', `0 ${'x'.repeat(1e6)}\n`, `holds "${'x'.repeat(20)}…" in line 1.`],
  ])('%s', (_, text, problem) => {
    expect(() => parse(text)).toThrow(DatasetError);
    expect(() => parse(text)).toThrow('FILE: holds');
    expect(() => parse(text)).toThrow(problem);
  });

  test('any bytes end in a DatasetError or in images of one size', () => {
    const characters = fc.constantFrom('0', '1', ' ', '\n', '0 ', '1 ', '0.5 ', '.', 'e', '-', 'x');
    const outcomes = { read: 0, rejected: 0 };
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 12 }), (parts) => {
        try {
          const { count, rows, columns, pixels } = parse(parts.join(''));
          expect(pixels).toHaveLength(count * rows * columns);
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
