/** A rectangle in pixels, by its edges; y downwards. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What a label is about, and how much room it needs, in pixels. */
export interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a label stands. */
export interface PlacedLabel extends Box {
  /** Whether it is so far from its point that a line has to lead there. */
  readonly isFar: boolean;
}

/** Pixels between a point's middle and the nearest edge of its label: beside it, and further away. */
const DISTANCES = [8, 12, 18, 26, 38, 52, 68, 86, 106, 130];
/** Beyond this distance a line leads from the label to its point. */
const NEAR = 12;
const DIRECTIONS = 24;
/** How often all labels are placed anew, given the others. */
const PASSES = 4;
/** Pixels between labels, and of half a marker. */
const [GAP, MARKER] = [2, 5];

/** Costs of a pixel of overlap with another label, of what is drawn, outside of the area, and of distance. */
const [OVER_LABEL, OVER_MARK, OUTSIDE, AWAY] = [10, 3, 50, 1.2];
/** Costs of lines that cross, and of a pixel that a label is nearer to another point than to its own. */
const [CROSSING, NEARER] = [150, 8];
/** By so many pixels a label should be nearer to its own point. */
const CLEARLY = 5;

const overlap = (one: Box, other: Box): number =>
  Math.max(0, Math.min(one.right, other.right) - Math.max(one.left, other.left)) *
  Math.max(0, Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top));

const grown = ({ left, top, right, bottom }: Box, by: number): Box => ({
  left: left - by,
  top: top - by,
  right: right + by,
  bottom: bottom + by,
});

/** The point of a box that is nearest to a place. */
export const nearestOf = (
  { left, top, right, bottom }: Box,
  { x, y }: { readonly x: number; readonly y: number },
): { readonly x: number; readonly y: number } => ({
  x: Math.min(right, Math.max(left, x)),
  y: Math.min(bottom, Math.max(top, y)),
});

interface Candidate extends PlacedLabel {
  readonly distance: number;
}

/** Places around a point: at every distance all directions, to the right first. */
function candidatesOf({ x, y, width, height }: LabelledPoint): Candidate[] {
  return DISTANCES.flatMap((distance) =>
    Array.from({ length: DIRECTIONS }, (_, at) => {
      const angle = (2 * Math.PI * at) / DIRECTIONS;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      // The label's edge, not its middle, is this far away.
      const left = x + distance * cos + ((Math.sign(Math.round(1e6 * cos)) - 1) / 2) * width;
      const top = y + distance * sin + ((Math.sign(Math.round(1e6 * sin)) - 1) / 2) * height;
      const isFar = distance > NEAR;
      return { left, top, right: left + width, bottom: top + height, isFar, distance };
    }),
  );
}

type Place = ReturnType<typeof nearestOf>;
type Line = readonly [Place, Place];

/** Whether the segments a–b and c–d cross. */
function cross([a, b]: Line, [c, d]: Line): boolean {
  const side = (from: Place, to: Place, of: Place) =>
    Math.sign((to.x - from.x) * (of.y - from.y) - (to.y - from.y) * (of.x - from.x));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}

/** How far a label is from looking like its point's and no other's, in pixels, over all other points. */
function ambiguity(box: Candidate, at: number, points: readonly LabelledPoint[]): number {
  // A line tells whose it is; it should not stand at another point all the same.
  const own = box.isFar ? NEAR / 2 : box.distance + CLEARLY;
  return points.reduce((sum, other, place) => {
    if (place === at) return sum;
    const { x, y } = nearestOf(box, other);
    return sum + Math.max(0, own - Math.hypot(x - other.x, y - other.y));
  }, 0);
}

const leader = (point: LabelledPoint, box: Box): Line => [point, nearestOf(box, point)];

/** The length of a line's part in a box (Liang and Barsky 1984). */
function within({ left, top, right, bottom }: Box, [from, to]: Line): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  let [enters, leaves] = [0, 1];
  for (const [by, room] of [
    [-dx, from.x - left],
    [dx, right - from.x],
    [-dy, from.y - top],
    [dy, bottom - from.y],
  ] as const) {
    if (by === 0 && room < 0) return 0;
    if (by < 0) enters = Math.max(enters, room / by);
    if (by > 0) leaves = Math.min(leaves, room / by);
  }
  return Math.max(0, leaves - enters) * Math.hypot(dx, dy);
}

const sumOf = <T>(values: readonly T[], cost: (value: T, at: number) => number): number => {
  let sum = 0;
  for (const [at, value] of values.entries()) sum += cost(value, at);
  return sum;
};

/** A candidate with the cost that it has wherever other labels are. */
interface Priced {
  readonly box: Candidate;
  readonly line: Line;
  readonly cost: number;
}

/** The candidates of a point, the cheapest first. */
function pricedOf(
  points: readonly LabelledPoint[],
  at: number,
  obstacles: readonly Box[],
  area: Box,
): Priced[] {
  const point = points[at] as LabelledPoint;
  const markers = points.map(({ x, y }): Box =>
    grown({ left: x, top: y, right: x, bottom: y }, MARKER),
  );
  const priced = candidatesOf(point).map((box): Priced => {
    const line = leader(point, box);
    const outside = point.width * point.height - overlap(box, area);
    const drawn = sumOf(obstacles, (one) => overlap(grown(box, 1), one));
    const crossed = box.isFar
      ? sumOf(markers, (one, other) => (other === at ? 0 : within(one, line)))
      : 0;
    const own = NEARER * ambiguity(box, at, points) + AWAY * box.distance;
    return { box, line, cost: OUTSIDE * outside + OVER_MARK * (drawn + 4 * crossed) + own };
  });
  return priced.toSorted((one, other) => one.cost - other.cost);
}

/** What it costs that two labels are both there. */
function costOfBoth(one: Priced, other: Priced): number {
  const over =
    (one.box.isFar ? within(other.box, one.line) : 0) +
    (other.box.isFar ? within(one.box, other.line) : 0);
  const crossing = one.box.isFar && other.box.isFar && cross(one.line, other.line);
  return OVER_LABEL * (overlap(grown(one.box, GAP), other.box) + over) + (crossing ? CROSSING : 0);
}

/**
 * Places labels beside their points, so that none lies on another one and as few as possible on what else is
 * drawn. Each is placed given the others, several times over; the same points give the same places.
 *
 * @param obstacles - what labels should not lie on.
 * @param area - what they have to lie in.
 */
export function placeLabels(
  points: readonly LabelledPoint[],
  obstacles: readonly Box[],
  area: Box,
): PlacedLabel[] {
  const candidates = points.map((_, at) => pricedOf(points, at, obstacles, area));
  const placed = new Map<number, Priced>();
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const [at, all] of candidates.entries()) {
      placed.delete(at);
      const others = [...placed.values()];
      let [best, least]: [Priced | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
      for (const one of all) {
        if (one.cost >= least) break;
        const cost = one.cost + sumOf(others, (other) => costOfBoth(one, other));
        if (cost < least) [best, least] = [one, cost];
      }
      if (best !== undefined) placed.set(at, best);
    }
  }
  return points.flatMap((_, at) => placed.get(at)?.box ?? []);
}
