import { clearScreenDown, moveCursor } from 'node:readline';
import stringWidth from 'string-width';
import { printableLines } from '../../core/printable.ts';
import { wrapped } from './wrap.ts';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
/** What a terminal of unknown size is taken for. */
const USUAL_SIZE = { columns: 80, rows: 24 };

/** How much fits on a line and on the screen; the last column is left free, where terminals wrap. */
export function roomOf({ columns, rows }: NodeJS.WriteStream): { columns: number; rows: number } {
  const size = { ...USUAL_SIZE, ...(columns > 0 && { columns }), ...(rows > 0 && { rows }) };
  return { columns: Math.max(1, size.columns - 1), rows: Math.max(2, size.rows - 1) };
}

/** Begins what did not fit on the line above. */
const INDENT = '    ';

/** A block of lines at the end of a terminal that is drawn over and over; other lines go above it. */
export class LiveView {
  readonly #stream: NodeJS.WriteStream;
  #items: readonly string[] = [];
  /** Widths of the lines that are on the screen. */
  #drawn: readonly number[] = [];
  #stopped = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    stream.write(HIDE_CURSOR);
  }

  #erase(): void {
    // A terminal that has become narrower has wrapped what was drawn.
    const columns = roomOf(this.#stream).columns + 1;
    const rows = this.#drawn.reduce(
      (sum, width) => sum + Math.max(1, Math.ceil(width / columns)),
      0,
    );
    if (rows > 0) moveCursor(this.#stream, 0, -rows);
    clearScreenDown(this.#stream);
    this.#drawn = [];
  }

  /** The items in lines that fit, as many as there is room for. */
  #lines(): string[] {
    const { columns, rows } = roomOf(this.#stream);
    const items = this.#items.map((item) => wrapped(printableLines(item), columns, INDENT));
    const all = items.flat();
    if (all.length <= rows) return all;
    const shown: string[] = [];
    for (const [at, lines] of items.entries()) {
      if (shown.length + lines.length > rows - 1) {
        return [...shown, ...wrapped(`… and ${items.length - at} more`, columns).slice(0, 1)];
      }
      shown.push(...lines);
    }
    return shown;
  }

  #show(): void {
    const lines = this.#lines();
    this.#stream.write(lines.map((line) => `${line}\n`).join(''));
    this.#drawn = lines.map((line) => stringWidth(line));
  }

  /**
   * Replaces the block. Lines that are too wide go on below; items that the screen has no room for are left out.
   *
   * @param items - each has one line or several.
   */
  draw(items: readonly string[]): void {
    if (this.#stopped) return;
    this.#items = items;
    this.#erase();
    this.#show();
  }

  /** Prints lines that stay, above the block. */
  print(text: string): void {
    this.#erase();
    const { columns } = roomOf(this.#stream);
    this.#stream.write(`${wrapped(text, columns, INDENT).join('\n')}\n`);
    if (!this.#stopped) this.#show();
  }

  /** Gives the cursor back; the block stays when it is drawn last. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#stream.write(SHOW_CURSOR);
  }

  /** Removes the block. */
  clear(): void {
    this.#items = [];
    this.#erase();
  }
}
