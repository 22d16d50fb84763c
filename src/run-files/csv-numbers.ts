/** The number that a cell holds; NaN when it holds none. */
export function numberOf(cell = ''): number {
  const value = Number(cell);
  // That is what JavaScript takes a blank for.
  return value === 0 && cell.trim() === '' ? Number.NaN : value;
}

const COMMA = 0x2c;
const CARRIAGE_RETURN = 0x0d;
const ZERO = 0x30;
const NINE = 0x39;
const ASCII = 0x7f;

/** A whole number of so many digits is what its digits say, without rounding. */
const EXACT_DIGITS = 15;

/** Reads the numbers of lines one by one, without an object for any of them. */
export class NumberReader {
  readonly #bytes: Buffer;
  readonly #text: string;
  #end = 0;
  #from = 0;
  #to = 0;
  #isWhole = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    // A character for each byte, which is enough for numbers.
    this.#text = bytes.toString('latin1');
  }

  /** Goes to a line, before its first cell. */
  start(from: number, end: number): void {
    // Lines that end as on Windows.
    this.#end = end > from && this.#bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    this.#to = from - 1;
  }

  /**
   * Goes to the next cell.
   *
   * @param last - whether the line has to end with it, instead of going on.
   * @returns whether it does, and whether the cell holds nothing but ASCII.
   */
  next(last: boolean): boolean {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.#to + 1;
    let isWhole = true;
    let all = 0;
    this.#from = at;
    for (; at < end; at += 1) {
      const code = bytes[at] ?? 0;
      if (code === COMMA) break;
      all |= code;
      if (code < ZERO || code > NINE) isWhole = false;
    }
    this.#to = at;
    this.#isWhole = isWhole;
    return all <= ASCII && (at === end) === last;
  }

  /** The number in the cell; NaN when it holds none. */
  get value(): number {
    const length = this.#to - this.#from;
    if (!this.#isWhole || length === 0 || length > EXACT_DIGITS) {
      return numberOf(this.#text.slice(this.#from, this.#to));
    }
    let value = 0;
    for (let at = this.#from; at < this.#to; at += 1) {
      value = 10 * value + (this.#bytes[at] ?? 0) - ZERO;
    }
    return value;
  }
}
