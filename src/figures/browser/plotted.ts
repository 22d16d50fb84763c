import type uPlot from 'uplot';
import type { Look } from '../looks.ts';
import type { Range } from './state.ts';

/** A line where the reader points at. */
export interface Pointed {
  readonly look: Look;
  readonly label: string;
  /** For readers. */
  readonly value: string;
  /** Lines are named in the order in which they lie. */
  readonly height: number;
}

/** What is where the reader points at. */
export interface PointedPlace {
  /** `steps: 3000`. */
  readonly title: string;
  readonly points: readonly Pointed[];
}

/** What a chart shows. */
export interface Plotted {
  /** Places, and of each line its COLUMNS. */
  readonly data: uPlot.AlignedData;
  /** Of each line. */
  readonly looks: readonly Look[];
  /** The series of uPlot for the columns of all lines. */
  readonly series: uPlot.Series[];
  /** The distribution and the range of values on the y axis. */
  readonly scale: uPlot.Scale;
  readonly axes: uPlot.Axis[];
  /** The height at which there is no difference; null where the chart shows none. */
  readonly zero: number | null;
  readonly pointedAt: (at: number) => PointedPlace;
}

/** The ends of all that a chart shows over a range of its x axis; undefined of nothing. */
export function heightsOf({ data, zero }: Plotted, [from, to]: Range): Range | undefined {
  const [places, ...columns] = data;
  let [low, high] = [zero ?? Infinity, zero ?? -Infinity];
  places.forEach((x, at) => {
    if (x < from || x > to) return;
    for (const column of columns) {
      const y = column[at] ?? null;
      if (y === null) continue;
      low = Math.min(low, y);
      high = Math.max(high, y);
    }
  });
  return low <= high ? [low, high] : undefined;
}

/** The least range that holds all of these; undefined of none. */
export function unionOf(ranges: readonly (Range | undefined)[]): Range | undefined {
  const there = ranges.filter((range) => range !== undefined);
  if (there.length === 0) return undefined;
  return [Math.min(...there.map(([low]) => low)), Math.max(...there.map(([, high]) => high))];
}
