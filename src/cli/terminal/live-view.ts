import { clearScreenDown, moveCursor } from 'node:readline';
import { printable, printableLines } from '../../core/printable.ts';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
/** What a terminal of unknown size is taken for. */
const USUAL_SIZE = { columns: 80, rows: 24 };

/** A block of lines at the end of a terminal that is drawn over and over; other lines go above it. */
export class LiveView {
  readonly #stream: NodeJS.WriteStream;
  #drawn = 0;
  #stopped = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    stream.write(HIDE_CURSOR);
  }

  #clear(): void {
    if (this.#drawn > 0) moveCursor(this.#stream, 0, -this.#drawn);
    clearScreenDown(this.#stream);
    this.#drawn = 0;
  }

  /** Replaces the block; what the terminal has no room for is left out. */
  draw(lines: readonly string[]): void {
    if (this.#stopped) return;
    const { columns, rows } = { ...USUAL_SIZE, ...sizeOf(this.#stream) };
    const room = Math.max(2, rows - 1);
    const shown =
      lines.length <= room
        ? lines
        : [...lines.slice(0, room - 1), `… and ${lines.length - room + 1} more`];
    this.#clear();
    // A line that wraps would take two rows.
    this.#stream.write(shown.map((line) => `${printable(line).slice(0, columns - 1)}\n`).join(''));
    this.#drawn = shown.length;
  }

  /** Prints lines that stay, above the block. */
  print(text: string): void {
    this.#clear();
    this.#stream.write(`${printableLines(text)}\n`);
  }

  /** Gives the cursor back; the block stays when it is drawn last. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#stream.write(SHOW_CURSOR);
  }

  /** Removes the block. */
  clear(): void {
    this.#clear();
  }
}

function sizeOf({ columns, rows }: NodeJS.WriteStream) {
  return { ...(columns > 0 && { columns }), ...(rows > 0 && { rows }) };
}
