import { markerNames } from '../estimators/palette.ts';
import type { MarkerName } from '../estimators/palette.ts';
import { heightAt } from './polyline.ts';
import type { Place } from './polyline.ts';

type Point = Place;

const turned = (points: readonly Point[], degrees: number): Point[] => {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return points.map(([x, y]) => [x * cos - y * sin, x * sin + y * cos]);
};

const triangle: readonly Point[] = [
  [0, -1.15],
  [1.1, 0.8],
  [-1.1, 0.8],
];

const arm = 0.38;

const plus: readonly Point[] = [0, 90, 180, 270].flatMap((degrees) =>
  turned(
    [
      [-arm, -1.2],
      [arm, -1.2],
      [arm, -arm],
    ],
    degrees,
  ),
);

const circle: readonly Point[] = Array.from({ length: 24 }, (_, at) =>
  turned([[0, -1]], 15 * at),
).flat();

/**
 * Shapes that lie on a line here and there, by name: corners within about one unit of the middle, y
 * downwards. One set serves figures, legends and the report.
 */
const markers = {
  triangle,
  diamond: [
    [0, -1.3],
    [1.15, 0],
    [0, 1.3],
    [-1.15, 0],
  ],
  cross: turned(plus, 45),
  'triangle down': turned(triangle, 180),
  plus,
  'triangle right': turned(triangle, 90),
  'triangle left': turned(triangle, 270),
  square: [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
} as const satisfies Readonly<Record<MarkerName, readonly Point[]>>;

export type Marker = MarkerName;

export { markerNames };

/** Two decimals of a pixel are more than anyone sees, and keep platforms from differing in the last bits. */
const number = (value: number) => String(Number(value.toFixed(3)));

const cornersOf = (marker: Marker | null): readonly Point[] =>
  marker === null ? circle : markers[marker];

const closed = (points: readonly Point[], radius: number) =>
  `M${points.map(([x, y]) => `${number(radius * x)},${number(radius * y)}`).join('L')}Z`;

/**
 * A closed path of SVG.
 *
 * @param marker - null gives a disc, for a point that no line leads to.
 * @param radius - of the marker, in the unit of the path.
 */
export function markerPath(marker: Marker | null, radius: number): string {
  return closed(cornersOf(marker), radius);
}

/** The same as a ring, whatever fills it. */
export function ringPath(marker: Marker | null, radius: number): string {
  const inner = cornersOf(marker).toReversed();
  return `${markerPath(marker, radius)}${closed(inner, 0.85 * radius)}`;
}

/** How many times a line bears its marker. */
const TIMES = 4;

/**
 * Where a line bears its marker: at even distances along x, which differ between lines, so that those that
 * lie on one another bear theirs at different places. A single point is its own place.
 *
 * @param line - its corners.
 * @param turn - its place among the marked lines of its chart, from 0.
 * @param lines - the number of those.
 */
export function markerPlaces(line: readonly Place[], turn: number, lines: number): Place[] {
  const [first] = line;
  const last = line.at(-1);
  if (first === undefined || last === undefined) return [];
  if (line.length === 1) return [first];
  return Array.from({ length: TIMES }, (_, time): Place => {
    const share = (time * lines + turn + 0.5) / (TIMES * lines);
    const x = first[0] + share * (last[0] - first[0]);
    return [x, heightAt(line, x) ?? last[1]];
  });
}
