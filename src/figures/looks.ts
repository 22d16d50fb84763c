import { palette } from '../estimators/palette.ts';
import { markerNames } from './markers.ts';
import type { Marker } from './markers.ts';

/** What tells a line from the others of its chart. */
export interface Look {
  readonly colour: string;
  /** Whether it is dashed, as its cost is that of ARSM. */
  readonly merged: boolean;
  readonly marker: Marker | null;
}

const colours: readonly string[] = Object.values(palette);

/** In the order in which values of a setting get them: the clearest apart first. */
const inTurn: readonly string[] = [
  ...[palette.blue, palette.vermillion, palette.green, palette.violet, palette.grey],
  ...[palette.brown, palette.magenta, palette.pink],
];

/** The look of what has the place `at` among the values that colours stand for, without its dash. */
export function colourLook(at: number): Pick<Look, 'colour' | 'marker'> {
  const colour = inTurn[at % inTurn.length] ?? palette.grey;
  const round = Math.floor(at / inTurn.length);
  return {
    colour,
    marker: round === 0 ? null : (markerNames[(round - 1) % markerNames.length] ?? null),
  };
}

/** The looks that a line may take, the best first: its own, its colour with other markers, other colours. */
function* looksFrom(own: Look): Generator<Look> {
  yield own;
  const others = colours.filter((colour) => colour !== own.colour);
  for (const colour of [own.colour, ...others]) {
    for (const marker of [null, ...markerNames]) yield { ...own, colour, marker };
  }
}

const textOf = ({ colour, merged, marker }: Look) => `${colour} ${merged} ${marker ?? ''}`;

/** The first look that is free; the line's own when all are taken. */
function freeLook(own: Look, taken: ReadonlySet<string>): Look {
  for (const look of looksFrom(own)) if (!taken.has(textOf(look))) return look;
  return own;
}

/**
 * Gives lines looks that differ within each chart; those that differ from the others keep their own.
 *
 * @param charts - the lines of each chart.
 * @param kindOf - what is the same of lines that should look the same in every chart.
 */
export function distinctLooks<Line extends Look>(
  charts: readonly (readonly Line[])[],
  kindOf: (line: Line) => string,
): Line[][] {
  const remembered = new Map<string, Look>();
  const found = new Map<Line, Line>();
  // The fullest chart decides for those with fewer lines.
  for (const lines of charts.toSorted((one, other) => other.length - one.length)) {
    const taken = new Set<string>();
    for (const line of lines) {
      const kind = `${textOf(line)}\n${kindOf(line)}`;
      const { colour, marker } = freeLook({ ...line, ...remembered.get(kind) }, taken);
      const look = { colour, merged: line.merged, marker };
      taken.add(textOf(look));
      remembered.set(kind, look);
      found.set(line, { ...line, ...look });
    }
  }
  return charts.map((lines) => lines.map((line) => found.get(line) ?? line));
}

/** Gives a line a marker that no other has, or at least none of its colour and dash. */
export function withMarker<Line extends Look>(line: Line, others: readonly Look[]): Line {
  const markers = new Set(others.map((other) => other.marker));
  const taken = new Set(others.map(textOf));
  const marker =
    markerNames.find((one) => !markers.has(one)) ??
    markerNames.find((one) => !taken.has(textOf({ ...line, marker: one })));
  return { ...line, marker: marker ?? null };
}
