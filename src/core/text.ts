import { relative } from 'node:path';
import { printable } from './printable.ts';

/**
 * A Markdown table, its columns padded to one width as formatters do.
 *
 * @param rows - the heading first; a bar in a cell is escaped.
 */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll('|', String.raw`\|`)));
  const widths = (escaped[0] ?? []).map((_, column) =>
    Math.max(3, ...escaped.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [heading = [], ...body] = escaped;
  return [line(heading), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join(
    '\n',
  );
}

/** A path as people write it: relative to the working directory when it lies below it. */
export function shownPath(path: string): string {
  const shown = relative(process.cwd(), path);
  return printable(shown === '' || shown.startsWith('..') ? path : shown);
}

/** The first line of a message, without a full stop at its end: the reader's sentence goes on after it. */
export function firstLine(message: string): string {
  const [line = ''] = message.split('\n');
  return line.trim().replace(/\.$/, '');
}

/** Rows of cells as lines with aligned columns, two spaces apart; a cell is one line whatever it holds. */
export function textTable(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(printable));
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
