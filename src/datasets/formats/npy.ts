import { DatasetError } from '../../core/file-errors.ts';
import type { Images } from '../images.ts';
import { shapeOf } from '../images.ts';

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** Of the header's text; that of an array of images has about a hundred. */
const MAX_HEADER_BYTES = 2 ** 11;

/** What an .npy file says of its array. */
export interface NpyHeader {
  /** NumPy's name of the element type: `<f4`. */
  readonly type: string;
  /** Bytes of one element. */
  readonly itemBytes: number;
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly start: number;
  /** The file's length by its header. */
  readonly length: number;
}

type Reader = (view: DataView, at: number) => number;

/** A half-precision float: a sign, 5 bits of exponent and 10 of fraction (IEEE 754). */
function float16(bits: number): number {
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  const sign = bits >= 0x8000 ? -1 : 1;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (fraction + 1024) * 2 ** (exponent - 25));
}

/** The floats that are read, by NumPy's name of their type. */
const floats: Readonly<Record<string, Reader>> = {
  '<f2': (view, at) => float16(view.getUint16(at, true)),
  '>f2': (view, at) => float16(view.getUint16(at, false)),
  '<f4': (view, at) => view.getFloat32(at, true),
  '>f4': (view, at) => view.getFloat32(at, false),
  '<f8': (view, at) => view.getFloat64(at, true),
  '>f8': (view, at) => view.getFloat64(at, false),
};

const isRead = (type: string): boolean => type === '|u1' || type === '|b1' || type in floats;

function textOf(file: string, bytes: Buffer): { text: string; start: number } {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new DatasetError(
      file,
      'is no .npy file: it does not start with \\x93NUMPY',
      'Write it with numpy.save.',
    );
  }
  const [major = 0, minor = 0] = bytes.subarray(MAGIC.length);
  if (major < 1 || major > 3) {
    const found = `has version ${major}.${minor} of the .npy format`;
    throw new DatasetError(file, found, 'Versions 1.0, 2.0 and 3.0 are read.');
  }
  const size = major === 1 ? 2 : 4;
  const begin = MAGIC.length + 2 + size;
  const length = bytes.length < begin ? 0 : bytes.readUIntLE(begin - size, size);
  const start = begin + length;
  if (length === 0 || length > MAX_HEADER_BYTES || bytes.length < start) {
    const found = `has a header of ${length} bytes that is not all there, or is no header of an array`;
    throw new DatasetError(file, found, 'Write it with numpy.save.');
  }
  return { text: bytes.toString('utf8', begin, start), start };
}

/**
 * Reads the header of an .npy file (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 *
 * @param file - for messages.
 * @param bytes - the first bytes of the file, or all of it.
 * @throws DatasetError when the array is not one of images.
 */
export function readNpyHeader(file: string, bytes: Buffer): NpyHeader {
  const { text, start } = textOf(file, bytes);
  const type = /'descr': *'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order': *(True|False)/.exec(text)?.[1];
  const shape = /'shape': *\(([\d, ]*)\)/
    .exec(text)?.[1]
    ?.split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  if (type === undefined || !isRead(type)) {
    const found = type ?? (text.includes("'descr'") ? 'records' : 'no type');
    throw new DatasetError(
      file,
      `holds elements of type ${JSON.stringify(found)}`,
      'Give uint8 grey levels (0 … 255), bool, or floats (float16, float32, float64) in [0, 1]: array.astype(…).',
    );
  }
  if (shape === undefined || fortran === undefined) {
    throw new DatasetError(
      file,
      'has a header without a shape or an order',
      'Write it with numpy.save.',
    );
  }
  if (shape.length !== 2 && shape.length !== 3) {
    throw new DatasetError(
      file,
      `holds an array of shape [${shape.join(', ')}]`,
      'Images are [N, rows, columns] or [N, pixels]: see numpy.squeeze and numpy.reshape.',
    );
  }
  if (fortran === 'True') {
    throw new DatasetError(
      file,
      'holds an array in Fortran order',
      'Save numpy.ascontiguousarray(array) instead.',
    );
  }
  const itemBytes = Number(type.slice(2));
  const length = start + itemBytes * shape.reduce((product, size) => product * size, 1);
  return { type, itemBytes, shape, start, length };
}

function floatsOf(file: string, bytes: Buffer, header: NpyHeader): Float32Array {
  const { type, itemBytes, shape, start } = header;
  const read = floats[type] as Reader;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array((header.length - start) / itemBytes);
  for (let at = 0; at < values.length; at += 1) {
    const value = read(view, start + at * itemBytes);
    if (!(value >= 0 && value <= 1)) {
      const image = Math.floor((at * (shape[0] ?? 1)) / values.length) + 1;
      throw new DatasetError(
        file,
        `holds ${value} in image ${image}`,
        'Floats must be in [0, 1]; divide grey levels by the largest.',
      );
    }
    values[at] = value;
  }
  return values;
}

function pixelsOf(file: string, bytes: Buffer, header: NpyHeader): Images['pixels'] {
  if (header.type in floats) return floatsOf(file, bytes, header);
  const elements = bytes.subarray(header.start);
  return header.type === '|u1' ? elements : elements.map((element) => (element === 0 ? 0 : 255));
}

/**
 * Parses an .npy file of images: an array [N, rows, columns] or [N, pixels] of uint8 grey levels, bools, or floats
 * in [0, 1], which are kept in single precision.
 *
 * @param file - for messages.
 * @returns the images, and NumPy's name of the type of an element: `<f4`.
 * @throws DatasetError that names what was found and what was expected.
 */
export function parseNpy(file: string, bytes: Buffer): { images: Images; type: string } {
  const header = readNpyHeader(file, bytes);
  const { type, shape, length } = header;
  if (bytes.length !== length) {
    const relation = bytes.length < length ? 'is truncated' : 'is too long';
    throw new DatasetError(
      file,
      `${relation}: its header claims an array of shape [${shape.join(', ')}] and type ${type}, that is ` +
        `${length} bytes, and it holds ${bytes.length}`,
      'Write it again.',
    );
  }
  const [count = 0, rows = 0, columns] = shape;
  const size = columns === undefined ? shapeOf(rows) : { rows, columns };
  return { type, images: { count, ...size, pixels: pixelsOf(file, bytes, header) } };
}
