import stringWidth from 'string-width';

/** A sequence that a terminal obeys, such as a change of colour, or one character. */
const PIECES = /\u001B\[[\d;]*m|./gsu;

/** A word in pieces that fit; what changes colours takes no room. */
function broken(word: string, columns: number): string[] {
  const pieces: string[] = [];
  let present = '';
  let width = 0;
  for (const [piece] of word.matchAll(PIECES)) {
    const more = stringWidth(piece);
    if (width + more > columns && width > 0) {
      pieces.push(present);
      [present, width] = ['', 0];
    }
    present += piece;
    width += more;
  }
  return [...pieces, present];
}

/** One line as lines that fit. */
function wrappedLine(line: string, columns: number, indent: string): string[] {
  if (stringWidth(line) <= columns) return [line];
  const start = /^ */.exec(line)?.[0] ?? '';
  const lines = [start];
  for (const word of line.trim().split(/ +/)) {
    const last = lines.at(-1) ?? '';
    const isFirst = last.trim() === '';
    const longer = isFirst ? last + word : `${last} ${word}`;
    if (stringWidth(longer) <= columns) {
      lines[lines.length - 1] = longer;
      continue;
    }
    const [first = '', ...others] = broken(word, Math.max(1, columns - indent.length));
    if (isFirst) lines.pop();
    lines.push(indent + first, ...others.map((piece) => indent + piece));
  }
  return lines;
}

/** The widest indentation of what is wrapped, as a share of the terminal. */
const LARGEST_INDENT = 1 / 4;

/**
 * A text as lines that a terminal of this many columns shows in full: broken between words, and within those
 * that are wider than the terminal. Texts may have colours.
 *
 * @param indent - what begins the lines after a break, where there is room for it.
 */
export function wrapped(text: string, columns: number, indent = ''): string[] {
  const used = indent.length <= columns * LARGEST_INDENT ? indent : '';
  return text.split('\n').flatMap((line) => wrappedLine(line, columns, used));
}
