import { html } from '../report/html.ts';

/** A row of pictures. */
interface SheetRow {
  readonly label: string;
  /** Grey levels in [0, 1], from black to white, row by row. */
  readonly pictures: readonly ArrayLike<number>[];
  /** Which pictures have a frame; none when left out. */
  readonly framed?: readonly boolean[];
}

/** Rows below a heading. */
interface SheetBlock {
  readonly heading: string;
  readonly rows: readonly SheetRow[];
}

/** What a sheet of pictures says and how large its pictures are. */
export interface Sheet {
  readonly title: string;
  /** Pixels of a picture. */
  readonly size: { readonly rows: number; readonly columns: number };
  readonly blocks: readonly SheetBlock[];
}

/** Of a sheet, in its pixels. */
const [MARGIN, GAP, LABELS, HEADING, SIDE] = [16, 6, 160, 30, 56];
const FONT = 'font-family="DejaVu Sans"';
/** Room for the headings. */
const LEAST_WIDTH = 700;
const FRAME = '#d55e00';

const number = (value: number): string => String(Math.round(100 * value) / 100);

/** The pixels of pictures as one path for each grey level: an element for each would be a hundred thousand. */
class Greys {
  readonly #paths = new Map<number, string[]>();

  /** @param scale - side of a pixel. */
  add(picture: ArrayLike<number>, columns: number, x: number, y: number, scale: number): void {
    const grey = (at: number) => Math.round(255 * Math.min(1, Math.max(0, picture[at] ?? 0)));
    for (let start = 0; start < picture.length; start += 1) {
      const level = grey(start);
      const from = start;
      const end = from - (from % columns) + columns - 1;
      while (start < end && grey(start + 1) === level) start += 1;
      // Pictures lie on black.
      if (level === 0) continue;
      const width = number((start - from + 1) * scale);
      const left = number(x + (from % columns) * scale);
      const top = number(y + Math.floor(from / columns) * scale);
      const path = this.#paths.get(level) ?? [];
      path.push(`M${left} ${top}h${width}v${number(scale)}h-${width}z`);
      this.#paths.set(level, path);
    }
  }

  svg(): string {
    const paths = [...this.#paths].toSorted(([one], [other]) => one - other);
    return paths
      .map(
        ([level, parts]) => `<path fill="rgb(${level},${level},${level})" d="${parts.join('')}"/>`,
      )
      .join('');
  }
}

/**
 * Draws rows of small pictures with labels as SVG. The same pictures give the same bytes. The height of a picture
 * is about 56 pixels, and a pixel of it whole pixels of the sheet where it is not larger than that.
 */
export function sheetSvg({ title, size: { rows, columns }, blocks }: Sheet): string {
  const fit = SIDE / Math.max(rows, columns);
  const scale = fit >= 1 ? Math.floor(fit) : fit;
  const [tall, wide] = [rows * scale, columns * scale];
  const most = Math.max(
    1,
    ...blocks.flatMap((block) => block.rows.map((row) => row.pictures.length)),
  );
  const width = Math.max(LEAST_WIDTH, Math.ceil(2 * MARGIN + LABELS + most * (wide + GAP)));
  const [greys, parts]: [Greys, string[]] = [new Greys(), []];
  const text = (x: number, y: number, weight: string, content: string) =>
    parts.push(
      html`<text x="${x}" y="${number(y)}" font-size="12" font-weight="${weight}">${content}</text>`
        .text,
    );
  const box = (x: number, y: number, grow: number, paint: string) =>
    `<rect x="${number(x - grow)}" y="${number(y - grow)}" width="${number(wide + 2 * grow)}" ` +
    `height="${number(tall + 2 * grow)}" ${paint}/>`;
  const grounds: string[] = [];
  let y = MARGIN + 12;
  text(MARGIN, y, 'bold', title);
  for (const { heading, rows: lines } of blocks) {
    y += HEADING;
    text(MARGIN, y, 'normal', heading);
    y += GAP + 4;
    for (const { label, pictures, framed } of lines) {
      text(MARGIN, y + tall / 2 + 4, 'normal', label);
      pictures.forEach((picture, at) => {
        const x = MARGIN + LABELS + at * (wide + GAP);
        if (framed?.[at] === true) grounds.push(box(x, y, 2, `fill="${FRAME}"`));
        grounds.push(box(x, y, 0, 'fill="black"'));
        greys.add(picture, columns, x, y, scale);
      });
      y += tall + GAP;
    }
  }
  const height = Math.ceil(y + MARGIN);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<g shape-rendering="crispEdges">${grounds.join('')}${greys.svg()}</g>`,
    `<g ${FONT}>${parts.join('')}</g></svg>\n`,
  ].join('');
}
