import stringWidth from 'string-width';
import { printable } from '../../core/printable.ts';
import { textTable } from '../../core/text.ts';
import { wrapped } from './wrap.ts';

/** A column of short values. The first column of a table has the names of its rows. */
export interface Column<Row> {
  /** In capitals, as headings are; of several words where it may take several lines. */
  readonly title: string;
  readonly of: (row: Row) => string;
  /** Columns with lower numbers stay columns longer when there is little room; the first one stays anyway. */
  readonly rank: number;
}

/** What may be long, such as the reason of a failure. */
export type Remark<Row> = Pick<Column<Row>, 'title' | 'of'>;

const GAP = '  ';
const INDENT = '    ';

const padded = (text: string, width: number) => text + ' '.repeat(width - stringWidth(text));

const joined = (cells: readonly string[], widths: readonly number[]) =>
  cells
    .map((cell, at) => padded(cell, widths[at] ?? 0))
    .join(GAP)
    .trimEnd();

/** Lays a table out for a terminal that is too narrow for one line per row. */
class NarrowTable<Row> {
  readonly #rows: readonly Row[];
  readonly #columns: readonly Column<Row>[];
  readonly #remarks: readonly Remark<Row>[];
  readonly #room: number;

  constructor(
    rows: readonly Row[],
    columns: readonly Column<Row>[],
    remarks: readonly Remark<Row>[],
    room: number,
  ) {
    this.#rows = rows;
    this.#columns = columns;
    this.#remarks = remarks;
    this.#room = room;
  }

  #width({ title, of }: Column<Row>): number {
    const texts = [...title.split(' '), ...this.#rows.map((row) => printable(of(row)))];
    return Math.max(...texts.map((text) => stringWidth(text)));
  }

  /** The columns that fit into so many characters, the most important ones, in their order. */
  #fitting(columns: readonly Column<Row>[], room: number): Column<Row>[] {
    const chosen = new Set<Column<Row>>();
    let left = room + GAP.length;
    for (const column of columns.toSorted((one, other) => one.rank - other.rank)) {
      left -= this.#width(column) + GAP.length;
      if (left < 0) break;
      chosen.add(column);
    }
    return columns.filter((column) => chosen.has(column));
  }

  /** The heading, its words below each other. */
  #heading(columns: readonly Column<Row>[], widths: readonly number[], indent: string): string {
    const words = columns.map(({ title }) => title.split(' '));
    const height = Math.max(0, ...words.map(({ length }) => length));
    return Array.from(
      { length: height },
      (_, line) =>
        indent +
        joined(
          words.map((word) => word[line] ?? ''),
          widths,
        ),
    ).join('\n');
  }

  /** What has no column of its own, below the row. */
  #below(row: Row, columns: readonly Column<Row>[]): string[] {
    const written = (all: readonly Remark<Row>[], between: string) =>
      all.flatMap(({ title, of }) => {
        const text = printable(of(row));
        return text === '' ? [] : [`${title.toLowerCase()}${between}${text}`];
      });
    const values = written(columns, ' ').join(', ');
    return [...(values === '' ? [] : [values]), ...written(this.#remarks, ': ')].flatMap((line) =>
      wrapped(line, this.#room - INDENT.length).map((part) => INDENT + part),
    );
  }

  items(): string[] {
    const [name, ...values] = this.#columns;
    if (name === undefined) return [];
    const nameWidth = this.#width(name);
    const inline = this.#fitting(values, this.#room - nameWidth - GAP.length);
    if (inline.length === values.length) return this.#inline([name, ...inline]);
    // The name on a line of its own makes room for what tells more.
    const columns = this.#fitting(values, this.#room - GAP.length);
    const widths = columns.map((column) => this.#width(column));
    const others = values.filter((column) => !columns.includes(column));
    return [
      `${name.title}\n${this.#heading(columns, widths, GAP)}`,
      ...this.#rows.map((row) =>
        [
          ...wrapped(printable(name.of(row)), this.#room, INDENT),
          GAP +
            joined(
              columns.map(({ of }) => printable(of(row))),
              widths,
            ),
          ...this.#below(row, others),
        ].join('\n'),
      ),
    ];
  }

  #inline(columns: readonly Column<Row>[]): string[] {
    const widths = columns.map((column) => this.#width(column));
    return [
      this.#heading(columns, widths, ''),
      ...this.#rows.map((row) =>
        [
          joined(
            columns.map(({ of }) => printable(of(row))),
            widths,
          ),
          ...this.#below(row, []),
        ].join('\n'),
      ),
    ];
  }
}

/**
 * A table with a line for each row where there is room for that. Otherwise headings take several lines, remarks
 * go below their rows, and then names and the less important values have lines of their own, too: nothing is
 * left out, and no line is wider than `room`.
 *
 * @param room - characters per line; null has no end.
 * @returns the heading, then an item per row, of one line or more.
 */
export function fittedTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  remarks: readonly Remark<Row>[],
  room: number | null,
): string[] {
  const all = [...columns, ...remarks];
  const lines = textTable([
    all.map(({ title }) => title),
    ...rows.map((row) => all.map(({ of }) => of(row))),
  ]).split('\n');
  if (room === null || lines.every((line) => stringWidth(line) <= room)) return lines;
  return new NarrowTable(rows, columns, remarks, room).items();
}
