import { DatasetError } from '../../core/file-errors.ts';
import type { Images } from '../images.ts';
import { shapeOf } from '../images.ts';

const NEWLINE = 0x0a;
const SPACE = 0x20;
const ZERO = 0x30;
const ONE = 0x31;
/** What a message shows of a text that is no number. */
const MAX_SHOWN = 20;

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Spaces, tabs, carriage returns and newlines. */
const isSpace = (byte: number | undefined): boolean =>
  byte === SPACE || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);

/** Pixels in the order of the file: bytes as long as all are black or white, floats from the first grey on. */
class Pixels {
  #count = 0;
  #values: Uint8Array | Float32Array;

  /** @param capacity - the most pixels there can be; memory that is not written costs nothing. */
  constructor(capacity: number) {
    this.#values = new Uint8Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  /** @param value - in [0, 1]. */
  add(value: number): void {
    if (this.#values instanceof Float32Array) this.#values[this.#count] = value;
    else if (value === 0 || value === 1) this.#values[this.#count] = 255 * value;
    else this.#addFirstGrey(value);
    this.#count += 1;
  }

  #addFirstGrey(value: number): void {
    const bytes = this.#values;
    this.#values = new Float32Array(bytes.length);
    for (let at = 0; at < this.#count; at += 1) this.#values[at] = (bytes[at] ?? 0) / 255;
    this.#values[this.#count] = value;
  }

  /** A copy of what was added. */
  taken(): Uint8Array | Float32Array {
    return this.#values.slice(0, this.#count);
  }
}

/** The end of the text that starts at `from`. */
function endOf(bytes: Buffer, from: number): number {
  let to = from;
  while (to < bytes.length && !isSpace(bytes[to])) to += 1;
  return to;
}

function pixelOf(file: string, line: number, text: string): number {
  const value = number.test(text) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= 1) return value;
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  throw new DatasetError(
    file,
    `holds ${JSON.stringify(shown)} in line ${line}`,
    'A line is one image: numbers from 0 to 1, separated by spaces.',
  );
}

/**
 * Parses text in which every line is an image: numbers in [0, 1] separated by spaces. Empty lines are skipped.
 *
 * @param file - for messages.
 * @throws DatasetError that names the line.
 */
export function parseAmat(file: string, bytes: Buffer): Images {
  const pixels = new Pixels(Math.ceil(bytes.length / 2));
  let [line, count, columns, start] = [1, 0, 0, 0];
  const endLine = () => {
    const found = pixels.count - start;
    if (found === 0) return;
    if (count > 0 && found !== columns) {
      const problem = `holds ${found} pixels in line ${line} and ${columns} in those before it`;
      throw new DatasetError(file, problem, 'All images must have the same size.');
    }
    [count, columns, start] = [count + 1, found, pixels.count];
  };
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === NEWLINE) {
      endLine();
      line += 1;
    } else if ((byte === ZERO || byte === ONE) && isSpace(bytes[at + 1])) {
      // The usual case, fifty million times in the file of MNIST.
      pixels.add(byte - ZERO);
    } else if (!isSpace(byte)) {
      const end = endOf(bytes, at);
      pixels.add(pixelOf(file, line, bytes.toString('latin1', at, end)));
      at = end - 1;
    }
  }
  endLine();
  if (count === 0) {
    throw new DatasetError(file, 'holds no images', 'Each line must be an image.');
  }
  return { count, ...shapeOf(columns), pixels: pixels.taken() };
}
